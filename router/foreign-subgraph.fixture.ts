import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { createHandler } from 'graphql-http/lib/use/http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

export const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { readings: Int }
  type Subscription { measured: Reading whoami: String breaking: Int endless: Int }
  type Reading { value: Int! sensor: Sensor! }
  type Sensor @key(fields: "id", resolvable: false) { id: ID! }`;

/**
 * A subgraph as others write one: by graphql-http and the server of graphql-ws, which knows whom a connection is for by
 * its first message, and tells of no subscription that it stands.
 */
export const startForeignSubgraph = async (port = 0) => {
  const values: number[] = [];
  const listeners = new Set<() => void>();
  let connections = 0;

  const measured = () => {
    let place = values.length;
    let ended = false;
    let wake = () => {};
    const hear = () => wake();
    listeners.add(hear);
    return {
      async next() {
        while (!ended && place >= values.length)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        if (ended) return { done: true, value: undefined };
        place += 1;
        return { done: false, value: { measured: { value: values[place - 1], sensor: { id: 's1' } } } };
      },
      async return() {
        ended = true;
        listeners.delete(hear);
        wake();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(SDL),
      resolvers: {
        Query: { readings: () => values.length },
        Subscription: {
          measured: { subscribe: measured },
          whoami: {
            async *subscribe(_: unknown, __: unknown, { authorization }: { authorization?: string }) {
              if (authorization === undefined)
                throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
              yield { whoami: authorization };
              // stands, and says nothing more
              await new Promise(() => {});
            },
          },
          breaking: {
            async *subscribe() {
              yield { breaking: 1 };
              throw new Error('the sensor at 10.0.0.7 is away');
            },
          },
        },
      } as never,
    },
  ]);
  const server = createServer(createHandler({ schema }));
  const sockets = new WebSocketServer({ server, path: '/' });
  useServer(
    { schema, context: ({ connectionParams = {} }) => connectionParams, onConnect: () => void connections++ },
    sockets,
  );
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const { port: listeningOn } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${listeningOn}/`, port: listeningOn },
    listeners: () => listeners.size,
    connections: () => connections,
    measure(value: number) {
      values.push(value);
      for (const wake of listeners) wake();
    },
    /** As a process does that is killed. */
    async kill() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
