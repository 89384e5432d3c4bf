import type { RecordedEvent } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';

const BATCH = 500;

/** All events about a person, in batches, oldest first. */
export async function* subjectEvents(
  store: EventStore,
  tenant: string,
  subject: string,
): AsyncGenerator<readonly RecordedEvent[]> {
  for (let after = 0; ; ) {
    const events = await store.readSubject(tenant, subject, after, BATCH);
    if (events.length > 0) yield events;
    if (events.length < BATCH) return;
    after = events.at(-1)!.position;
  }
}
