import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '#platform/config';
import { readSecrets } from '#platform/secrets';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'metachat-secrets-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const secrets = (environment: NodeJS.ProcessEnv = {}) =>
  readSecrets(readConfig({ DATA_DIR: dataDir, ...environment }, 'all', join(dataDir, 'absent.env')));
const [JWT_SECRET, MASTER_KEY] = ['s'.repeat(32), 'ab'.repeat(32)];
const DATABASE_URL = 'postgresql://db/x';

describe('secrets', () => {
  it('that are given are used, and nothing is kept', async () => {
    const given = { jwt: Buffer.from(JWT_SECRET), masterKeys: [Buffer.from(MASTER_KEY, 'hex')] };
    expect(await secrets({ JWT_SECRET, MASTER_KEY })).toEqual(given);
    expect(await secrets({ JWT_SECRET, MASTER_KEY, DATABASE_URL })).toEqual(given);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('that are absent are made once, and kept where only the owner can read', async () => {
    const made = await secrets();
    expect([made.jwt.length, made.masterKeys.map((key) => key.length)]).toEqual([32, [32]]);
    expect(await secrets()).toEqual(made);
    expect(await secrets({ JWT_SECRET })).toEqual({ ...made, jwt: Buffer.from(JWT_SECRET) });
    expect(await readdir(dataDir)).toEqual(['secrets.json']);
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('must be given with a database of one’s own', async () => {
    await expect(secrets({ DATABASE_URL })).rejects.toThrow(ConfigError);
    await expect(secrets({ DATABASE_URL })).rejects.toThrow(/^JWT_SECRET is missing/);
    await expect(secrets({ DATABASE_URL, JWT_SECRET })).rejects.toThrow(/^MASTER_KEY is missing/);
    await expect(secrets({ DATABASE_URL, MASTER_KEY })).rejects.toThrow(/^JWT_SECRET is missing/);
  });

  it.each(['', '{"jwtSecret":"hunter2', '{"jwtSecret":"hunter2"}'])(
    'in a file that is damaged are neither shown nor made anew: %j',
    async (content) => {
      await writeFile(join(dataDir, 'secrets.json'), content);
      const attempt = secrets();
      await expect(attempt).rejects.toThrow(ConfigError);
      await expect(attempt).rejects.toThrow(/secrets\.json is damaged/);
      await expect(attempt).rejects.not.toThrow(/hunter2/);
    },
  );
});
