import { expect, it } from 'vitest';
import type { AppendRequest, AppendResult, EventStore, NewEvent } from '#platform/event-store/event-store';
import { tracedEventStore } from '#platform/tracing/event-store';
import { CLIENT_SPAN, recordingTracing } from '#platform/tracing/recording.fixture';

const request = (...traceparents: (string | undefined)[]): AppendRequest => ({
  ...{ tenant: 'default', stream: 's', expectedVersion: 0 },
  events: traceparents.map(
    (traceparent): NewEvent => ({
      ...{ id: 'id', type: 'Counted', schemaVersion: 1, subject: 'ann', actor: 'ann', at: '2026-01-01T00:00:00.000Z' },
      ...{ data: {}, personal: null, correlationId: 'c', causationId: null, traceparent },
    }),
  ),
});
const storing = (answer: () => Promise<AppendResult>) => {
  const { tracing, spans } = recordingTracing();
  const asked: AppendRequest[] = [];
  const store = {
    append(given: AppendRequest) {
      asked.push(given);
      return answer();
    },
    async appendAll(given: readonly AppendRequest[]) {
      asked.push(...given);
      return null;
    },
  } as unknown as EventStore;
  const traceparents = () => asked.map(({ events }) => events.map(({ traceparent }) => traceparent));
  return { spans, traceparents, store: tracedEventStore(store, { tracing, database: 'metachat_chat' }) };
};

it('an append is a span, and its events keep its place', async () => {
  const { store, spans, traceparents } = storing(async () => ({ status: 'appended', events: [] }));
  await store.append(request(CLIENT_SPAN, CLIENT_SPAN));
  expect(spans).toEqual([
    {
      ...{ name: 'INSERT event', kind: 'client', parent: CLIENT_SPAN, traceparent: spans[0]!.traceparent },
      attributes: {
        ...{ 'db.system.name': 'postgresql', 'db.namespace': 'metachat_chat', 'db.operation.name': 'INSERT' },
        ...{ 'db.collection.name': 'event', 'db.operation.batch.size': 2 },
      },
      outcome: { 'metachat.append.status': 'appended' },
    },
  ]);
  expect(traceparents()).toEqual([[spans[0]!.traceparent, spans[0]!.traceparent]]);
});

it('an append that is of no trace is left as it is', async () => {
  const { store, spans, traceparents } = storing(async () => ({ status: 'conflict' }));
  await store.append(request(undefined));
  expect([spans, traceparents()]).toEqual([[], [[undefined]]]);
});

it('one statement is a span in the trace of each who shares it', async () => {
  const { store, spans, traceparents } = storing(() => expect.fail('it was appended alone'));
  const other = CLIENT_SPAN.replace('0af7', '1af7');
  expect(await store.appendAll([request(CLIENT_SPAN), request(undefined), request(other)])).toBeNull();
  expect(spans.map(({ parent, outcome }) => [parent, outcome])).toEqual([
    [CLIENT_SPAN, { 'metachat.append.status': 'refused' }],
    [other, { 'metachat.append.status': 'refused' }],
  ]);
  expect(traceparents()).toEqual([[spans[0]!.traceparent], [undefined], [spans[1]!.traceparent]]);
});
