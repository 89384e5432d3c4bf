import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
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

const key = z.string().regex(/^[0-9a-f]{64}$/);
const keptSchema = z.object({ jwtSecret: key, masterKey: key });

const keptSecrets = async (file: string): Promise<z.infer<typeof keptSchema>> => {
  try {
    return keptSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    // JSON.parse quotes what it could not read
    if (error instanceof SyntaxError || error instanceof z.ZodError) throw new ConfigError(`${file} is damaged.`);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made = { jwtSecret: randomBytes(32).toString('hex'), masterKey: randomBytes(32).toString('hex') };
  // whole or not at all: half a file would lock everybody out of their diaries
  await writeFile(`${file}.new`, JSON.stringify(made), { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return made;
};
