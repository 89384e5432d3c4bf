import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { FeedPosition } from '#platform/domain/events';

/** Wakes those who follow a feed in other processes. It may be lost: they look by themselves, too, only later. */
export interface AppendSignal {
  tell(newest: FeedPosition): void;
  listen(wake: (newest: FeedPosition) => void): void;
}

const CHANNEL = 'appended';
const CONNECT_MS = 10_000;
const RECONNECT_MS = 500;

/**
 * By LISTEN and NOTIFY. Notifying is kept out of the append's own statement: there it would make all commits of the
 * database queue for one lock. While one notification is under way, the appends of that time share the next.
 */
export const postgresAppendSignal = (url: string, pool: pg.Pool): AppendSignal & { close(): Promise<void> } => {
  let wakeListener = (_: FeedPosition) => {};
  let next: FeedPosition | undefined;
  let telling = false;
  let closed = false;
  let client: pg.Client | undefined;

  const tellNext = async () => {
    telling = true;
    while (next !== undefined && !closed) {
      const newest = next;
      next = undefined;
      await pool
        .query({
          name: 'notify-append',
          text: `SELECT set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', $1)`,
          values: [newest],
        })
        .catch(() => {});
    }
    telling = false;
  };

  const stayConnected = async () => {
    while (!closed) {
      client = new pg.Client({
        ...{ connectionString: url, application_name: 'metachat signal', keepAlive: true },
        connectionTimeoutMillis: CONNECT_MS,
      });
      const ended = new Promise<void>((resolve) => client!.once('end', resolve));
      client.on('error', () => {});
      client.on('notification', ({ payload = '' }) => wakeListener(payload as FeedPosition));
      try {
        await client.connect();
        await client.query(`LISTEN ${CHANNEL}`);
        await ended;
      } catch {
        await client.end().catch(() => {});
      }
      if (!closed) await delay(RECONNECT_MS);
    }
  };
  const connected = stayConnected();

  return {
    tell(newest) {
      if (next === undefined || newest > next) next = newest;
      if (!telling) void tellNext();
    },
    listen(wake) {
      wakeListener = wake;
    },
    async close() {
      closed = true;
      await client?.end().catch(() => {});
      await connected;
    },
  };
};
