import { describe, expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import { settled } from './metrics.ts';
import { eventually, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

type Filter = app.FilteredDiaryEntriesQueryVariables;

const write = async (who: Person, input: app.CreateDiaryEntryInput) =>
  (await who.ask(app.CreateDiaryEntryDocument, { input })).createDiaryEntry;
const list = async (who: Person, variables: Filter) =>
  (await who.ask(app.FilteredDiaryEntriesDocument, variables)).diaryEntries!;
const titles = async (who: Person, filter: Filter['filter']) =>
  (await list(who, { filter: filter ?? null })).edges.map(({ node }) => node.title);
const moodOf = async (who: Person, id: string) => (await who.ask(app.EntryMoodDocument, { id })).diaryEntry!.mood;
const portraitOf = async (who: Person, asOf: string | null = null) =>
  (await who.ask(app.PortraitDocument, { asOf })).me!.portrait;
const startSession = async (who: Person, input: app.StartDiarySessionInput = {}) =>
  (await who.ask(app.StartDiarySessionDocument, { input })).startDiarySession.id;
const noon = (day: string) => `${day}T12:00:00.000Z`;

describe('entries', () => {
  it('are found by time, tags, session and emotion, and by all of them together', async () => {
    const ann = await supergraph.signUp('ann');
    const sessionId = await startSession(ann);
    const [first, second, third, fourth] = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'].map(noon) as [
      ...[string, string, string, string],
    ];
    await write(ann, { title: '1', content: 'I am so happy.', tags: ['home', 'cat'], occurredAt: first });
    await write(ann, { title: '2', content: 'I am so sad.', tags: ['home'], sessionId, occurredAt: second });
    await write(ann, { title: '3', content: 'What a joy!', tags: ['cat'], sessionId, occurredAt: third });
    await write(ann, { title: '4', content: 'Bread.', occurredAt: fourth });
    await settled(ann.url);

    expect(await titles(ann, {})).toEqual(['4', '3', '2', '1']);
    expect(await titles(ann, { from: second, to: fourth })).toEqual(['3', '2']);
    expect(await titles(ann, { tags: ['cat'] })).toEqual(['3', '1']);
    expect(await titles(ann, { tags: ['cat', 'home'] })).toEqual(['1']);
    expect(await titles(ann, { tags: ['dog'] })).toEqual([]);
    expect(await titles(ann, { sessionId })).toEqual(['3', '2']);
    expect(await titles(ann, { emotion: 'JOY' })).toEqual(['3', '1']);
    expect(await titles(ann, { emotion: 'JOY', to: third })).toEqual(['1']);
    expect(await titles(ann, { emotion: 'JOY', sessionId, tags: ['cat'], from: first })).toEqual(['3']);
    const own = await ann.ask<{ me: { entries: { edges: object[] } } }, object>(
      '{ me { entries(filter: { tags: ["home"], emotion: SADNESS }) { edges { node { id } } } } }',
    );
    expect(own.me.entries.edges).toHaveLength(1);

    const bob = await supergraph.signUp('bob');
    await write(bob, { title: 'b', content: 'Happy.', tags: ['cat'] });
    await settled(bob.url);
    expect(await titles(bob, { tags: ['cat'] })).toEqual(['b']);
    const filtered = 'query ($filter: EntryFilter) { diaryEntries(filter: $filter) { edges { cursor } } }';
    expect(await bob.refusal(filtered, { filter: { sessionId } })).toMatchObject({
      ...{ code: 'NOT_FOUND', field: 'filter.sessionId' },
    });
    for (const [filter, field] of [
      [{ from: second, to: second }, 'filter.to'],
      [{ tags: Array.from({ length: 11 }, (_, nth) => `tag ${nth}`) }, 'filter.tags'],
    ])
      expect(await bob.refusal(filtered, { filter })).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('are paged both ways within a filter, of which a cursor is a part', async () => {
    const ann = await supergraph.signUp('ann');
    for (let nth = 0; nth < 12; nth++)
      await write(ann, {
        ...{ title: `${nth}`, content: 'Soup.', occurredAt: noon(`2026-01-${10 + nth}`) },
        tags: nth % 2 === 0 ? ['even'] : nth % 3 === 0 ? ['odd', 'three'] : ['odd'],
      });
    await settled(ann.url);
    const filter = { tags: ['odd'] };
    const names = (page: Awaited<ReturnType<typeof list>>) => page.edges.map(({ node }) => node.title);
    const newest = await list(ann, { first: 2, filter });
    expect([names(newest), newest.pageInfo.hasNextPage]).toEqual([['11', '9'], true]);
    const next = await list(ann, { first: 10, after: newest.pageInfo.endCursor, filter });
    expect([names(next), next.pageInfo.hasNextPage]).toEqual([['7', '5', '3', '1'], false]);
    const back = await list(ann, { last: 3, before: next.pageInfo.endCursor, filter });
    expect([names(back), back.pageInfo.hasPreviousPage]).toEqual([['7', '5', '3'], true]);
    const rest = await list(ann, { last: 3, before: back.pageInfo.startCursor, filter });
    expect([names(rest), rest.pageInfo.hasPreviousPage]).toEqual([['11', '9'], false]);
    const both = { tags: ['odd', 'three'] };
    expect(names(await list(ann, { first: 1, filter: both }))).toEqual(['9']);
    expect(names(await list(ann, { last: 1, filter: both }))).toEqual(['3']);

    const paged = 'query ($after: String) { diaryEntries(after: $after) { edges { cursor } } }';
    expect(await ann.refusal(paged, { after: newest.pageInfo.endCursor })).toMatchObject({ field: 'after' });
  });

  it('that were deleted come back as they were, with all that is derived from them', async () => {
    const ann = await supergraph.signUp('ann');
    const sessionId = await startSession(ann);
    const content = `Happy at the office. ${'Up betimes. '.repeat(20)}`;
    const entry = await write(ann, { title: 'Day', content, tags: ['work'], sessionId, statedMood: 'glad' });
    await settled(ann.url);
    const mood = await moodOf(ann, entry.id);
    expect(mood).toMatchObject({ dominant: 'JOY', language: 'en', topics: ['work'] });
    expect((await portraitOf(ann))!.entriesAnalyzed).toBe(1);

    await ann.ask(app.DeleteDiaryEntryDocument, { id: entry.id });
    await settled(ann.url);
    expect(await titles(ann, { tags: ['work'] })).toEqual([]);
    expect(await titles(ann, { emotion: 'JOY' })).toEqual([]);
    expect(await titles(ann, { sessionId })).toEqual([]);
    expect(await portraitOf(ann)).toBeNull();
    expect((await ann.ask(app.OnThisDayDocument, {})).onThisDay).toEqual([]);
    expect((await ann.ask(app.DiaryAnalyticsDocument, { period: 'DAY' })).diaryAnalytics).toMatchObject({
      ...{ entryCount: 0, tokenCount: 0, topTags: [], topTopics: [], moodVolatility: null },
    });

    const bob = await supergraph.signUp('bob');
    const restore = 'mutation ($id: ID!) { restoreDiaryEntry(id: $id) { id } }';
    expect(await bob.refusal(restore, { id: entry.id })).toMatchObject({ code: 'NOT_FOUND', field: 'id' });

    const { restoreDiaryEntry: back } = await ann.ask(app.RestoreDiaryEntryDocument, { id: entry.id });
    expect(back).toEqual({ ...entry, version: 3 });
    expect((await ann.ask(app.RestoreDiaryEntryDocument, { id: entry.id })).restoreDiaryEntry).toEqual(back);
    await settled(ann.url);
    expect((await list(ann, { filter: { tags: ['work'], emotion: 'JOY', sessionId } })).edges[0]!.node).toEqual(back);
    const { analyzedAt: _, ...same } = mood!;
    expect(await moodOf(ann, entry.id)).toMatchObject(same);
    expect((await portraitOf(ann))!.entriesAnalyzed).toBe(1);
    const { createdAt } = (
      await ann.ask<{ diaryEntry: { createdAt: string } }, object>(`{ diaryEntry(id: "${entry.id}") { createdAt } }`)
    ).diaryEntry;
    const history = (await ann.ask(app.EntryPastDocument, { id: entry.id, at: createdAt })).diaryEntry!.history;
    expect(history.edges[0]!.node.at).toBe(createdAt);
  });

  it('are told as of any moment, with who changed what when', async () => {
    const ann = await supergraph.signUp('ann');
    const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));
    const { id } = await write(ann, { title: 'One', content: 'Rain.', tags: ['weather'], statedMood: 'wet' });
    await aMoment();
    await ann.ask(app.UpdateDiaryEntryDocument, { input: { id, title: null, content: 'Sun.', tags: [] } });
    await ann.ask(app.DeleteDiaryEntryDocument, { id });
    await aMoment();
    await ann.ask(app.RestoreDiaryEntryDocument, { id });
    const past = async (at: string, page: { first?: number; after?: string } = {}) =>
      (await ann.ask(app.EntryPastDocument, { id, at, ...page })).diaryEntry!;

    const { history, asOf } = await past('2999-01-01T00:00:00Z');
    expect(asOf).toMatchObject({ version: 4, title: null, content: 'Sun.', tags: [], statedMood: 'wet' });
    const events = history.edges.map(({ node }) => node);
    expect(events.map(({ type, version, actor }) => [type, version, actor?.id])).toEqual([
      ['DiaryEntryCreated', 1, ann.id],
      ['DiaryEntryUpdated', 2, ann.id],
      ['DiaryEntryDeleted', 3, ann.id],
      ['DiaryEntryRestored', 4, ann.id],
    ]);
    expect(events[1]!.data).toMatchObject({ title: null, content: 'Sun.', tags: [] });
    expect(events[0]!.data).not.toHaveProperty('tagHashes');
    const [created, , deleted] = events.map(({ at }) => at) as [string, string, string];
    expect((await past(created)).asOf).toEqual({
      ...{ version: 1, at: created, title: 'One', content: 'Rain.', tags: ['weather'], statedMood: 'wet' },
    });
    expect((await past(deleted)).asOf).toBeNull();
    expect((await past('2001-01-01T00:00:00Z')).asOf).toBeNull();

    const first = (await past(created, { first: 1 })).history;
    expect([first.edges.length, first.pageInfo.hasNextPage]).toEqual([1, true]);
    const rest = (await past(created, { first: 3, after: first.pageInfo.endCursor! })).history;
    expect(rest.edges.map(({ node }) => node.version)).toEqual([2, 3, 4]);
  });

  it('of a whole day stand on that day, whatever the zone of whoever looks', async () => {
    const ann = await supergraph.signUp('ann');
    const days = ['2024-02-29', '2023-12-31', '2024-12-31'];
    // midnight in Auckland, thirteen hours ahead
    const midnight = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) - 13 * 3_600_000).toISOString();
    for (const day of days)
      await write(ann, { title: day, content: 'All day.', occurredAt: midnight(day), timeZone: 'Pacific/Auckland' });
    await settled(ann.url);
    const on = async (date: string) =>
      (await ann.ask(app.OnThisDayDocument, { date })).onThisDay!.map(({ title }) => title);
    expect(await on('2026-12-31')).toEqual(['2024-12-31', '2023-12-31']);
    expect(await on('2020-02-29')).toEqual(['2024-02-29']);
    expect(await on('2024-12-30')).toEqual([]);

    const figures = async (timeZone: string | null) =>
      (await ann.ask(app.DiaryAnalyticsDocument, { period: 'YEAR', timeZone })).diaryAnalytics!;
    const byYear = ({ buckets }: Awaited<ReturnType<typeof figures>>) =>
      buckets.map(({ from, entryCount }) => [from, entryCount]);
    const there = await figures(null);
    expect([there.from, there.to, byYear(there)]).toEqual([
      ...['2023-12-31', '2024-12-31'],
      [
        ['2023-01-01', 1],
        ['2024-01-01', 2],
      ],
    ]);
    expect(await figures('Europe/Vienna')).toMatchObject({ from: '2023-12-30', to: '2024-12-30' });

    const id = (await list(ann, { first: 1 })).edges[0]!.node.id;
    await ann.ask(app.UpdateDiaryEntryDocument, { input: { id, occurredAt: midnight('2025-12-31') } });
    await settled(ann.url);
    expect(await on('2026-12-31')).toEqual(['2024-12-31', '2023-12-31']);
    expect((await figures(null)).to).toBe('2025-12-31');
  });
});

describe('a mood', () => {
  it('is read again with every change of the text, and not counted as one', async () => {
    const ann = await supergraph.signUp('ann');
    const { id } = await write(ann, { content: 'Я рад.' });
    await eventually(async () => expect(await moodOf(ann, id)).toMatchObject({ dominant: 'JOY', language: 'ru' }));
    await ann.ask(app.UpdateDiaryEntryDocument, { input: { id, title: 'Only the title', expectedVersion: 1 } });
    expect(await moodOf(ann, id)).toMatchObject({ dominant: 'JOY' });
    await ann.ask(app.UpdateDiaryEntryDocument, { input: { id, content: 'I am so angry.', expectedVersion: 2 } });
    await settled(ann.url);
    expect(await moodOf(ann, id)).toMatchObject({ dominant: 'ANGER', language: 'en' });
    expect([await titles(ann, { emotion: 'JOY' }), await titles(ann, { emotion: 'ANGER' })]).toEqual([
      ...[[], ['Only the title']],
    ]);
  });
});

describe('sessions', () => {
  it('are listed, the latest first, with their entries and what happened to them', async () => {
    const ann = await supergraph.signUp('ann');
    const ids: string[] = [];
    for (const [nth, startedAt] of ['2026-01-02', '2026-01-03', '2026-01-01'].map(noon).entries()) {
      const id = await startSession(ann, { title: `${nth}`, startedAt });
      await write(ann, { title: `in ${nth}`, content: 'Soup.', sessionId: id });
      await ann.ask(app.EndDiarySessionDocument, { id });
      ids.push(id);
    }
    await settled(ann.url);
    const page = (await ann.ask(app.DiarySessionsDocument, { first: 2 })).diarySessions!;
    expect(page.edges.map(({ node }) => [node.title, node.entryCount, node.status])).toEqual([
      ['1', 1, 'ENDED'],
      ['0', 1, 'ENDED'],
    ]);
    const rest = (await ann.ask(app.DiarySessionsDocument, { after: page.pageInfo.endCursor })).diarySessions!;
    expect(rest.edges.map(({ node }) => node.id)).toEqual([ids[2]]);
    const { me, diarySession } = await ann.ask<
      {
        me: { sessions: { edges: object[] } };
        diarySession: { entries: { edges: object[] }; history: { edges: { node: { type: string } }[] } };
      },
      object
    >(
      `query ($id: ID!) {
        me { sessions(first: 100) { edges { node { id } } } }
        diarySession(id: $id) { entries { edges { node { title } } } history { edges { node { type } } } }
      }`,
      { id: ids[1] },
    );
    expect(me.sessions.edges).toHaveLength(3);
    expect(diarySession.entries.edges).toEqual([{ node: { title: 'in 1' } }]);
    expect(diarySession.history.edges.map(({ node }) => node.type)).toEqual([
      ...['DiarySessionStarted', 'DiarySessionEnded'],
    ]);
  });
});

describe('a diary in figures', () => {
  it('is counted by the days of a zone, with its moods, tags and topics', async () => {
    const ann = await supergraph.signUp('ann');
    const sessionId = await startSession(ann);
    const texts = ['I am so sad.', 'Sad at the office.', 'Monday at the office.', 'Happy.', 'Happy, what a joy!'];
    for (const [nth, content] of texts.entries())
      await write(ann, {
        ...{ content, tokenCount: 10, tags: nth % 2 === 0 ? ['even', 'all'] : ['all'], sessionId },
        occurredAt: `2025-12-2${5 + nth}T23:30:00.000Z`,
      });
    await settled(ann.url);
    const figures = async (variables: app.DiaryAnalyticsQueryVariables) =>
      (await ann.ask(app.DiaryAnalyticsDocument, variables)).diaryAnalytics!;

    const all = await figures({ period: 'WEEK' });
    expect(all).toMatchObject({
      ...{ period: 'WEEK', from: '2025-12-25', to: '2025-12-29', entryCount: 5, sessionCount: 1, tokenCount: 50 },
      ...{ activeDays: 5, currentStreak: 0, longestStreak: 5, moodTrend: 'IMPROVING' },
      topTags: [
        { name: 'all', count: 5 },
        { name: 'even', count: 3 },
      ],
      topTopics: [{ name: 'work', count: 2 }],
    });
    expect(all.moodVolatility).toBeGreaterThan(0.3);
    expect(all.buckets).toMatchObject([
      { from: '2025-12-22', entryCount: 4, tokenCount: 40 },
      { from: '2025-12-29', entryCount: 1, tokenCount: 10, dominant: 'JOY' },
    ]);
    // an hour ahead: each a day later, the last one in the week of the new year
    const there = await figures({ period: 'WEEK', timeZone: 'Europe/Vienna', to: '2025-12-31' });
    expect(there).toMatchObject({ from: '2025-12-26', to: '2025-12-31', currentStreak: 5 });
    expect(there.buckets.map(({ entryCount }) => entryCount)).toEqual([3, 2]);
    expect(await figures({ period: 'DAY', from: '2025-12-26', to: '2025-12-27' })).toMatchObject({
      ...{ entryCount: 2, moodTrend: null, buckets: [{ from: '2025-12-26' }, { from: '2025-12-27' }] },
    });

    const ask = `query ($from: Date, $to: Date, $timeZone: String) {
      diaryAnalytics(period: DAY, from: $from, to: $to, timeZone: $timeZone) { entryCount }
    }`;
    for (const [variables, field] of [
      [{ from: '2026-01-02', to: '2026-01-01' }, 'to'],
      [{ timeZone: 'Europe/Atlantis' }, 'timeZone'],
      [{ timeZone: '+01:00' }, 'timeZone'],
      [{ from: '0000-01-01' }, 'from'],
    ])
      expect(await ann.refusal(ask, variables as object)).toMatchObject({ code: 'BAD_USER_INPUT', field });
  });

  it('of nobody who has written anything is empty', async () => {
    const ann = await supergraph.signUp('ann');
    const { diaryAnalytics } = await ann.ask(app.DiaryAnalyticsDocument, { period: 'MONTH', from: '2026-01-15' });
    expect(diaryAnalytics).toMatchObject({
      ...{ from: '2026-01-15', to: '2026-01-15', entryCount: 0, activeDays: 0, currentStreak: 0, longestStreak: 0 },
      ...{ moodTrend: null, moodVolatility: null, topTags: [], topTopics: [] },
      buckets: [{ from: '2026-01-01', entryCount: 0, valence: null, dominant: null }],
    });
  });
});

describe('a portrait', () => {
  it('is there from fifty tokens on, follows with every hundred, and is told as of any moment', async () => {
    const ann = await supergraph.signUp('ann');
    const add = async (tokenCount: number, content: string) => {
      const { id } = await write(ann, { content, tokenCount });
      await settled(ann.url);
      return id;
    };
    await add(49, 'Happy at work.');
    expect(await portraitOf(ann)).toBeNull();
    await add(1, 'Happy with my family.');
    const first = (await portraitOf(ann))!;
    expect(first).toMatchObject({ entriesAnalyzed: 2, tokensAnalyzed: 50 });
    expect(first.stability).toBeGreaterThan(0.8);
    expect(first.valence).toBeGreaterThan(0.5);
    expect(first.emotions[0]).toMatchObject({ emotion: 'JOY' });
    expect(first.archetypes).toHaveLength(12);
    expect(first.archetypes[0]!.score).toBeGreaterThan(first.archetypes[11]!.score);
    expect(first.topics).toEqual([
      { name: 'family', count: 1 },
      { name: 'work', count: 1 },
    ]);

    await add(99, 'Sad.');
    expect(await portraitOf(ann)).toEqual(first);
    const last = await add(1, 'Angry.');
    const second = (await portraitOf(ann))!;
    expect(second).toMatchObject({ entriesAnalyzed: 4, tokensAnalyzed: 150 });
    expect(second.valence).toBeLessThan(first.valence);
    expect(await portraitOf(ann, first.asOf)).toEqual(first);
    expect(await portraitOf(ann, new Date(Date.parse(first.asOf) - 1).toISOString())).toBeNull();

    // at once: nothing of it may be left
    await ann.ask(app.DeleteDiaryEntryDocument, { id: last });
    await settled(ann.url);
    const third = (await portraitOf(ann))!;
    expect(third).toMatchObject({ entriesAnalyzed: 3, tokensAnalyzed: 149 });
    const angerIn = ({ emotions }: typeof third) => emotions.find(({ emotion }) => emotion === 'ANGER')!.score;
    expect(angerIn(third)).toBeLessThan(angerIn(second));

    const bob = await supergraph.signUp('bob');
    const { user } = await bob.ask<{ user: object }, object>(
      `{ user(id: "${ann.id}") { id portrait { valence } entries { edges { cursor } } sessions { edges { cursor } } } }`,
    );
    expect(user).toEqual({ id: ann.id, portrait: null, entries: null, sessions: null });
  });
});
