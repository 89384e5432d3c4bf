import { setTimeout as sleep } from 'node:timers/promises';
import { auth, Client, errors, policies, type QueryOptions, types } from 'cassandra-driver';
import { UnreachableError } from '#platform/unreachable';

export interface CassandraOptions {
  /** Each `host:port`. Any of them leads to the whole cluster. */
  readonly hosts: readonly string[];
  /** Requests stay within it. */
  readonly datacenter: string;
  readonly keyspace: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** How many replicas answer a read or a write. What was written is sure to be read when the two overlap. */
  readonly consistency: keyof typeof CONSISTENCIES;
  /** The servers' certificates have to be valid for their addresses. */
  readonly tls: boolean;
}

const CONSISTENCIES = {
  ONE: types.consistencies.one,
  LOCAL_ONE: types.consistencies.localOne,
  QUORUM: types.consistencies.quorum,
  LOCAL_QUORUM: types.consistencies.localQuorum,
  ALL: types.consistencies.all,
};

/** A cluster, and how statements get there: prepared, and repeated while it can't be reached. */
export interface Cassandra {
  readonly keyspace: string;
  /** For what may be executed twice. Rejects with `CassandraUnreachableError` after the deadline. */
  execute(statement: Statement, options?: QueryOptions): Promise<types.ResultSet>;
  /** Several statements on one partition as one write. */
  batch(statements: readonly Statement[]): Promise<types.ResultSet>;
  /** Changes the schema: with `IF NOT EXISTS` or `IF EXISTS`, as other processes may do the same at this moment. */
  change(definition: string): Promise<void>;
  /** Resolves when all nodes know the newest schema: one that doesn't refuses what is written to a new table. */
  agreement(): Promise<void>;
  /** Rejects while it can't be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Statement {
  readonly query: string;
  readonly params: readonly unknown[];
}

/** What a request may take, repetitions included. */
const REQUEST_TIMEOUT_MS = 5_000;
/** For how long a request that failed is tried again, and how soon. */
const RETRY_FOR_MS = 2_000;
const RETRY_AFTER_MS = 50;
const CONNECT_TIMEOUT_MS = 2_000;
/** A server that is back is found within this time. */
const RECONNECT_AFTER_MS = 250;
/** For one change of the schema, and until all nodes know it. */
const CHANGE_TIMEOUT_MS = 30_000;
const AGREEMENT_POLL_MS = 100;
/** For what any node knows by itself. */
export const LOCAL_ONE = types.consistencies.localOne;

/** Connects. Rejects with `CassandraUnreachableError` or `KeyspaceMissingError`. */
export const openCassandra = async (options: CassandraOptions): Promise<Cassandra> => {
  const { hosts, datacenter, keyspace, username, password, consistency, tls } = options;
  const client = new Client({
    contactPoints: [...hosts],
    localDataCenter: datacenter,
    ...(username !== undefined && { authProvider: new auth.PlainTextAuthProvider(username, password ?? '') }),
    // the driver would take any certificate
    ...(tls && { sslOptions: { rejectUnauthorized: true } }),
    queryOptions: { consistency: CONSISTENCIES[consistency] },
    policies: {
      reconnection: new policies.reconnection.ConstantReconnectionPolicy(RECONNECT_AFTER_MS),
      retry: withinTimeout(),
    },
    socketOptions: { connectTimeout: CONNECT_TIMEOUT_MS, readTimeout: REQUEST_TIMEOUT_MS },
    encoding: { useBigIntAsLong: true },
  });

  const cassandra: Cassandra = {
    keyspace,

    execute: ({ query, params }, overrides) =>
      untilReached(hosts, (limits) => client.execute(query, [...params], { ...overrides, ...limits })),

    batch: (statements) =>
      // a batch of one costs more than its statement
      statements.length === 1
        ? cassandra.execute(statements[0]!)
        : untilReached(hosts, (limits) =>
            client.batch(
              statements.map(({ query, params }) => ({ query, params: [...params] })),
              { ...limits, logged: false },
            ),
          ),

    // Two nodes that make one table at the same moment make two of it, and never agree again. A single node does one thing
    // after another, so all processes turn to the same.
    async change(definition) {
      const [host] = client
        .getState()
        .getConnectedHosts()
        .sort((a, b) => (a.address < b.address ? -1 : 1));
      await untilReached(hosts, (limits) =>
        client.execute(definition, [], {
          ...limits,
          ...{ prepare: false, readTimeout: CHANGE_TIMEOUT_MS, ...(host && { host }) },
        }),
      );
    },

    async agreement() {
      // documented by the driver, and missing in its types
      const metadata = client.metadata as unknown as { checkSchemaAgreement(): Promise<boolean> };
      const until = performance.now() + CHANGE_TIMEOUT_MS;
      while (!(await metadata.checkSchemaAgreement())) {
        if (performance.now() > until)
          throw new CassandraUnreachableError('The nodes of Cassandra do not agree on a schema.');
        await sleep(AGREEMENT_POLL_MS);
      }
    },

    async ping() {
      await cassandra.execute({ query: 'SELECT key FROM system.local', params: [] }, { consistency: LOCAL_ONE });
    },

    close: () => client.shutdown(),
  };

  try {
    await client.connect();
    const { rows } = await cassandra.execute(
      { query: 'SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?', params: [keyspace] },
      { consistency: LOCAL_ONE },
    );
    if (rows.length === 0) throw new KeyspaceMissingError(keyspace, datacenter);
    return cassandra;
  } catch (error) {
    await client.shutdown();
    if (error instanceof KeyspaceMissingError) throw error;
    throw unreachable(hosts, error);
  }
};

/** The servers named don't answer, don't let us in, or have stopped answering. Names them and why, never a password. */
export class CassandraUnreachableError extends UnreachableError {
  override readonly name = 'CassandraUnreachableError';
}

export class KeyspaceMissingError extends UnreachableError {
  override readonly name = 'KeyspaceMissingError';
  constructor(keyspace: string, dataCenter: string) {
    super(
      `Cassandra has no keyspace "${keyspace}". How it is replicated is for its operator to say, for instance: ` +
        `CREATE KEYSPACE "${keyspace}" WITH replication = {'class': 'NetworkTopologyStrategy', '${dataCenter}': 3};`,
    );
  }
}

/** Another node is tried when one refuses, but not after a wait: it would be waited for as long again. */
const withinTimeout = (): policies.retry.RetryPolicy => {
  const policy = new policies.retry.RetryPolicy();
  const nextNode = policy.onRequestError.bind(policy);
  policy.onRequestError = (info, consistency, error) =>
    error instanceof errors.OperationTimedOutError ? policy.rethrowResult() : nextNode(info, consistency, error);
  return policy;
};

const untilReached = async <T>(hosts: readonly string[], request: (limits: QueryOptions) => Promise<T>): Promise<T> => {
  const began = performance.now();
  for (;;) {
    const elapsed = performance.now() - began;
    try {
      return await request({ prepare: true, isIdempotent: true, readTimeout: Math.ceil(REQUEST_TIMEOUT_MS - elapsed) });
    } catch (error) {
      if (!isPassing(error)) throw error;
      if (performance.now() - began >= RETRY_FOR_MS) throw unreachable(hosts, error);
    }
    await sleep(RETRY_AFTER_MS);
  }
};

const { responseErrorCodes } = types;
const PASSING: readonly number[] = [
  responseErrorCodes.unavailableException,
  responseErrorCodes.overloaded,
  responseErrorCodes.isBootstrapping,
  responseErrorCodes.writeTimeout,
  responseErrorCodes.readTimeout,
];

/** Whether the same request can be expected to succeed soon. */
const isPassing = (error: unknown): boolean => {
  if (isMissingTable(error)) return false;
  if (error instanceof errors.ResponseError) return PASSING.includes(error.code);
  return (
    error instanceof errors.NoHostAvailableError ||
    error instanceof errors.OperationTimedOutError ||
    error instanceof errors.BusyConnectionError ||
    // of a connection that closes under a request the driver says no more
    (error as Error).constructor === errors.DriverError ||
    (error as Error).message === 'No connection available'
  );
};

/**
 * The table was dropped. The driver, which prepares its statement again in vain, reports that as an unknown statement; and
 * a server that was reading it at that moment as an error of its own.
 */
export const isMissingTable = (error: unknown): boolean => {
  if (error instanceof errors.NoHostAvailableError) return Object.values(error.innerErrors ?? {}).some(isMissingTable);
  if (!(error instanceof errors.ResponseError)) return false;
  const { code, message } = error;
  return (
    code === responseErrorCodes.unprepared ||
    (code === responseErrorCodes.serverError && message.includes('Unknown CF')) ||
    (code === responseErrorCodes.invalid && /^(table .* does not exist|unconfigured table )/.test(message))
  );
};

const unreachable = (hosts: readonly string[], cause: unknown): CassandraUnreachableError =>
  new CassandraUnreachableError(`Cassandra at ${hosts.join(', ')} can't be used: ${reasonOf(cause)}.`, { cause });

/** One line: the driver's own message of a failed connection is a stack trace. */
const reasonOf = (error: unknown): string => {
  if (error instanceof errors.NoHostAvailableError) {
    const reasons = Object.entries(error.innerErrors ?? {}).map(([host, reason]) => `${host}: ${reasonOf(reason)}`);
    if (reasons.length > 0) return reasons.join(', ');
  }
  const { message, code } = error as NodeJS.ErrnoException;
  return (message || String(code ?? 'unknown')).split('\n')[0]!.replace(/\.$/, '');
};
