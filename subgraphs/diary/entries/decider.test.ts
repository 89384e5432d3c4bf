import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import type { EntryEvent } from '../events.ts';
import { INDEX } from '../search/index.fixture.ts';
import { type EntryCommand, entry } from './decider.ts';

const givenEntry = specFor(entry);
const [morning, noon, evening] = ['2026-01-01T08:00:00.000Z', '2026-01-01T12:00:00.000Z', '2026-01-01T20:00:00.000Z'];

const ids = { entryId: 'entry', ownerId: 'ann' };
const text = { title: null, content: 'Up betimes.', tags: ['office'], statedMood: null, timeZone: null };
const day = '2026-01-01';
const hashes = { tagHashes: ['office hash'], index: INDEX, fingerprint: 'f' };
const create = {
  ...{ type: 'CreateEntry', ...ids, sessionId: null, session: null, occurredAt: morning, day, tokenCount: null },
  ...{ countedTokens: 4, ...hashes, text },
} as const satisfies EntryCommand;
const facts = { ...ids, sessionId: null, occurredAt: morning };
const created: EntryEvent = {
  type: 'DiaryEntryCreated',
  data: { ...facts, day, tokenCount: 4, countedTokens: 4, wordCount: 2, ...hashes },
  personal: text,
};
const update = { type: 'UpdateEntry', ...ids, expectedVersion: null, changes: {} } as const satisfies EntryCommand;
const updated = (
  data: Partial<Extract<EntryEvent, { type: 'DiaryEntryUpdated' }>['data']>,
  personal: Extract<EntryEvent, { type: 'DiaryEntryUpdated' }>['personal'] = {},
): EntryEvent => ({
  type: 'DiaryEntryUpdated',
  data: {
    ...{ ...facts, day, tokenCount: 4, tokenCountBefore: 4, countedTokens: 4, wordCount: 2 },
    ...data,
  },
  personal,
});
const remove = { type: 'DeleteEntry', ...ids } as const;
const deleted: EntryEvent = { type: 'DiaryEntryDeleted', data: { ...facts, tokenCount: 4, indexedLength: 3 } };
const again = { tagHashes: ['again'], index: { ...INDEX, title: { length: 1, counts: { back: 1 } } } };
const restore = { type: 'RestoreEntry', ...ids, ofVersion: 2, createdAt: noon, ...again, text } as const;

describe('CreateEntry', () => {
  const inSession = { ...create, sessionId: 'session' };
  const active = { ownerId: 'ann', startedAt: morning, endedAt: null };
  const ended = { ...active, endedAt: noon };

  it('counts words, and tokens as it is told', () => givenEntry().when(create).yields(created));
  it("keeps the client's own count of tokens", () =>
    givenEntry()
      .when({ ...create, tokenCount: 0 })
      .yields({ ...created, data: { ...created.data, tokenCount: 0 } } as EntryEvent));
  it('keeps with an imported entry where it comes from', () => {
    const source = { format: 'DAY_ONE_JSON', id: 'A', fields: { starred: true } } as const;
    givenEntry()
      .when({ ...create, source })
      .yields({ ...created, personal: { ...text, source } } as EntryEvent);
  });
  it('changes nothing when it is sent again', () => givenEntry(created).when(create).yieldsNothing());
  it('changes nothing when it is sent again after its session has ended', () =>
    givenEntry(created)
      .when({ ...inSession, session: ended })
      .yieldsNothing());
  it('is refused for a taken id with other content', () =>
    givenEntry(created)
      .when({ ...create, fingerprint: 'g' })
      .isRefused('ALREADY_EXISTS', 'input.id'));
  it("is refused for another person's id", () =>
    givenEntry(created)
      .when({ ...create, ownerId: 'bob' })
      .isRefused('ALREADY_EXISTS', 'input.id'));
  it('is refused for the id of a deleted entry', () =>
    givenEntry(created, deleted).when(create).isRefused('ALREADY_EXISTS', 'input.id'));
  it('goes into an active session', () =>
    givenEntry()
      .when({ ...inSession, session: active })
      .yields({ ...created, data: { ...created.data, sessionId: 'session' } } as EntryEvent));
  it('is refused in an unknown session', () => givenEntry().when(inSession).isRefused('NOT_FOUND', 'input.sessionId'));
  it("is refused in another's session", () =>
    givenEntry()
      .when({ ...inSession, session: { ...active, ownerId: 'bob' } })
      .isRefused('NOT_FOUND', 'input.sessionId'));
  it('is refused in a session that has ended', () =>
    givenEntry()
      .when({ ...inSession, session: ended })
      .isRefused('CONFLICT', 'input.sessionId'));
});

describe('UpdateEntry', () => {
  it('records only what changes, and null for what is cleared', () =>
    givenEntry(created)
      .when({ ...update, changes: { title: 'Office', statedMood: null } })
      .yields(updated({}, { title: 'Office', statedMood: null })));
  it('counts new content again', () =>
    givenEntry(created)
      .when({ ...update, countedTokens: 1, changes: { content: 'Snow' } })
      .yields(updated({ tokenCount: 1, countedTokens: 1, wordCount: 1 }, { content: 'Snow' })));
  it('says by what new tags are found', () =>
    givenEntry(created)
      .when({ ...update, tagHashes: ['home hash'], changes: { tags: ['home'] } })
      .yields(updated({ tagHashes: ['home hash'] }, { tags: ['home'] })));
  it('says by what words it is found now, and by how many more than before', () => {
    const title = { length: 2, counts: { office: 1, day: 1 } };
    const tags = { length: 0, counts: {} };
    givenEntry(created)
      .when({ ...update, index: { title, tags }, changes: { title: 'Office day', tags: [] } })
      .yields(updated({ reindexed: { parts: { title, tags }, growth: 1 } }, { title: 'Office day', tags: [] }));
  });
  it("replaces the client's count, and gives it up for null", () => {
    const counted = updated({ tokenCount: 9 });
    givenEntry(created)
      .when({ ...update, tokenCount: 9 })
      .yields(counted);
    givenEntry(created, counted)
      .when({ ...update, tokenCount: null })
      .yields(updated({ tokenCount: 4, tokenCountBefore: 9 }));
  });
  it("keeps the client's count when the content stays", () =>
    givenEntry(created, updated({ tokenCount: 9 }))
      .when({ ...update, changes: { title: 'Office' } })
      .yields(updated({ tokenCount: 9, tokenCountBefore: 9 }, { title: 'Office' })));
  it('moves an entry, and what is counted next is counted from there', () => {
    const tomorrow = updated({ occurredAt: evening, day: '2026-01-02' });
    givenEntry(created)
      .when({ ...update, moment: { occurredAt: evening, day: '2026-01-02' } })
      .yields(tomorrow);
    givenEntry(created, tomorrow)
      .when({ ...update, tokenCount: 5 })
      .yields(updated({ occurredAt: evening, day: '2026-01-02', tokenCount: 5 }));
  });
  it('records nothing when nothing changes', () =>
    givenEntry(created)
      .when({ ...update, moment: { occurredAt: morning, day }, tokenCount: 4 })
      .yieldsNothing());
  it('is done upon the expected version', () =>
    givenEntry(created, updated({}, { title: 'Office' }))
      .when({ ...update, expectedVersion: 2, changes: { title: null } })
      .yields(updated({}, { title: null })));
  it('is refused upon another version, with the current one', () =>
    givenEntry(created, updated({}, { title: 'Office' }))
      .when({ ...update, expectedVersion: 1, changes: { title: null } })
      .isRefused('CONFLICT', 'input.expectedVersion'));
  it.each([
    ['unknown', [], update],
    ['deleted', [created, deleted], update],
    ["another's", [created], { ...update, ownerId: 'bob' }],
  ] as [string, EntryEvent[], EntryCommand][])('is refused for an entry that is %s', (_, events, command) =>
    givenEntry(...events)
      .when(command)
      .isRefused('NOT_FOUND', 'input.id'),
  );
});

describe('DeleteEntry', () => {
  it('tells projections what goes away', () => givenEntry(created).when(remove).yields(deleted));
  it('tells them where it stood last', () =>
    givenEntry(created, updated({ occurredAt: noon, tokenCount: 9 }))
      .when(remove)
      .yields({ type: 'DiaryEntryDeleted', data: { ...facts, occurredAt: noon, tokenCount: 9, indexedLength: 3 } }));
  it('tells them by how many words it was found last', () => {
    const title = { length: 5, counts: { a: 5 } };
    givenEntry(created, updated({ reindexed: { parts: { title }, growth: 5 } }, { title: 'a a a a a' }))
      .when(remove)
      .yields({ ...deleted, data: { ...facts, tokenCount: 4, indexedLength: 8 } } as EntryEvent);
    givenEntry(created, deleted, { type: 'DiaryEntryRestored', data: { ...created.data, ...again } } as never)
      .when(remove)
      .yields({ ...deleted, data: { ...facts, tokenCount: 4, indexedLength: 4 } } as EntryEvent);
  });
  it('is refused the second time', () => givenEntry(created, deleted).when(remove).isRefused('NOT_FOUND', 'id'));
  it("is refused for another's", () =>
    givenEntry(created)
      .when({ ...remove, ownerId: 'bob' })
      .isRefused('NOT_FOUND', 'id'));
});

describe('RestoreEntry', () => {
  const { fingerprint: _, ...restored } = { ...created.data, ...again, createdAt: noon } as never as {
    fingerprint: string;
  };

  it('tells everything again, as it stood last', () =>
    givenEntry(created, deleted)
      .when(restore)
      .yields({ type: 'DiaryEntryRestored', data: restored, personal: text } as never));
  it('makes it an entry again, one version on', () =>
    givenEntry(created, deleted, { type: 'DiaryEntryRestored', data: restored, personal: text } as never)
      .when({ ...update, expectedVersion: 3, changes: { title: 'Back' } })
      .yields(updated({}, { title: 'Back' })));
  it('changes nothing of an entry that is there', () => givenEntry(created).when(restore).yieldsNothing());
  it('is refused when it is of another version than the deleted one', () =>
    givenEntry(created, updated({}, { title: 'Office' }), deleted)
      .when(restore)
      .isRefused('CONFLICT', 'id'));
  it.each([
    ['unknown', [], restore],
    ["another's", [created, deleted], { ...restore, ownerId: 'bob' }],
  ] as [string, EntryEvent[], EntryCommand][])('is refused for an entry that is %s', (_, events, command) =>
    givenEntry(...events)
      .when(command)
      .isRefused('NOT_FOUND', 'id'),
  );
});
