import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { locate } from './install.ts';
import { folderOf, type Settings } from './settings.ts';
import { PING_MS, type Technology } from './technology.ts';

export const redis = (settings: Settings): Technology => ({
  port: settings.ports.redis,
  programs: ['redis-server'],
  stopSignal: 'SIGTERM',

  async prepare() {
    const folder = folderOf(settings, 'redis');
    const file = join(folder, 'redis.conf');
    await writeFile(file, redisConf(settings.ports.redis, folder));
    return { command: [locate('redis-server'), file] };
  },

  async ping() {
    const client = new Redis(settings.ports.redis, '127.0.0.1', {
      lazyConnect: true,
      // while it loads its data, it would wait a second to look again
      enableReadyCheck: false,
      retryStrategy: () => null,
      connectTimeout: PING_MS,
      commandTimeout: PING_MS,
    });
    // the call under way rejects as well, which is enough
    client.on('error', () => {});
    try {
      await client.connect();
      await client.ping();
    } finally {
      client.disconnect();
    }
  },
});

/** What is written reaches the system at once and the disk within a second: killing it loses nothing, a power cut little. */
export const redisConf = (port: number, folder: string): string => `bind 127.0.0.1
port ${port}
dir ${JSON.stringify(folder)}
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
`;
