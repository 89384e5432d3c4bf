import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiaryFormat } from '../events.ts';
import { FORMATS } from './formats.ts';
import { type EntryRecord, type Format, identified, type Parsed, type WrittenRecord } from './record.ts';

const rendered = async ({ render }: Format, records: readonly WrittenRecord[]): Promise<string> => {
  let text = '';
  for await (const part of render(async function* () {
    yield* records;
  }))
    text += part;
  return text;
};

const parsed = async ({ parse }: Format, text: string): Promise<Parsed[]> => {
  const all: Parsed[] = [];
  for await (const one of parse(text)) all.push(one);
  return all;
};

/** As entries are kept: with moments in UTC, and whatever is beside them as JSON. */
const kept = (all: readonly Parsed[]): WrittenRecord[] => {
  const give = identified();
  return all.map(({ record }) => {
    expect(record).toBeDefined();
    const { occurredAt, fields, ...rest } = give(record!);
    return {
      ...{ ...rest, occurredAt: new Date(occurredAt).toISOString(), edited: false },
      fields: JSON.parse(JSON.stringify(fields)),
    };
  });
};

/** Fences, quotes, delimiters and line ends: whatever a format could stumble over. */
const words = fc.constantFrom(
  ...[
    '---',
    '\\---',
    '---\n',
    'a: b',
    '# ',
    '"',
    ',',
    ';',
    ' | ',
    '\r\n',
    '\n',
    '\n\n',
    '\t',
    "'",
    '\\',
    '{',
    '[',
    ': ',
  ],
  ...['no', '1e3', '2026-01-01', '🎉', 'дождь', '\u2028', '\u0085', '\uFEFF', 'id: x', '- ', '&a', '*a', '%', '`'],
);
const text = fc
  .array(fc.oneof(words, fc.string({ maxLength: 8, unit: 'grapheme' })), { minLength: 1, maxLength: 10 })
  .map((parts) => parts.join(''))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what entries may not have
  .map((one) => one.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '') || 'x')
  .map((one) => (one.trim() === '' ? `x${one}` : one));
const name = fc.string({ minLength: 1, maxLength: 8 }).filter((one) => one !== '__proto__');

const KNOWN: Readonly<Record<DiaryFormat, readonly string[]>> = {
  DAY_ONE_JSON: ['uuid', 'creationDate', 'timeZone', 'text', 'tags', 'statedMood'],
  DAYLIO_CSV: [...'full_date date weekday time mood activities note_title note id occurred_at time_zone'.split(' ')],
  MARKDOWN: ['id', 'date', 'timeZone', 'title', 'tags', 'mood'],
};

const recordsFor = (format: DiaryFormat) => {
  const value =
    format === 'DAYLIO_CSV'
      ? text
      : fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.parse(JSON.stringify(one)) as unknown);
  const fields = fc.dictionary(
    name.filter((one) => one.trim() === one && !KNOWN[format].includes(one)),
    value,
    { maxKeys: 4 },
  );
  const record = fc.record({
    ...{ id: fc.uuid(), title: fc.option(text), content: text, statedMood: fc.option(text) },
    tags: fc.uniqueArray(text, { maxLength: 3 }),
    timeZone: fc.constantFrom(null, 'Europe/Paris', 'Asia/Kathmandu', 'America/New_York'),
    occurredAt: fc
      .date({ min: new Date('1660-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    ...{ fields, edited: fc.constant(false) },
  });
  return fc.uniqueArray(record, { maxLength: 5, selector: ({ id }) => id });
};

describe.each(Object.keys(FORMATS) as DiaryFormat[])('%s', (name) => {
  const format = FORMATS[name];

  it('reads what it writes, and writes the same bytes again', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(recordsFor(name), async (records) => {
        const first = await rendered(format, records);
        if (first !== '') expect(format.fault(first)).toBeNull();
        const read = kept(await parsed(format, first));
        expect(read.map(({ id, occurredAt }) => [id, occurredAt])).toEqual(
          records.map(({ id, occurredAt }) => [id, occurredAt]),
        );
        expect(await rendered(format, read)).toBe(first);
      }),
      { numRuns: 300 },
    ),
  );

  it('reads what anybody writes without falling over it', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(words, fc.string()), { maxLength: 40 }), async (parts) => {
        const header = { DAY_ONE_JSON: '', DAYLIO_CSV: 'full_date,time,mood\n', MARKDOWN: '---\n' }[name];
        await parsed(format, header + parts.join(''));
      }),
    ),
  );
});

const records = async (name: DiaryFormat, text: string): Promise<(EntryRecord | string)[]> =>
  (await parsed(FORMATS[name], text)).map((one) => one.record ?? one.problem);

describe('Day One', () => {
  const entry = { uuid: 'A', creationDate: '2024-03-24T18:28:37Z', text: '# Title\n\nText' };
  const file = (...entries: unknown[]) => JSON.stringify({ metadata: { version: '1.0' }, entries });

  it('keeps what is not known here, and writes it again', async () => {
    const given = { ...entry, timeZone: 'Europe/Paris', tags: ['t'], starred: true, weather: { code: 'rain' } };
    const read = kept(await parsed(FORMATS.DAY_ONE_JSON, file(given)));
    expect(read[0]).toMatchObject({ title: 'Title', content: 'Text', fields: { starred: true } });
    expect(JSON.parse(await rendered(FORMATS.DAY_ONE_JSON, read)).entries).toEqual([given]);
  });
  it('does not write a rich text that says what the text said before it was changed', async () => {
    const [read] = kept(await parsed(FORMATS.DAY_ONE_JSON, file({ ...entry, richText: '{}' })));
    expect(await rendered(FORMATS.DAY_ONE_JSON, [read!])).toContain('richText');
    expect(await rendered(FORMATS.DAY_ONE_JSON, [{ ...read!, edited: true }])).not.toContain('richText');
  });
  it('has an entry of photos and recordings alone say which, and writes it as it was', async () => {
    const photos = [
      { identifier: 'B', orderInEntry: 1 },
      { identifier: 'A', orderInEntry: 0 },
    ];
    const { text: _, ...wordless } = entry;
    for (const given of [wordless, { ...entry, text: '' }, { ...entry, text: ' \n' }]) {
      const alone = { ...given, tags: [], photos, audios: [{ identifier: 'C' }] };
      const [read] = kept(await parsed(FORMATS.DAY_ONE_JSON, file(alone)));
      expect(read).toMatchObject({
        title: null,
        content: '![](dayone-moment://A)\n\n![](dayone-moment://B)\n\n![](dayone-moment:/audio/C)',
      });
      expect(JSON.parse(await rendered(FORMATS.DAY_ONE_JSON, [read!])).entries).toEqual([alone]);
      const now = JSON.parse(await rendered(FORMATS.DAY_ONE_JSON, [{ ...read!, content: 'Words.', edited: true }]));
      expect(now.entries).toMatchObject([{ text: 'Words.', photos }]);
    }
  });
  it('keeps a text that only refers to photos as a text', async () => {
    const given = { ...entry, text: '![](dayone-moment://A)', tags: [], photos: [{ identifier: 'A' }] };
    const [read] = kept(await parsed(FORMATS.DAY_ONE_JSON, file(given)));
    expect(JSON.parse(await rendered(FORMATS.DAY_ONE_JSON, [read!])).entries).toEqual([given]);
  });
  it.each([{}, { text: ' ' }, { text: null, photos: [] }, { photos: [{ identifier: 7 }, 'A'] }, { photos: 'A' }])(
    'tells of an entry with nothing in it: %j',
    async (said) => {
      const { text: _, ...wordless } = entry;
      expect(await records('DAY_ONE_JSON', file({ ...wordless, ...said }, entry))).toMatchObject([
        'There is neither a text nor anything that was attached',
        { content: 'Text' },
      ]);
    },
  );
  it('keeps a zone that is none', async () =>
    expect(await records('DAY_ONE_JSON', file({ ...entry, timeZone: 'GMT+0100' }))).toMatchObject([
      { timeZone: null, fields: { timeZone: 'GMT+0100' } },
    ]));
  it.each([
    [7, 'Must be an object'],
    [{ ...entry, creationDate: 7 }, 'creationDate must be a time'],
    [{ ...entry, text: [] }, 'text must be a text'],
    [{ ...entry, tags: 'one' }, 'tags must be texts'],
  ])('says what is wrong with one entry, and reads the others: %j', async (wrong, message) =>
    expect(await records('DAY_ONE_JSON', file(wrong, entry))).toMatchObject([message, { id: 'A' }]),
  );
  it.each([
    ['no JSON', '{"entries": ['],
    ['no list', '{"entries": {}}'],
    ['a depth of 10,000', `{"entries": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ])('is no file with %s', (_, text) => expect(FORMATS.DAY_ONE_JSON.fault(text)).toMatch(/^Must be/));
  it('is one with brackets in its texts', () =>
    expect(FORMATS.DAY_ONE_JSON.fault(file({ ...entry, text: `\\"${'['.repeat(1_000)}` }))).toBeNull());
});

describe('Daylio', () => {
  const header = 'full_date,date,weekday,time,mood,activities,note_title,note';
  const row = '2024-03-24,March 24,Sunday,18:28,rad,work | gym,Title,"A ""note"", in\ntwo lines"';

  it('reads its export, with a byte order mark', async () =>
    expect(await records('DAYLIO_CSV', `\uFEFF${header}\r\n${row}\r\n`)).toMatchObject([
      {
        ...{ id: null, occurredAt: '2024-03-24T18:28:00.000Z', statedMood: 'rad', tags: ['work', 'gym'] },
        ...{ title: 'Title', content: 'A "note", in\ntwo lines' },
      },
    ]));
  it.each([
    ['6:05 AM', '06:05'],
    ['6:05 PM', '18:05'],
    ['12:05 am', '00:05'],
    ['12:05 p.m.', '12:05'],
    ['6:05\u202fPM', '18:05'],
    ['18:05:30', '18:05:30'],
  ])('understands the clock: %s', async (shown, meant) =>
    expect(await records('DAYLIO_CSV', `${header}\n${row.replace('18:28', shown)}`)).toMatchObject([
      { occurredAt: new Date(`2024-03-24T${meant}Z`).toISOString() },
    ]),
  );
  it('says mood and activities where there is no note, and writes none again', async () => {
    const read = kept(await parsed(FORMATS.DAYLIO_CSV, `${header}\n2024-03-24,,,18:28,meh,work | gym,,\n`));
    expect(read[0]).toMatchObject({ content: 'meh, work, gym', statedMood: 'meh' });
    const again = await parsed(FORMATS.DAYLIO_CSV, await rendered(FORMATS.DAYLIO_CSV, read));
    expect(again[0]!.record).toMatchObject({ content: 'meh, work, gym', fields: { note: '' } });
  });
  it('keeps further columns', async () =>
    expect(
      await records('DAYLIO_CSV', `full_date,time,mood,Sleep,Sleep\n2024-03-24,18:28,ok,7 h,deep\n`),
    ).toMatchObject([{ fields: { Sleep: '7 h', 'Sleep (2)': 'deep' } }]));
  it('gives two equal lines two ids, the same ones every time', async () => {
    const ids = async () => kept(await parsed(FORMATS.DAYLIO_CSV, `${header}\n${row}\n${row}\n`)).map(({ id }) => id);
    expect(new Set(await ids()).size).toBe(2);
    expect(await ids()).toEqual(await ids());
  });
  it.each([
    ['2024-02-30,,,18:28,rad,,,x', 'full_date and time must be a day and a time'],
    ['2024-03-24,,,25:28,rad,,,x', 'full_date and time must be a day and a time'],
    ['24.3.2024,,,18:28,rad,,,x', 'full_date and time must be a day and a time'],
    ['a,b,c,d,e,f,g,h,i', 'There are 9 cells below 8 columns'],
    ['"a"b,,,18:28,rad,,,x', 'full_date and time must be a day and a time'],
  ])('says what is wrong with one line, and reads the others: %s', async (wrong, message) =>
    expect(await records('DAYLIO_CSV', `${header}\n${wrong}\n${row}`)).toMatchObject([message, { title: 'Title' }]),
  );
  it('says that a quote is not closed', async () =>
    expect(await records('DAYLIO_CSV', `${header}\n${row}\n2024-03-24,,,18:28,rad,,,"x\n`)).toMatchObject([
      { title: 'Title' },
      expect.stringContaining('This is no line of CSV'),
    ]));
  it('is no file without its columns', () =>
    expect(FORMATS.DAYLIO_CSV.fault('date;mood\n')).toBe(
      'Must be a CSV file of Daylio: there is no column full_date, time, mood',
    ));
});

describe('Markdown', () => {
  const entry = '---\ndate: 2026-11-21 08:30\ntimeZone: Europe/Paris\ntags: river, heron\nplace: {lat: 1}\n---\n\nText';

  it('reads what somebody wrote by hand', async () =>
    expect(await records('MARKDOWN', `${entry}\n\n${entry.replace('08:30', '')}\n`)).toMatchObject([
      {
        ...{ occurredAt: '2026-11-21T07:30:00.000Z', tags: ['river', 'heron'], content: 'Text' },
        fields: { place: { lat: 1 } },
      },
      { occurredAt: '2026-11-20T23:00:00.000Z' },
    ]));
  it('reads it with the line ends of Windows', async () =>
    expect(await records('MARKDOWN', `${entry}\n`.replaceAll('\n', '\r\n'))).toMatchObject([{ content: 'Text' }]));
  it('reads it with a byte order mark', async () =>
    expect(await records('MARKDOWN', `\uFEFF${entry}\n\n${entry}`)).toMatchObject([
      { content: 'Text' },
      { content: 'Text' },
    ]));
  it('takes a line of hyphens in a text for a line of hyphens', async () =>
    expect(await records('MARKDOWN', `${entry}\n\n---\n\nMore`)).toMatchObject([{ content: 'Text\n\n---\n\nMore' }]));
  it.each([
    ['---\ntitle: x\n---\n\nText', 'There is no date in the front matter'],
    ['---\ndate: x\n---\n\nText', 'date must be a moment, or a day with or without a time'],
    ['---\na: [\n---\n\nText', 'The front matter must be YAML, of names and values'],
    ['---\na: &a [1]\nb: *a\n---\n\nText', 'The front matter must be YAML, of names and values'],
    [`---\na: ${'['.repeat(10_000)}\n---\n\nText`, 'The front matter must be YAML, of names and values'],
  ])('says what is wrong with one entry, and reads the others: %.40s', async (wrong, message) =>
    expect(await records('MARKDOWN', `${wrong}\n\n${entry}`)).toMatchObject([message, { content: 'Text' }]),
  );
  it('is no file without front matter', () =>
    expect(FORMATS.MARKDOWN.fault('# Title\n')).toMatch(/^Must be Markdown that begins/));
});
