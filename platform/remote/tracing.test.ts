import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { afterAll, expect, it } from 'vitest';
import type { EventResults } from '#platform/data-source';
import { localDataSource } from '#platform/local-data-source';
import { operationContext, SECRET } from '#platform/remote/subgraph.fixture';
import { remoteDataSource } from '#platform/remote-data-source';
import type { Request } from '#platform/request';
import { serveSubgraph } from '#platform/subgraph-server';
import { tracedDataSource } from '#platform/tracing/data-source';
import { CLIENT_SPAN, recordingTracing, UNSAMPLED } from '#platform/tracing/recording.fixture';

const ANNOUNCED_BY = CLIENT_SPAN.replace('b7ad', 'c7ad');
const SDL = `
  type Query { well: Boolean refused: Boolean }
  type Mutation { write: Boolean }
  type Subscription { events: Event! }
  type Event { n: Int! }
`;
const commandedIn: (string | undefined)[] = [];
const schema = buildSubgraphSchema([
  {
    typeDefs: parse(SDL),
    resolvers: {
      Query: {
        refused: () => {
          throw new Error('what Ann wrote');
        },
      },
      Mutation: { write: (_: unknown, __: unknown, { handle }: Request) => handle({} as never, 's', {}) },
      Subscription: {
        events: {
          async *subscribe() {
            yield { n: 1, cursor: 'one', traceparent: ANNOUNCED_BY };
            yield { n: 2, cursor: 'two' };
          },
          resolve: (event: object) => event,
        },
      },
    } as never,
  },
]);

const { tracing, spans } = recordingTracing();
const served = async () => {
  const local = localDataSource(schema, {
    verify: async () => null,
    requestOf: (operation) =>
      ({
        handle(_: unknown, __: unknown, ___: unknown, { traceparent = operation.traceparent } = {} as never) {
          commandedIn.push(traceparent);
        },
      }) as unknown as Request,
    onFault() {},
  });
  const dataSource = tracedDataSource(local, { tracing, subgraph: 'chat', kind: 'server' });
  const endpoint = await serveSubgraph({ schema, dataSource, secret: SECRET, onError() {} });
  const server = createServer(endpoint.listener).on('upgrade', endpoint.upgrade);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const remote = remoteDataSource({ urls: [url], secret: SECRET });
  afterAll(() => Promise.all([remote.close(), endpoint.close(server)]));
  return tracedDataSource(remote, { tracing, subgraph: 'chat', kind: 'client' });
};
const source = await served();
const names = () => spans.splice(0).map(({ kind, name, parent }) => ({ kind, name, parent }));

it('a fetch, what a subgraph elsewhere does for it, and what is commanded there are one line', async () => {
  const context = operationContext({ traceparent: CLIENT_SPAN });
  await source.execute({ query: 'mutation { write }' }, context);
  const [fetch, answer] = spans.map(({ traceparent }) => traceparent);
  expect(commandedIn.splice(0)).toEqual([answer]);
  expect(names()).toEqual([
    { kind: 'client', name: 'fetch chat', parent: CLIENT_SPAN },
    { kind: 'server', name: 'mutation chat', parent: fetch },
  ]);
});

it('a fault is told by its code on both sides', async () => {
  await source.execute({ query: '{ refused }' }, operationContext({ traceparent: CLIENT_SPAN }));
  expect(spans.splice(0).map(({ outcome }) => outcome)).toEqual([
    { 'error.type': 'INTERNAL_SERVER_ERROR' },
    { 'error.type': 'INTERNAL_SERVER_ERROR' },
  ]);
});

it('what is not recorded stays so, and is passed on as it is', async () => {
  for (const traceparent of [UNSAMPLED, undefined])
    await source.execute({ query: 'mutation { write }' }, operationContext({ traceparent }));
  expect(commandedIn.splice(0)).toEqual([UNSAMPLED, undefined]);
  expect(spans).toEqual([]);
});

it('an event comes over with the span that it was announced by, in the trace of the event and not of the subscription', async () => {
  const events = await source.subscribe(
    { query: 'subscription { events { n } }' },
    operationContext({ traceparent: CLIENT_SPAN }),
  );
  const heard = [];
  for await (const { extensions } of events as EventResults) heard.push(extensions);
  expect(heard).toEqual([{ cursor: 'one', traceparent: ANNOUNCED_BY }, { cursor: 'two' }]);
  const [opening] = spans.map(({ traceparent }) => traceparent);
  expect(names()).toEqual([
    { kind: 'client', name: 'fetch chat', parent: CLIENT_SPAN },
    { kind: 'server', name: 'subscription chat', parent: opening },
  ]);
});
