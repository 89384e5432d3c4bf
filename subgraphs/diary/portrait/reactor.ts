import { setTimeout as delay } from 'node:timers/promises';
import { causedBy } from '#platform/command';
import type { RecordedEvent } from '#platform/domain/events';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { portraitStream } from '../events.ts';
import { projected } from '../projected.ts';
import type { EntryByTimeRow } from '../readModel.ts';
import { type Basis, isDue, MIN_TOKENS, portraitAggregate } from './decider.ts';
import { latestRead, openReadings } from './latest.ts';
import { portraitOf } from './portrait.ts';

/** While somebody writes much at once, as by an import, portraits are made some times a second, and not with every entry. */
const REST_MS = 250;

const ACTOR = 'diary.portray';

/** Makes portraits from time to time, and at once when what one was made of is no more. */
export const portray: Reactor<SubgraphParts> = {
  name: 'portray',
  source: 'diary',
  reads: {
    EntryMoodAnalyzed: { entryId: 'string', ownerId: 'string', tokenCount: 'number' },
    DiaryEntryDeleted: { entryId: 'string', ownerId: 'string' },
  },
  async react(events, parts) {
    await projected(parts, events);
    const byOwner = new Map<string, RecordedEvent[]>();
    for (const event of events) {
      const key = `${event.tenant}\n${event.subject}`;
      byOwner.set(key, [...(byOwner.get(key) ?? []), event]);
    }
    let made = 0;
    for (const ofOwner of byOwner.values()) if (await portrayOwner(ofOwner, parts)) made++;
    if (made > 0) await delay(REST_MS);
  },
};

/** Whether another portrait was made. */
const portrayOwner = async (events: readonly RecordedEvent[], parts: SubgraphParts): Promise<boolean> => {
  const { handler } = parts;
  const newest = events.at(-1)!;
  const { tenant, subject: ownerId } = newest;
  const { state: last } = await handler.load(portraitAggregate, tenant, portraitStream(ownerId));
  const read = await latestRead(parts, tenant, ownerId);
  const basis = basisOf(read);
  const since = read.filter(({ analyzedAt }) => (analyzedAt ?? '') > (last?.through ?? ''));
  // the first reading of an entry adds to what there is, any other one replaces something
  const anew = events.some(({ type, version }) => type === 'DiaryEntryDeleted' || version > 1);
  if (!isDue(last, basis, { anew, newTokens: tokensOf(since) })) return false;

  const entries = await openReadings(parts, tenant, ownerId, read);
  // the key is destroyed
  if (!entries) return false;
  const { status } = await handler.handle(
    portraitAggregate,
    portraitStream(ownerId),
    { ownerId, ...basis, portrait: basis.tokensAnalyzed < MIN_TOKENS ? null : portraitOf(entries) },
    causedBy(newest, ACTOR),
  );
  return status === 'appended';
};

const basisOf = (rows: readonly EntryByTimeRow[]): Basis => ({
  entriesAnalyzed: rows.length,
  tokensAnalyzed: tokensOf(rows),
  through: rows.reduce<string | null>(
    (newest, { analyzedAt }) => (newest === null || (analyzedAt ?? '') > newest ? analyzedAt : newest),
    null,
  ),
});

const tokensOf = (rows: readonly EntryByTimeRow[]): number =>
  rows.reduce((tokens, { tokenCount }) => tokens + tokenCount, 0);
