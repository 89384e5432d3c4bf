import { expect, it } from 'vitest';
import { decodeEvent, encodeEvent } from '#platform/bus/envelope';
import type { FeedPosition, RecordedEvent, Sealed } from '#platform/domain/events';

const event: RecordedEvent = {
  id: '019a6b1e-5a2b-7c3d-8e4f-0123456789ab',
  tenant: 'default',
  stream: 'conversation-1',
  version: 3,
  position: 7,
  feed: '0000000000000001' as FeedPosition,
  type: 'MessageSent',
  schemaVersion: 2,
  subject: 'ann',
  actor: 'ann',
  at: '2026-01-01T00:00:00.000Z',
  data: { emoji: '👩‍👩‍👧', nested: { deep: [1, null] } },
  personal: { text: 'c2VhbGVk' as Sealed },
  correlationId: '4bf92f3577b34da6a3ce929d0e0e4736',
  causationId: null,
};

it('brings back the event that was put in, from text and from bytes', () => {
  const { body } = encodeEvent(event);
  expect(decodeEvent(body)).toEqual(event);
  expect(decodeEvent(Buffer.from(body))).toEqual(event);
});

it('says in the headers what it is, whose, and what it belongs to', () => {
  const headers = {
    ...{ event_type: 'MessageSent', 'schema-version': '2', tenant: 'default' },
    'correlation-id': '4bf92f3577b34da6a3ce929d0e0e4736',
  };
  expect(encodeEvent(event).headers).toEqual(headers);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  expect(encodeEvent({ ...event, traceparent }).headers).toEqual({ ...headers, traceparent });
});

it('refuses what is no event', () => {
  expect(() => decodeEvent('not json')).toThrow(SyntaxError);
  expect(() => decodeEvent('null')).toThrow('not a recorded event');
  expect(() => decodeEvent(JSON.stringify({ ...event, version: '3' }))).toThrow('not a recorded event');
});
