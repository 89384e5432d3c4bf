import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type Config, readConfig } from '#platform/config';
import { newId } from '#platform/domain/ids';
import { createLogger } from '#platform/log';
import { ensureDatabase } from '#platform/postgres/pool';
import { startMoods } from '../../processes/mood.ts';
import type { Process } from '../../processes/process.ts';
import { startSupergraph } from '../../processes/supergraph.ts';
import * as app from '../../schema/operations.ts';
import { client } from './client.ts';
import { settled } from './metrics.ts';
import { eventually, signUp } from './supergraph.ts';

let config: Config;
let supergraph: Process;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'metachat-mood-'));
  config = readConfig(
    {
      ...{ DATABASE_URL: inject('databaseUrl'), DATA_DIR: dataDir, PORT: '0', ENVIRONMENT: 'test', LOG_LEVEL: 'error' },
      ...{ JWT_SECRET: 'the secret of the tests, which is long enough', MASTER_KEY: 'a'.repeat(64) },
    },
    'all',
    'none',
  );
  const databaseUrls: Record<string, string> = {};
  for (const name of ['users', 'diary', 'chat', 'matching', 'vault'])
    databaseUrls[name] = await ensureDatabase(inject('databaseUrl'), `mood_${name}_${newId()}`);
  // without a bus the stores' own feeds are read, which several processes can do as well
  config = { ...config, databaseUrls, mood: { ...config.mood, isApart: true } };
  supergraph = await startSupergraph(config, createLogger(config, 'test'));
});
afterAll(async () => {
  await supergraph.stop();
  await rm(dataDir, { recursive: true });
});

it('moods are read by a process of their own, and by no other', { timeout: 60_000 }, async () => {
  const ann = await signUp(client(supergraph.url), 'ann');
  const { id } = (await ann.ask(app.CreateDiaryEntryDocument, { input: { content: 'I am so happy.' } }))
    .createDiaryEntry;
  const mood = async () => (await ann.ask(app.EntryMoodDocument, { id })).diaryEntry!.mood;
  await settled(supergraph.url, 20_000);
  expect(await mood()).toBeNull();

  const moods = await startMoods({ ...config, role: 'mood' }, createLogger(config, 'test'));
  try {
    await eventually(async () => expect(await mood()).toMatchObject({ dominant: 'JOY' }), 20_000);
    expect((await fetch(new URL('/graphql', moods.url), { method: 'POST' })).status).toBe(404);
  } finally {
    await moods.stop();
  }
});
