import { expect, it } from 'vitest';
import type { Bus, BusSubscription, OutgoingEvent } from '#platform/bus/bus';
import type { RecordedEvent } from '#platform/domain/events';
import { recorded } from '#platform/domain/testing';
import { tracedBus, tracedPublisher } from '#platform/tracing/bus';
import { CLIENT_SPAN, recordingTracing, UNSAMPLED } from '#platform/tracing/recording.fixture';

const now = new Date().toISOString();
const event = (given: Partial<RecordedEvent>) =>
  recorded({ type: given.type ?? 'Counted', data: {} }, { at: now, ...given }) as unknown as RecordedEvent;
const OTHER_SPAN = CLIENT_SPAN.replace('0af7', '1af7');

const consuming = async (handle: BusSubscription['handle'], hears = (_: string) => true) => {
  const { tracing, spans } = recordingTracing();
  let deliver: BusSubscription['handle'] = () => expect.fail('nobody subscribed');
  const bus = {
    async subscribe(subscription: BusSubscription) {
      deliver = subscription.handle;
    },
  } as unknown as Bus;
  await tracedBus(bus, { tracing, system: 'kafka', hears }).subscribe({ topic: 'chat', group: 'chat.inboxes', handle });
  return { spans, deliver };
};

it('each event of a batch is handled in a span of its own trace', async () => {
  const handled: RecordedEvent[] = [];
  const { spans, deliver } = await consuming(async (batch) => void handled.push(...batch));
  const batch = [CLIENT_SPAN, undefined, OTHER_SPAN, UNSAMPLED].map((traceparent, nth) =>
    event({ id: `e${nth}`, traceparent }),
  );
  await deliver(batch);

  expect(spans.map(({ parent, attributes }) => [parent, attributes['messaging.message.id']])).toEqual([
    [CLIENT_SPAN, 'e0'],
    [OTHER_SPAN, 'e2'],
  ]);
  expect(spans[0]).toMatchObject({
    ...{ name: 'process chat', kind: 'consumer', outcome: {} },
    attributes: {
      ...{ 'messaging.system': 'kafka', 'messaging.destination.name': 'chat', 'messaging.operation.type': 'process' },
      ...{ 'messaging.consumer.group.name': 'chat.inboxes', 'metachat.event.type': 'Counted' },
    },
  });
  // what follows from an event belongs to its span; else it is as it was
  const [one, other] = spans.map(({ traceparent }) => traceparent);
  expect(handled.map(({ traceparent }) => traceparent)).toEqual([one, undefined, other, UNSAMPLED]);
  expect(handled.map(({ traceparent: _, ...rest }) => rest)).toEqual(batch.map(({ traceparent: _, ...rest }) => rest));
});

it('a batch that fails is told by all its spans, and comes again by itself', async () => {
  const { spans, deliver } = await consuming(() => Promise.reject(new RangeError('words')));
  await expect(deliver([event({ traceparent: CLIENT_SPAN })])).rejects.toThrow('words');
  expect(spans[0]!.outcome).toEqual({ 'error.type': 'RangeError' });
});

it('what is not heard of is no span, nor what happened long ago', async () => {
  const handled: RecordedEvent[] = [];
  const hears = (type: string) => type === 'Heard';
  const { spans, deliver } = await consuming(async (batch) => void handled.push(...batch), hears);
  await deliver([
    event({ type: 'Unheard', traceparent: CLIENT_SPAN }),
    event({ type: 'Heard', traceparent: CLIENT_SPAN, at: '2026-01-01T00:00:00.000Z' }),
  ]);
  expect(spans).toEqual([]);
  // a new consumer reads years of events: what it does upon them is of no trace
  expect(handled.map(({ traceparent }) => traceparent)).toEqual([CLIENT_SPAN, undefined]);
});

it('what is published says by which span', async () => {
  const { tracing, spans } = recordingTracing();
  const published: OutgoingEvent[] = [];
  const publisher = tracedPublisher(
    { publish: async (_: string, events: readonly OutgoingEvent[]) => void published.push(...events) },
    { tracing, system: 'nats' },
  );
  const events = [event({ traceparent: CLIENT_SPAN }), event({})];
  await publisher.publish(
    'chat',
    events.map((of, nth) => ({ partitionKey: `k${nth}`, event: of })),
  );
  expect(spans).toMatchObject([{ name: 'send chat', kind: 'producer', parent: CLIENT_SPAN, outcome: {} }]);
  expect(published).toEqual([
    { partitionKey: 'k0', event: { ...events[0], traceparent: spans[0]!.traceparent } },
    { partitionKey: 'k1', event: events[1] },
  ]);
});
