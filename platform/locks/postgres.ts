import pg from 'pg';
import type { Leadership, Locks } from '#platform/locks/locks';
import { pause } from '#platform/pause';
import { queueByKey } from '#platform/queue';

const CONNECT_MS = 10_000;
/** A server that is away is asked again. */
const RETRY_MS = 500;

/**
 * Advisory locks of the subgraph's own database: the server gives back what a dead process held, and grants them in the
 * order in which they were asked for, so that nobody starves. Each name has a connection of its own, for a lock belongs to
 * a connection, and whoever waits for one blocks it.
 */
export const postgresLocks = (url: string): Locks & { close(): Promise<void> } => {
  const connections = new Map<string, pg.Client>();
  const inTurn = queueByKey();

  const connectionFor = async (name: string): Promise<pg.Client> => {
    const known = connections.get(name);
    if (known) return known;
    const client = await connect(url);
    connections.set(name, client);
    client.once('end', () => connections.delete(name));
    return client;
  };

  const holding = <T>(kind: Kind, name: string, work: () => Promise<T>): Promise<T> =>
    inTurn(name, async () => {
      const client = await connectionFor(name);
      await client.query(kind.lock(name));
      try {
        return await work();
      } finally {
        // a connection that broke has given the lock back; one that can't be asked must not keep it
        await client.query(kind.unlock(name)).catch(() => client.end());
      }
    });

  return {
    shared: (name, work) => holding(SHARED, name, work),
    alone: (name, work) => holding(ALONE, name, work),

    async lead(name, signal) {
      while (!signal.aborted)
        try {
          return await acquire(url, name, signal);
        } catch {
          await pause(RETRY_MS, signal);
        }
      return null;
    },

    async close() {
      await Promise.all([...connections.values()].map((client) => client.end()));
    },
  };
};

const acquire = async (url: string, name: string, signal: AbortSignal): Promise<Leadership | null> => {
  const client = await connect(url);
  const lost = new Promise<void>((resolve) => client.once('end', resolve));
  const end = () => void client.end();
  signal.addEventListener('abort', end);
  try {
    // while it was being connected nobody listened
    if (signal.aborted) throw new Error('It is no longer wanted.');
    await client.query(ALONE.lock(`lead ${name}`));
  } catch (error) {
    await client.end();
    if (signal.aborted) return null;
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
  return { lost, release: () => client.end() };
};

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({
    ...{ connectionString: url, application_name: 'metachat locks', connectionTimeoutMillis: CONNECT_MS },
    ...{ keepAlive: true, statement_timeout: 0 },
  });
  // without a listener a broken connection would end the process
  client.on('error', () => {});
  await client.connect();
  return client;
};

interface Kind {
  readonly lock: (name: string) => pg.QueryConfig;
  readonly unlock: (name: string) => pg.QueryConfig;
}

const kind = (suffix: '' | '_shared'): Kind => {
  const call = (what: string) => (name: string) => ({
    name: `${what}${suffix}`,
    text: `SELECT pg_advisory_${what}${suffix}(hashtextextended($1, 0))`,
    values: [name],
  });
  return { lock: call('lock'), unlock: call('unlock') };
};
const ALONE = kind('');
const SHARED = kind('_shared');
