import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { localDataSource } from '#platform/local-data-source';
import { serveSubgraph } from '#platform/subgraph-server';

type Resolvers = Record<string, Record<string, unknown>>;

/** A subgraph on the network, as one that runs alone. Its resolvers get the operation's context. */
export const startSubgraph = async (sdl: string, resolvers: Resolvers = {}) => {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const dataSource = localDataSource(schema, {
    ...{ verify: async () => null, requestOf: (operation) => operation as never, onFault() {} },
  });
  const endpoint = await serveSubgraph({ schema, dataSource, secret: Buffer.alloc(32), onError() {} });
  const server = createServer(endpoint.listener).on('upgrade', endpoint.upgrade);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/graphql`, stop: () => endpoint.close(server) };
};
