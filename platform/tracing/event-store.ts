import type { AppendRequest, EventStore } from '#platform/event-store/event-store';
import { type Span, type Tracing, tracked } from '#platform/tracing/tracing';

/**
 * An event store whose appends are spans. Their places are stored with the events, so that what these cause belongs to the
 * same trace, whenever and wherever that is.
 */
export const tracedEventStore = <S extends EventStore>(
  store: S,
  { tracing, database }: { readonly tracing: Tracing; readonly database: string },
): S => {
  const begin = ({ events }: AppendRequest): Span | undefined =>
    tracing.begin({
      ...{ name: 'INSERT event', kind: 'client', parent: events[0]?.traceparent },
      attributes: {
        ...{ 'db.system.name': 'postgresql', 'db.namespace': database },
        ...{ 'db.operation.name': 'INSERT', 'db.collection.name': 'event' },
        'db.operation.batch.size': events.length > 1 ? events.length : undefined,
      },
    });

  return {
    ...store,
    append(request) {
      const span = begin(request);
      if (!span) return store.append(request);
      return tracked([span], store.append(within(request, span)), ({ status }) => ({
        'metachat.append.status': status,
      }));
    },
    /** One statement, which is a span in the trace of each of those who share it. */
    appendAll(requests) {
      const spans = requests.map(begin);
      const begun = spans.filter((span) => span !== undefined);
      if (begun.length === 0) return store.appendAll(requests);
      const appending = store.appendAll(
        requests.map((request, nth) => {
          const span = spans[nth];
          return span ? within(request, span) : request;
        }),
      );
      return tracked(begun, appending, (all) => ({ 'metachat.append.status': all ? 'appended' : 'refused' }));
    },
  };
};

const within = (request: AppendRequest, { traceparent }: Span): AppendRequest => ({
  ...request,
  events: request.events.map((event) => ({ ...event, traceparent })),
});
