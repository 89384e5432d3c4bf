import type { EventResult, EventResults } from '#platform/data-source';
import type { Span, Tracing } from '#platform/tracing/tracing';

/**
 * The same events, of which each is a span of the trace that it was announced in, from when it is there until the
 * subscriber is ready for the next. What was not announced, but read again, belongs to no trace.
 */
export const tracedDeliveries = (events: EventResults, tracing: Tracing, subgraph: string): EventResults => {
  const source = events[Symbol.asyncIterator]();
  let delivery: Span | undefined;
  const delivered = () => {
    delivery?.end();
    delivery = undefined;
  };
  const inTrace = (event: EventResult): EventResult => {
    delivery = tracing.begin({
      ...{ name: 'push', kind: 'producer', parent: event.extensions?.traceparent },
      attributes: { 'graphql.operation.type': 'subscription', 'metachat.subgraph': subgraph },
    });
    if (!delivery) return event;
    return { ...event, extensions: { ...event.extensions, traceparent: delivery.traceparent } };
  };

  return {
    cursor: events.cursor,
    [Symbol.asyncIterator]: () => ({
      async next() {
        delivered();
        const event = await source.next();
        return event.done ? event : { done: false, value: inTrace(event.value) };
      },
      async return() {
        delivered();
        await source.return?.();
        return { done: true, value: undefined };
      },
    }),
  };
};
