import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from '#platform/config';

export interface Secrets {
  /** Signs access tokens and consistency tokens. */
  readonly jwt: Buffer;
  /** Newest first: the first wraps subjects' keys, all of them unwrap. */
  readonly masterKeys: readonly Buffer[];
}

const FILE = 'secrets.json';

/**
 * The secrets that everything rests on. In the embedded tier those that are absent are made and kept in DATA_DIR; with a
 * database of one's own they must be given, or a second machine would make others.
 */
export const readSecrets = async (config: Config): Promise<Secrets> => {
  const given = { jwt: config.jwt.secret, masterKeys: config.masterKeys };
  if (given.jwt && given.masterKeys) return { jwt: given.jwt, masterKeys: given.masterKeys };
  if (config.databaseUrl !== undefined)
    throw new ConfigError(
      `${given.jwt ? 'MASTER_KEY' : 'JWT_SECRET'} is missing: with DATABASE_URL, secrets must be given (JWT_SECRET of at least 32 characters, MASTER_KEY of 64 hexadecimal digits).`,
    );
  const kept = await keptSecrets(join(config.dataDir, FILE));
  return {
    jwt: given.jwt ?? Buffer.from(kept.jwtSecret, 'hex'),
    masterKeys: given.masterKeys ?? [Buffer.from(kept.masterKey, 'hex')],
  };
};

interface Kept {
  readonly jwtSecret: string;
  readonly masterKey: string;
}

const keptSecrets = async (file: string): Promise<Kept> => {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Kept;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made: Kept = { jwtSecret: randomBytes(32).toString('hex'), masterKey: randomBytes(32).toString('hex') };
  // whole or not at all: half a file would lock everybody out of their diaries
  await writeFile(`${file}.new`, JSON.stringify(made), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return made;
};
