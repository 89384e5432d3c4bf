import { spanPlaceOf, writeTraceparent } from '#platform/tracing/trace-context';
import type { Attributes, Span, SpanStart, Tracing } from '#platform/tracing/tracing';

export interface RecordedSpan extends SpanStart {
  readonly traceparent: string;
  /** Undefined while it is not over. */
  outcome: Attributes | undefined;
}

/** Keeps spans for a test to look at, and numbers them: the first is …01. */
export const recordingTracing = () => {
  const spans: RecordedSpan[] = [];
  const record = (start: SpanStart, traceId: string, isSampled: boolean): Span => {
    const traceparent = writeTraceparent(traceId, String(spans.length + 1).padStart(16, '0'), isSampled);
    const span: RecordedSpan = { ...start, traceparent, outcome: undefined };
    spans.push(span);
    return {
      traceparent,
      end(outcome = {}) {
        span.outcome = Object.fromEntries(Object.entries(outcome).filter(([, value]) => value !== undefined));
      },
    };
  };
  const tracing: Tracing = {
    enter(start) {
      const { traceId, isSampled } = start.parent === undefined ? NEW_TRACE : spanPlaceOf(start.parent);
      return record(start, traceId, isSampled);
    },
    begin(start) {
      const place = start.parent === undefined ? undefined : spanPlaceOf(start.parent);
      return place?.isSampled ? record(start, place.traceId, true) : undefined;
    },
    close: async () => {},
  };
  return { tracing, spans };
};

const NEW_TRACE = { traceId: 'ab'.repeat(16), isSampled: true };

/** A client's span. */
export const CLIENT_SPAN = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
/** Another one's, of which nothing is recorded. */
export const UNSAMPLED = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
