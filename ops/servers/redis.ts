import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { certificate, certificatePaths } from './certificate.ts';
import { locate } from './install.ts';
import { folderOf, type Settings } from './settings.ts';
import { PING_MS, type Technology } from './technology.ts';

export const redis = (settings: Settings): Technology => ({
  port: settings.ports.redis,
  programs: ['redis-server', 'openssl'],
  stopSignal: 'SIGTERM',

  async prepare() {
    const file = join(folderOf(settings, 'redis'), 'redis.conf');
    await certificate(settings);
    await writeFile(file, redisConf(settings));
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
export const redisConf = (settings: Settings): string => `bind 127.0.0.1
port ${settings.ports.redis}
tls-port ${settings.ports.redisTls}
tls-cert-file ${JSON.stringify(certificatePaths(settings).certificate)}
tls-key-file ${JSON.stringify(certificatePaths(settings).key)}
tls-auth-clients no
dir ${JSON.stringify(folderOf(settings, 'redis'))}
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
`;
