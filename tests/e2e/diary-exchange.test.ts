import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import type { Client } from './client.ts';
import { eventually, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();
const DAY_ONE_SAMPLE = '../shared/data/dayone/dev-journal.json';

type Job = NonNullable<app.DiaryJobQuery['job']>;
type Format = app.ImportDiaryMutationVariables['format'];

/** The job as it is when it has ended. */
const ended = (asker: Client, id: string): Promise<Job> =>
  eventually(async () => {
    const { job } = await asker.ask(app.DiaryJobDocument, { id });
    if (job?.status !== 'DONE') throw new Error(`The job is ${job?.status}.`);
    return job;
  }, 30_000);

const imported = async (by: Person, format: Format, data: string, dryRun = false) => {
  const { importDiary } = await by.ask(app.ImportDiaryDocument, { format, data, dryRun });
  const { done, total, importReport } = await ended(by, importDiary.id);
  return { done, total, ...importReport! };
};

const exported = async (by: Person, format: Format): Promise<string> => {
  const { exportDiary } = await by.ask(app.ExportDiaryDocument, { format });
  const { url } = await ended(by, exportDiary.id);
  const response = await fetch(new URL(url!, by.url));
  expect(response.headers.get('content-disposition')).toBe('attachment');
  return response.text();
};

const found = async (by: Client, text: string, more: object = {}) => {
  const { searchDiary } = await by.ask(app.SearchDiaryDocument, { text, ...more });
  return searchDiary!.edges.map(({ node }) => node.title ?? node.content);
};

const dayOne = (...entries: object[]) => JSON.stringify({ metadata: { version: '1.0' }, entries });
const heron = {
  ...{ uuid: 'H1', creationDate: '2024-03-24T18:28:37Z', timeZone: 'America/New_York', tags: ['birds'] },
  ...{ text: '# The heron\n\nIt stood in the river.', starred: true, weather: { code: 'rain' } },
};

let [ann, bob] = [] as unknown as [Person, Person];
beforeAll(async () => {
  [ann, bob] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob')]);
});

describe('a search', () => {
  it('finds words in any form of English and Russian, in title, text and tags; only the own ones, and until they change', async () => {
    const write = async (input: app.CreateDiaryEntryInput) =>
      (await ann.ask(app.CreateDiaryEntryDocument, { input })).createDiaryEntry;
    const { id } = await write({ title: 'Cities', content: 'We were running by the river, and the river ran by us.' });
    await write({ title: 'Лес', content: 'Мы бежали мимо ёлки к реке.', tags: ['Прогулки'] });
    await write({ title: 'River', content: 'A long day of nothing else but water and boats and rain and people.' });

    await eventually(async () => expect(await found(ann, 'rivers')).toEqual(['Cities', 'River']));
    expect(await found(ann, 'run CITY')).toEqual(['Cities']);
    expect(await found(ann, 'елка прогулка')).toEqual(['Лес']);
    expect(await found(ann, 'the river forest')).toEqual([]);
    expect(await found(bob, 'river')).toEqual([]);

    const first = await ann.ask(app.SearchDiaryDocument, { text: 'river', first: 1 });
    const after = first.searchDiary!.pageInfo.endCursor;
    expect(first.searchDiary!.pageInfo.hasNextPage).toBe(true);
    expect(await found(ann, 'river', { first: 1, after })).toEqual(['River']);
    expect(
      await bob.refusal('query ($a: String) { searchDiary(text: "river", after: $a) { edges { cursor } } }', {
        a: after,
      }),
    ).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'after' },
    });

    await ann.ask(app.UpdateDiaryEntryDocument, { input: { id, content: 'We were running.' } });
    await eventually(async () => expect(await found(ann, 'river')).toEqual(['River']));
    expect(await found(ann, 'running cities')).toEqual(['Cities']);
    await ann.ask(app.DeleteDiaryEntryDocument, { id });
    await eventually(async () => expect(await found(ann, 'running')).toEqual([]));
    await ann.ask(app.RestoreDiaryEntryDocument, { id });
    await eventually(async () => expect(await found(ann, 'running')).toEqual(['Cities']));
  });

  it.each([
    ['no words', '… ?! 🎉'],
    ['too long a text', 'x '.repeat(251)],
    ['too many words', Array.from({ length: 17 }, (_, nth) => `word${nth}`).join(' ')],
  ])('refuses %s', async (_, text) => {
    const refused = ann.refusal('query ($t: String!) { searchDiary(text: $t) { edges { cursor } } }', { t: text });
    expect(await refused).toMatchObject({ code: 'BAD_USER_INPUT', field: 'text' });
  });
});

describe('an import', () => {
  it('says first what it would do, then does it, and the second time nothing', async () => {
    const cat = await supergraph.signUp('cat');
    const data = dayOne(
      heron,
      { ...heron, uuid: 'H2', text: 7 },
      { ...heron, uuid: 'H3', creationDate: '0000-01-01T00:00:00Z' },
      heron,
    );
    const report = { done: 4, total: 4, created: 1, skipped: 1, failed: 2 };
    const problems = [
      { index: 1, sourceId: 'H2', message: 'text must be a text' },
      { index: 2, sourceId: 'H3', message: expect.stringMatching(/^occurredAt: Must be a date/) },
    ];
    expect(await imported(cat, 'DAY_ONE_JSON', data, true)).toEqual({ ...report, dryRun: true, problems });
    expect((await cat.ask(app.DiaryEntriesDocument, {})).diaryEntries!.edges).toEqual([]);
    expect(await imported(cat, 'DAY_ONE_JSON', data)).toEqual({ ...report, dryRun: false, problems });
    const entry = await eventually(async () => {
      const { diaryEntries } = await cat.ask(app.DiaryEntriesDocument, {});
      expect(diaryEntries!.edges).toHaveLength(1);
      return diaryEntries!.edges[0]!.node;
    });
    expect(entry).toMatchObject({ title: 'The heron', content: 'It stood in the river.', tags: ['birds'] });
    await eventually(async () => expect(await found(cat, 'standing stood rivers')).toEqual([]));
    await eventually(async () => expect(await found(cat, 'herons')).toEqual(['The heron']));

    await cat.ask(app.DeleteDiaryEntryDocument, { id: entry.id });
    expect(await imported(cat, 'DAY_ONE_JSON', data)).toMatchObject({ created: 0, skipped: 2, failed: 2 });
    expect((await cat.ask(app.DiaryEntriesDocument, {})).diaryEntries!.edges).toEqual([]);
  });

  it('does not bring in again what was exported from the same diary', async () => {
    const dan = await supergraph.signUp('dan');
    await dan.ask(app.CreateDiaryEntryDocument, { input: { content: 'Written here.' } });
    for (const format of ['DAY_ONE_JSON', 'DAYLIO_CSV', 'MARKDOWN'] as const)
      expect(await imported(dan, format, await exported(dan, format))).toMatchObject({ created: 0, skipped: 1 });
  });

  it.each([
    ['a ZIP archive', 'DAYLIO_CSV', 'PK\u0003\u0004…'],
    ['a depth of 10,000', 'DAY_ONE_JSON', `{"entries":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['no list of entries', 'DAY_ONE_JSON', '[]'],
    ['other columns', 'DAYLIO_CSV', 'date;mood\n'],
    ['no front matter', 'MARKDOWN', '# Title'],
    ['a NUL', 'MARKDOWN', '---\ndate: 2026-01-01\n---\n\n\0'],
    ['half a character', 'MARKDOWN', '---\ndate: 2026-01-01\n---\n\n\ud800'],
    ['too many bytes', 'MARKDOWN', `---\n${'x'.repeat(5_000_000)}`],
  ] as const)('refuses a file as a whole: one with %s', async (_, format, data) => {
    const query = 'mutation ($f: DiaryFormat!, $d: String!) { importDiary(format: $f, data: $d) { id } }';
    expect(await ann.refusal(query, { f: format, d: data })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'data' });
  });

  it("is nobody else's to look at", async () => {
    const { importDiary } = await ann.ask(app.ImportDiaryDocument, {
      ...{ format: 'DAY_ONE_JSON', data: dayOne(heron), dryRun: true },
    });
    await ended(ann, importDiary.id);
    expect(await bob.refusal(`{ job(id: "${importDiary.id}") { id } }`)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('export, import elsewhere and export again', () => {
  it.each(['DAY_ONE_JSON', 'DAYLIO_CSV', 'MARKDOWN'] as const)('is the same bytes: %s', async (format) => {
    const [eve, fay] = await Promise.all([supergraph.signUp('eve'), supergraph.signUp('fay')]);
    await imported(eve, 'DAY_ONE_JSON', dayOne(heron, { ...heron, uuid: 'H2', text: 'Twins.\n---\nOf one moment.' }));
    await imported(
      eve,
      'DAYLIO_CSV',
      'full_date,time,mood,activities,Sleep\n2024-03-24,6:28 PM,fluffy,work | gym,7 h\n',
    );
    const input = { title: 'Two\nlines', content: '"Quotes", and\r\nlines\n', statedMood: 'calm', tags: ['a', 'b, c'] };
    await eve.ask(app.CreateDiaryEntryDocument, { input: { ...input, timeZone: 'Asia/Kathmandu' } });

    const first = await exported(eve, format);
    expect(await imported(fay, format, first)).toMatchObject({ created: 4, skipped: 0, failed: 0 });
    expect(await exported(fay, format)).toBe(first);
  });

  it.skipIf(!existsSync(DAY_ONE_SAMPLE))('keeps all that a real journal of Day One has', async () => {
    const gus = await supergraph.signUp('gus');
    const data = readFileSync(DAY_ONE_SAMPLE, 'utf8');
    const { entries } = JSON.parse(data) as { entries: { uuid: string; text?: string }[] };
    const written = entries.filter(({ text }) => text !== undefined);
    expect(await imported(gus, 'DAY_ONE_JSON', data)).toMatchObject({ created: written.length });
    const again = JSON.parse(await exported(gus, 'DAY_ONE_JSON')) as { entries: { uuid: string }[] };
    const byId = new Map(entries.map((entry) => [entry.uuid, entry]));
    for (const entry of again.entries) expect(entry).toEqual({ tags: [], ...byId.get(entry.uuid) });
  });
});

describe('the archetype that a diary tells', () => {
  const archetypeOf = async (who: Client) =>
    (
      await who.ask<{ me: { archetype: { id: string; source: string } | null } }, object>(
        '{ me { archetype { id source } } }',
      )
    ).me.archetype;
  const content = 'I was so happy at work today, and happy with my family in the evening. '.repeat(8);

  it('follows from the portrait, and goes with what it was read from', async () => {
    const hal = await supergraph.signUp('hal');
    const { createDiaryEntry } = await hal.ask(app.CreateDiaryEntryDocument, { input: { content } });
    const { likest } = await eventually(async () => {
      const { me } = await hal.ask<{ me: { portrait: { archetypes: { id: string }[] } | null } }, object>(
        '{ me { portrait { archetypes { id } } } }',
      );
      return { likest: me.portrait!.archetypes[0]!.id };
    });
    await eventually(async () => expect(await archetypeOf(hal)).toEqual({ id: likest, source: 'ANALYSIS' }));
    await hal.ask(app.DeleteDiaryEntryDocument, { id: createDiaryEntry.id });
    await eventually(async () => expect(await archetypeOf(hal)).toBeNull());
  });

  it("gives way to the person's own", async () => {
    const ida = await supergraph.signUp('ida');
    await ida.ask(
      'mutation { assignArchetype(input: { archetypeId: "rebel", archetypeName: "Rebel", confidence: 1 }) { id } }',
    );
    await ida.ask(app.CreateDiaryEntryDocument, { input: { content } });
    await eventually(async () => expect((await ida.ask(app.PortraitDocument, {})).me!.portrait).not.toBeNull());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await archetypeOf(ida)).toEqual({ id: 'rebel', source: 'ASSIGNED' });
  });
});
