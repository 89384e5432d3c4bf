import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Server, server } from '../../ops/servers/servers.ts';
import { readSettings, type Settings } from '../../ops/servers/settings.ts';

/** Redis stands for all of them here: it starts the fastest. It is one of its own, which nobody else uses. */
let settings: Settings;
let redis: Server;

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const folder = await mkdtemp(join(tmpdir(), 'metachat-lifecycle-'));
  settings = readSettings({ SERVERS_DIR: folder, SERVERS_REDIS_PORT: String(port) });
  redis = server('redis', settings);
});

afterAll(async () => {
  await redis.kill();
  await rm(settings.folder, { recursive: true });
});

const withClient = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(redis.port, '127.0.0.1');
  return work(client).finally(() => client.disconnect());
};

it('starts a server once, however many ask for it', async () => {
  await Promise.all([redis.start(), server('redis', settings).start()]);
  const pid = redis.pid();
  expect(pid).toBeDefined();
  await redis.start();
  expect(redis.pid()).toBe(pid);
  expect(await redis.answers()).toBe(true);
});

it('brings a killed server back with its data', async () => {
  await withClient((client) => client.set('kept', 'yes'));
  await redis.kill();
  expect(redis.pid()).toBeUndefined();
  expect(await redis.answers()).toBe(false);
  await expect(redis.ready()).rejects.toThrow('redis is not running');
  await redis.start();
  expect(await withClient((client) => client.get('kept'))).toBe('yes');
});

it('gets no answer of a paused server, and wakes it by a start', async () => {
  const pid = redis.pid();
  redis.pause();
  expect(await redis.answers()).toBe(false);
  await redis.start();
  expect(redis.pid()).toBe(pid);
});

it('restarts it as another process', async () => {
  const pid = redis.pid();
  await redis.restart();
  expect(redis.pid()).not.toBe(pid);
  expect(await withClient((client) => client.get('kept'))).toBe('yes');
});

it('does not take what listens on the port for its own', async () => {
  const elsewhere = { ...settings, folder: join(settings.folder, 'elsewhere') };
  await expect(server('redis', elsewhere).start()).rejects.toThrow(/something else listens on .* SERVERS_REDIS_PORT/);
});

it('says what the server said when it does not start', async () => {
  await redis.stop();
  await writeFile(join(settings.folder, 'redis', 'appendonlydir', 'appendonly.aof.manifest'), 'damaged\n');
  await expect(redis.start()).rejects.toThrow(/redis is not running. The end of .*server\.log:\n.*manifest/s);
  expect(redis.pid()).toBeUndefined();
});

it('forgets everything by a wipe', async () => {
  await redis.wipe();
  expect(redis.pid()).toBeUndefined();
  await redis.start();
  expect(await withClient((client) => client.get('kept'))).toBeNull();
});
