import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { environment, environmentFile } from './environment.ts';
import { readSettings, type Settings } from './settings.ts';

let folder: string;
let settings: Settings;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'metachat-servers-'));
  settings = readSettings({ SERVERS_DIR: folder, SERVERS_REDIS_PORT: '4000' });
});

afterEach(() => rmSync(folder, { recursive: true }));

it('names every server that our programs ask for, and one bus', () => {
  expect(Object.keys(environment(settings)).sort()).toEqual([
    'BLOBS_URL',
    'CASSANDRA_DATACENTER',
    'CASSANDRA_HOSTS',
    'CASSANDRA_KEYSPACE',
    'DATABASE_URL',
    'JWT_SECRET',
    'KAFKA_BOOTSTRAP_SERVERS',
    'MASTER_KEY',
    'REDIS_URL',
  ]);
  expect(environment(settings).REDIS_URL).toBe('redis://127.0.0.1:4000');
});

it('is a file that says the same, with the other buses as comments', () => {
  const file = environmentFile(settings);
  expect(parse(file)).toEqual(environment(settings));
  expect(file).toMatch(/^# NATS_URL=nats:\/\/127\.0\.0\.1:\d+$/m);
  expect(file).toMatch(/^# REDIS_STREAMS_URL=redis:\/\/127\.0\.0\.1:4000\/1$/m);
  expect(file).toMatch(/^# AWS_ENDPOINT_URL_S3=http:\/\/127\.0\.0\.1:\d+$/m);
});

it('holds nothing that a shell would take apart', () => {
  for (const value of Object.values(environment(settings))) expect(value).toMatch(/^[\w.:/@,-]+$/);
});

it('makes secrets once, for their owner alone', () => {
  const { JWT_SECRET, MASTER_KEY } = environment(settings);
  expect(MASTER_KEY).toMatch(/^[0-9a-f]{64}$/);
  expect(JWT_SECRET).not.toBe(MASTER_KEY);
  expect(environment(settings)).toMatchObject({ JWT_SECRET, MASTER_KEY });
  expect(statSync(join(folder, 'secrets.env')).mode & 0o777).toBe(0o600);
});

it('refuses damaged secrets rather than making others, which open nothing', () => {
  const file = join(folder, 'secrets.env');
  writeFileSync(file, 'JWT_SECRET=\n');
  chmodSync(file, 0o600);
  expect(() => environment(settings)).toThrow(`${file} is damaged`);
});
