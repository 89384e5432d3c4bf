import pg from 'pg';
import { UnreachableError } from '#platform/unreachable';

/** What one query cost, without the wait for a free connection. */
export interface QueryOutcome {
  /** Its text, without the values. */
  readonly statement: string;
  readonly ok: boolean;
  readonly seconds: number;
}

export interface PoolOptions {
  /** The most connections held at a time. */
  readonly max: number;
  readonly onQuery?: ((query: QueryOutcome) => void) | undefined;
}

const STATEMENT_TIMEOUT_MS = 30_000;
/** An open writing transaction holds the event feed back: one that was forgotten is ended. */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
/** To get a connection, a free one or a new one. */
const CONNECTION_TIMEOUT_MS = 10_000;
/** At the start, where nothing else is going on: who started the process wants to know soon. */
const FIRST_CONNECTION_TIMEOUT_MS = 5_000;

/** Connections to one database. A server that goes away fails the queries under way and nothing else. */
export const openPool = (url: string, { max, onQuery }: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'metachat',
    keepAlive: true,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
  });
  // a connection that breaks emits an error, which would end the process if nobody listened. The pool replaces it;
  // whoever is using it learns from the query, now or the next
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    if (onQuery) reportQueries(client, onQuery);
  });
  return pool;
};

/** The pool offers no such hook: every query, also the pool's own, goes through its client's `query`. */
const reportQueries = (client: pg.PoolClient, onQuery: (query: QueryOutcome) => void): void => {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;

  const reported = (...args: unknown[]): unknown => {
    const started = performance.now();
    const report = (ok: boolean) =>
      onQuery({ statement: statementOf(args[0]), ok, seconds: (performance.now() - started) / 1000 });

    const callback = args.at(-1);
    if (typeof callback === 'function') {
      return query(...args.slice(0, -1), (error: unknown, result: unknown) => {
        report(!error);
        callback(error, result);
      });
    }
    const result = query(...args);
    if (result instanceof Promise) {
      result.then(
        () => report(true),
        () => report(false),
      );
    }
    return result;
  };
  client.query = reported as typeof client.query;
};

const statementOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as pg.QueryConfig | undefined)?.text);

/** The server or the database that an address names can't be used. Names both and why, never the password. */
export class DatabaseUnreachableError extends UnreachableError {
  override readonly name = 'DatabaseUnreachableError';
}

/**
 * Makes a database on the server unless it is there, and answers with its URL. Several processes may do so at once.
 * The path of `serverUrl` is the database to connect to first, `postgres` when it has none.
 */
export const ensureDatabase = async (serverUrl: string, name: string): Promise<string> => {
  const server = parseUrl(serverUrl);
  if (server.pathname.length <= 1) server.pathname = '/postgres';
  await firstConnection(server.href, name, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await createDatabase(client, name);
  });
  server.pathname = `/${encodeURIComponent(name)}`;
  return server.href;
};

/** Answers with the URL of a database that is to be there, and is. `name`: what it is for. */
export const findDatabase = async (url: string, name: string): Promise<string> => {
  await firstConnection(parseUrl(url).href, name, (client) => client.query('SELECT 1'));
  return url;
};

const firstConnection = async (url: string, name: string, ask: (client: pg.Client) => Promise<unknown>) => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: FIRST_CONNECTION_TIMEOUT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    await ask(client);
  } catch (error) {
    const at = `${client.host}:${client.port}, database "${client.database}"`;
    throw new DatabaseUnreachableError(`PostgreSQL at ${at}, can't be used for "${name}": ${reasonOf(error)}.`);
  } finally {
    await client.end().catch(() => {});
  }
};

/** `template0`, because nobody can be connected to it, which would forbid to copy it; and it takes any encoding. */
const createDatabase = async (client: pg.Client, name: string): Promise<void> => {
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`);
  } catch (error) {
    if (!MADE_BY_ANOTHER.includes((error as pg.DatabaseError).code ?? '')) throw error;
  }
};

/** duplicate_database, and the unique_violation that two of the same moment end in. */
const MADE_BY_ANOTHER = ['42P04', '23505'];

const parseUrl = (serverUrl: string): URL => {
  const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
  if (url?.protocol === 'postgresql:' || url?.protocol === 'postgres:') return url;
  throw new DatabaseUnreachableError('The database address is not of the form postgresql://user:password@host:port.');
};

const reasonOf = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException;
  // an error about several addresses of one host has no message of its own
  return message || code || 'unknown';
};
