import { afterEach, describe, expect, it } from 'vitest';
import type { OperationContext } from '#platform/data-source';
import { CLIENT_SPAN, recordingTracing, UNSAMPLED } from '#platform/tracing/recording.fixture';
import { listen, rawSocket, type Served, until } from './endpoint.fixture.ts';

let served: Served;
afterEach(() => served.close());

const QUERY = 'query Name($id: ID!) { user(id: $id) { name } }';
const ask = (headers: Record<string, string>) => served.post({ query: QUERY, variables: { id: 'secret-7' } }, headers);
const contexts = (): OperationContext[] => served.fetches.splice(0).map(({ context }) => context);

const traced = async () => {
  const { tracing, spans } = recordingTracing();
  served = await listen({ tracing }, { tracing });
  return spans;
};

describe('a request by HTTP', () => {
  it("goes on with its client's trace: the request, the operation, and what subgraphs are asked", async () => {
    const spans = await traced();
    await ask({ traceparent: CLIENT_SPAN, tracestate: 'vendor=1', 'user-agent': 'secret-7' });
    await until(() => spans[0]!.outcome !== undefined);
    const [request, operation] = spans;
    expect(spans).toHaveLength(2);
    expect(request).toMatchObject({
      ...{ name: 'POST /graphql', kind: 'server', parent: CLIENT_SPAN },
      outcome: { 'http.response.status_code': 200 },
    });
    expect(operation).toMatchObject({
      ...{ name: 'query Name', kind: 'server', parent: request!.traceparent, outcome: {} },
      attributes: { 'graphql.operation.type': 'query', 'graphql.operation.name': 'Name' },
    });
    expect(contexts()).toMatchObject([{ traceparent: operation!.traceparent, tracestate: 'vendor=1' }]);
    expect(served.measures.at(-1)).toMatchObject({ traceparent: operation!.traceparent });
    expect(JSON.stringify(spans)).not.toContain('secret-7');
  });

  it('begins a trace where the client has none, or one that can not be read', async () => {
    const spans = await traced();
    await ask({});
    await ask({ traceparent: '00-nothing-of-the-kind', tracestate: 'vendor=1' });
    expect(spans.filter(({ name }) => name === 'POST /graphql').map(({ parent }) => parent)).toEqual([
      undefined,
      undefined,
    ]);
    expect(contexts().map(({ tracestate }) => tracestate)).toEqual([undefined, undefined]);
  });

  it('is told by the code of what was refused', async () => {
    const spans = await traced();
    await served.post({ query: 'query Q { me { name } }' });
    expect(spans.find(({ name }) => name === 'query Q')!.outcome).toEqual({ 'error.type': 'UNAUTHENTICATED' });
    // what has no document has no operation, but was a request
    await served.post({ query: '{ nonsense }' });
    await until(() => spans.every(({ outcome }) => outcome !== undefined));
    expect(spans.map(({ name }) => name)).toEqual(['POST /graphql', 'query Q', 'POST /graphql']);
  });

  it("passes its client's trace on where nothing is traced here, as far as it is one", async () => {
    served = await listen();
    await ask({ traceparent: CLIENT_SPAN, tracestate: 'vendor=1' });
    await ask({ traceparent: UNSAMPLED });
    await ask({ traceparent: `${CLIENT_SPAN}0` });
    await ask({});
    expect(contexts().map(({ traceparent, tracestate }) => ({ traceparent, tracestate }))).toEqual([
      { traceparent: CLIENT_SPAN, tracestate: 'vendor=1' },
      { traceparent: UNSAMPLED },
      {},
      {},
    ]);
  });
});

describe('an operation over WebSocket', () => {
  const operations = async (connectionParams: object, ...payloads: object[]) => {
    const { socket, messages, subscribe } = await rawSocket(served.port, connectionParams);
    for (const [nth, payload] of payloads.entries()) {
      subscribe(String(nth), '{ user(id: "1") { name } }', payload);
      await until(() => messages.some(({ id, type }) => id === String(nth) && type === 'complete'));
    }
    socket.terminate();
  };
  const OTHER = CLIENT_SPAN.replace('b7ad', 'c7ad');

  it('is of the trace that it names in its extensions, else of the one of its connection', async () => {
    const spans = await traced();
    await operations(
      { traceparent: CLIENT_SPAN },
      ...[{}, { extensions: { traceparent: OTHER } }, { extensions: { headers: { traceparent: OTHER } } }],
      { extensions: { traceparent: 'nothing of the kind', headers: 'none' } },
    );
    expect(spans.map(({ name, kind, parent }) => `${kind} ${name} ${parent}`)).toEqual(
      [CLIENT_SPAN, OTHER, OTHER, CLIENT_SPAN].map((parent) => `server query anonymous ${parent}`),
    );
  });

  it('begins a trace where there is none', async () => {
    const spans = await traced();
    await operations({}, {}, { extensions: null });
    expect(spans.map(({ parent }) => parent)).toEqual([undefined, undefined]);
  });
});
