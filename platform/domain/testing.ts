import assert from 'node:assert/strict';
import { type Decider, type DomainEvent, type Fact, fold } from '#platform/domain/decider';
import type { ErrorCode } from '#platform/domain/errors';
import type { FeedPosition, Recorded, RecordedEvent, Sealed } from '#platform/domain/events';

/** given(events).when(command).yields(events): the language of every decider's test. */
export const specFor =
  <S, C, E extends DomainEvent>(decider: Decider<S, C, E>) =>
  (...given: E[]) => ({
    when: (command: C) => {
      const handle = () => decider.decide(command, fold(decider, given as unknown as Fact<E>[]));
      return {
        yields: (...expected: E[]) => assert.deepEqual(handle(), expected),
        yieldsNothing: () => assert.deepEqual(handle(), []),
        isRefused: (code: ErrorCode, field?: string) =>
          assert.throws(handle, field === undefined ? { code } : { code, field }),
      };
    },
  });

/** The stand-in for a sealed value. */
export const sealed = (value: unknown): Sealed => `sealed ${JSON.stringify(value)}` as Sealed;

/** An event as the store gives it back, with stand-ins for sealed values: for tests of projections. */
export const recorded = <E extends DomainEvent>(event: E, envelope: Partial<RecordedEvent> = {}): Recorded<E> => {
  const personal = Object.entries(event.personal ?? {}).map(([name, value]) => [name, sealed(value)]);
  return {
    ...{
      id: 'event-1',
      tenant: 'default',
      stream: 'stream-1',
      version: 1,
      position: 1,
      feed: '0'.repeat(32) as FeedPosition,
    },
    ...{ schemaVersion: 1, subject: 'somebody', actor: 'somebody', at: '2026-01-01T00:00:00.000Z' },
    ...{ correlationId: 'correlation-1', causationId: null },
    ...{ type: event.type, data: event.data, personal: event.personal ? Object.fromEntries(personal) : null },
    ...envelope,
  } as unknown as Recorded<E>;
};
