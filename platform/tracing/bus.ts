import type { Bus, Publisher } from '#platform/bus/bus';
import type { RecordedEvent } from '#platform/domain/events';
import { type Span, type Tracing, tracked } from '#platform/tracing/tracing';

/** Who hears of an event later than that reads a log anew: its trace was looked at long ago. */
const TRACED_FOR_MS = 3_600_000;

interface Options {
  readonly tracing: Tracing;
  /** By OpenTelemetry's name. */
  readonly system: string;
}

/**
 * A bus by which a consumer handles each event as a span of the event's own trace, also where events of many traces come
 * in one batch; what it does upon an event belongs to that span. `hears`: types of events that it does something upon.
 */
export const tracedBus = (
  bus: Bus,
  { tracing, system, hears }: Options & { readonly hears: (type: string) => boolean },
): Bus => ({
  ...bus,
  subscribe: (subscription) => {
    const { topic, group, handle } = subscription;
    const begin = ({ id, type, traceparent }: RecordedEvent): Span | undefined =>
      hears(type)
        ? tracing.begin({
            ...{ name: `process ${topic}`, kind: 'consumer', parent: traceparent },
            attributes: {
              ...{ 'messaging.system': system, 'messaging.destination.name': topic, 'messaging.message.id': id },
              ...{ 'messaging.operation.name': 'process', 'messaging.operation.type': 'process' },
              ...{ 'messaging.consumer.group.name': group, 'metachat.event.type': type },
            },
          })
        : undefined;
    return bus.subscribe({
      ...subscription,
      handle(batch) {
        const { spans, events } = withSpans(batch, begin);
        return tracked(spans, handle(events));
      },
    });
  },
});

/** Publishing an event is a span, and what is published says so. */
export const tracedPublisher = <P extends Publisher>(publisher: P, { tracing, system }: Options): P => ({
  ...publisher,
  publish(topic, outgoing) {
    const begin = ({ id, type, traceparent }: RecordedEvent): Span | undefined =>
      tracing.begin({
        ...{ name: `send ${topic}`, kind: 'producer', parent: traceparent },
        attributes: {
          ...{ 'messaging.system': system, 'messaging.destination.name': topic, 'messaging.message.id': id },
          ...{ 'messaging.operation.name': 'send', 'messaging.operation.type': 'send', 'metachat.event.type': type },
        },
      });
    const { spans, events } = withSpans(
      outgoing.map(({ event }) => event),
      begin,
    );
    const published = outgoing.map(({ partitionKey }, nth) => ({ partitionKey, event: events[nth]! }));
    return tracked(spans, publisher.publish(topic, published));
  },
});

/** The events, each with the place of its span in the place of what caused it. */
const withSpans = (
  given: readonly RecordedEvent[],
  begin: (event: RecordedEvent) => Span | undefined,
): { readonly spans: readonly Span[]; readonly events: readonly RecordedEvent[] } => {
  const spans: Span[] = [];
  const events = given.map((event) => {
    if (event.traceparent === undefined) return event;
    if (Date.now() - Date.parse(event.at) > TRACED_FOR_MS) return { ...event, traceparent: undefined };
    const span = begin(event);
    if (!span) return event;
    spans.push(span);
    return { ...event, traceparent: span.traceparent };
  });
  return { spans, events };
};
