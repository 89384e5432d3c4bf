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
    ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
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
