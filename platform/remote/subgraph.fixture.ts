import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { OperationContext } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import { localDataSource } from '#platform/local-data-source';
import { serveSubgraph } from '#platform/subgraph-server';

export const SECRET = new TextEncoder().encode('a secret that router and subgraph share');

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { me: String! replica: String! context: Context! refused: String broken: String slow(ms: Int!): String! hanging: String item(id: ID!): Item }
  type Mutation { record(id: ID!, ms: Int = 0): ID! }
  type Subscription { events(after: Int, opened: Boolean = false): Event! ticks: Int! endless: Event! breaking: Int! expiring: Int! }
  type Event { number: Int! text: String! }
  type Context { correlationId: String! consistencyToken: String address: String! }
  type Item @key(fields: "id") { id: ID! }
`;

/** What the replicas of a subgraph share: a log of events, and which mutations were executed. */
export const sharedStore = () => {
  const log: string[] = [];
  const readers = new Set<() => void>();
  const recorded: string[] = [];
  let endless = 0;
  return {
    recorded,
    /** Counts what the endless subscription has produced. */
    endless: (more = 0) => {
      endless += more;
      return endless;
    },
    /** Subscriptions that read the log now. */
    readers: () => readers.size,
    publish(...texts: string[]) {
      log.push(...texts);
      for (const wake of [...readers]) wake();
    },
    /** Events behind a place, then live ones; each carries its own place. */
    read(after: number | undefined, tellsPlace: boolean) {
      let place = after ?? log.length;
      let left = false;
      let wake = () => {};
      const reader = () => wake();
      readers.add(reader);
      const events: AsyncIterableIterator<object> = {
        async next() {
          while (!left && place >= log.length)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          if (left) return { done: true, value: undefined };
          place += 1;
          return { done: false, value: { number: place, text: log[place - 1], cursor: String(place) } };
        },
        async return() {
          left = true;
          readers.delete(reader);
          wake();
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]: () => events,
      };
      return tellsPlace ? Object.assign(events, { opened: Promise.resolve(String(place)) }) : events;
    },
  };
};

export type SharedStore = ReturnType<typeof sharedStore>;

const schemaOf = (store: SharedStore, name: string) =>
  buildSubgraphSchema([
    {
      typeDefs: parse(SDL),
      resolvers: {
        Query: {
          me: (_: unknown, __: unknown, { token }: OperationContext) => {
            if (token === undefined) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
            return token;
          },
          replica: () => name,
          context: (_: unknown, __: unknown, context: OperationContext) => context,
          refused: () => {
            throw new DomainError('CONFLICT', 'Already there.', {
              field: 'input.name',
              details: { currentVersion: 3 },
            });
          },
          broken: () => {
            throw new Error('relation "users" does not exist');
          },
          slow: async (_: unknown, { ms }: { ms: number }) => {
            await delay(ms);
            return name;
          },
          hanging: () => new Promise(() => {}),
          item: (_: unknown, { id }: { id: string }) => ({ id }),
        },
        Mutation: {
          async record(_: unknown, { id, ms }: { id: string; ms: number }, { written }: OperationContext) {
            store.recorded.push(id);
            await delay(ms);
            written.push(`items.${store.recorded.length}.signature`);
            return id;
          },
        },
        Item: { __resolveReference: ({ id }: { id: string }) => ({ id }) },
        Subscription: {
          events: {
            subscribe: (_: unknown, args: { after?: number; opened: boolean }, { resumeAfter }: OperationContext) =>
              store.read(resumeAfter === undefined ? args.after : Number(resumeAfter), args.opened),
            resolve: (event: unknown) => event,
          },
          ticks: {
            async *subscribe() {
              for (let tick = 1; ; tick += 1) {
                yield tick;
                await delay(20);
              }
            },
            resolve: (tick: number) => tick,
          },
          endless: {
            async *subscribe(_: unknown, __: unknown, { resumeAfter }: OperationContext) {
              for (let number = Number(resumeAfter ?? 0) + 1; ; number += 1) {
                store.endless(1);
                await immediate();
                yield { number, text: '', cursor: String(number) };
              }
            },
            resolve: (event: unknown) => event,
          },
          /** Whoever comes back to it is not let in. */
          expiring: {
            subscribe(_: unknown, __: unknown, { resumeAfter }: OperationContext) {
              if (resumeAfter !== undefined) throw new DomainError('UNAUTHENTICATED', 'The access token has expired.');
              return store.read(undefined, false);
            },
            resolve: () => 1,
          },
          breaking: {
            // biome-ignore lint/correctness/useYield: it breaks before its first event
            async *subscribe() {
              throw new Error('the log at 10.0.0.7 is away');
            },
          },
        },
      },
    },
  ]);

export interface Replica {
  readonly url: string;
  readonly port: number;
  readonly faults: unknown[];
  /** Of subscriptions that are open. */
  sockets(): Promise<number>;
  /** As a process does that is asked to. */
  stop(): Promise<void>;
  /** As a process does that is killed: every connection breaks at once. */
  kill(): Promise<void>;
}

/** A subgraph on 127.0.0.1 whose viewers sign in with the token `good`. */
export const startReplica = async (store: SharedStore, name = 'a', port = 0): Promise<Replica> => {
  const faults: unknown[] = [];
  const schema = schemaOf(store, name);
  const dataSource = localDataSource(schema, {
    async verify({ token }) {
      if (token !== undefined && token !== 'good')
        throw new DomainError('UNAUTHENTICATED', 'The access token is not valid, or has expired.');
      return null;
    },
    // the resolvers here look at the operation itself
    requestOf: (operation) => operation as never,
    onFault: (error) => faults.push(error),
  });
  const endpoint = await serveSubgraph({ schema, dataSource, secret: SECRET, onError: (error) => faults.push(error) });
  const server = createServer(endpoint.listener).on('upgrade', endpoint.upgrade);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => connections.add(socket.on('close', () => connections.delete(socket))));
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const { port: listeningOn } = server.address() as AddressInfo;
  const closed = once(server, 'close');

  return {
    ...{ url: `http://127.0.0.1:${listeningOn}`, port: listeningOn, faults },
    sockets: () => promisify(server.getConnections.bind(server))(),
    stop: () => endpoint.close(server),
    async kill() {
      server.close();
      for (const socket of connections) socket.resetAndDestroy();
      await closed;
    },
  };
};

/** Stands before a replica. Paused, it takes connections and answers nothing, as the kernel does for a stopped process. */
export const startProxy = async (replica: Replica) => {
  let target = replica;
  const sockets = new Set<Socket>();
  let paused = false;
  const server = createTcpServer({ pauseOnConnect: true }, (inner) => {
    const outer = connect(target.port, '127.0.0.1');
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    }
    inner.on('data', (data) => outer.write(data)).on('close', () => outer.destroy());
    outer.on('data', (data) => inner.write(data)).on('close', () => inner.destroy());
    if (paused) outer.pause();
    else inner.resume();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    /** Connects further clients to another replica. */
    leadTo(other: Replica) {
      target = other;
    },
    pause() {
      paused = true;
      for (const socket of sockets) socket.pause();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
};

export const operationContext = (given: Partial<OperationContext> = {}): OperationContext => ({
  ...{ token: undefined, correlationId: 'test', consistencyToken: undefined, address: '10.1.2.3', written: [] },
  ...given,
});
