import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { locate } from './install.ts';
import { folderOf, type Settings } from './settings.ts';
import { PING_MS, type Technology } from './technology.ts';

export const nats = (settings: Settings): Technology => ({
  port: settings.ports.nats,
  programs: ['nats-server'],
  stopSignal: 'SIGTERM',

  async prepare() {
    const folder = folderOf(settings, 'nats');
    const file = join(folder, 'nats.conf');
    await writeFile(file, natsConf(settings.ports.nats, join(folder, 'data')));
    return { command: [locate('nats-server'), '-c', file] };
  },

  async ping() {
    const servers = `127.0.0.1:${settings.ports.nats}`;
    const connection = await connect({ servers, reconnect: false, timeout: PING_MS });
    try {
      await (await jetstreamManager(connection, { timeout: PING_MS })).getAccountInfo();
    } finally {
      await connection.close();
    }
  },
});

/** `sync_interval: always` would make it safe also from a power cut; NATS 2.9 doesn't know it and refuses to start with it. */
export const natsConf = (port: number, folder: string): string => `listen: "127.0.0.1:${port}"
max_payload: 2MB
jetstream {
  store_dir: ${JSON.stringify(folder)}
}
`;
