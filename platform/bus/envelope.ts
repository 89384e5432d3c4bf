import type { RecordedEvent } from '#platform/domain/events';

/** An event as a message of a broker. */
export interface Envelope {
  /** What a reader may route, filter or trace by without opening the body. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole recorded event as JSON. */
  readonly body: string;
}

/** Every adapter publishes the same, so that an outside consumer reads all brokers alike. Personal parts stay sealed. */
export const encodeEvent = (event: RecordedEvent): Envelope => ({
  headers: {
    event_type: event.type,
    'schema-version': String(event.schemaVersion),
    tenant: event.tenant,
    'correlation-id': event.correlationId,
    ...traceparentOf(event),
  },
  body: JSON.stringify(event),
});

/** Throws for what isn't an event: somebody else wrote on the topic. */
export const decodeEvent = (body: Buffer | string): RecordedEvent => {
  const event: unknown = JSON.parse(body.toString());
  if (!isEvent(event)) throw new Error('The message is JSON, but not a recorded event.');
  return event;
};

const isEvent = (value: unknown): value is RecordedEvent =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'tenant', 'stream', 'feed', 'type'].every((name) => typeof Reflect.get(value, name) === 'string') &&
  ['version', 'position', 'schemaVersion'].every((name) => Number.isSafeInteger(Reflect.get(value, name)));

/** A correlation id that is a W3C trace id, as it comes or in the dress of a UUID. */
const TRACE_ID = /^(?!0+$)[0-9a-f]{32}$/;

/** The event is a span of the operation that caused it; the random half of its id is the span's. */
const traceparentOf = ({ id, correlationId }: RecordedEvent): { traceparent?: string } => {
  const trace = correlationId.replaceAll('-', '');
  const span = id.replaceAll('-', '').slice(-16);
  return TRACE_ID.test(trace) && SPAN_ID.test(span) ? { traceparent: `00-${trace}-${span}-01` } : {};
};

const SPAN_ID = /^(?!0+$)[0-9a-f]{16}$/;
