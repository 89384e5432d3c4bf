import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { momentOf, shownAt } from './moments.ts';
import { type EntryRecord, type Format, type Parsed, problem, type WrittenRecord } from './record.ts';

/** Daylio's own columns, and those that are ours: without them another diary would know neither seconds nor zone. */
const DAYLIO = ['full_date', 'date', 'weekday', 'time', 'mood', 'activities', 'note_title', 'note'] as const;
const COLUMNS = [...DAYLIO, 'id', 'occurred_at', 'time_zone'] as const;
const REQUIRED = ['full_date', 'time', 'mood'] as const;

type Column = (typeof COLUMNS)[number];
type Row = Readonly<Record<string, string>>;

const BETWEEN_ACTIVITIES = ' | ';
/** Read in turns of so many characters. */
const TURN = 65_536;

/**
 * Daylio's CSV. A mood is the writer's own word for it, activities are tags; entries without a note, which are most of
 * them there, say their mood and activities instead. Daylio knows no time zones: what its clock showed is taken for UTC.
 * Columns that it does not have are kept, as far as there is something in them.
 */
export const daylio: Format = {
  ...{ fileName: 'diary.csv', contentType: 'text/csv' },

  fault(text) {
    const header = text
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/, 1)[0]!
      .split(',');
    const names = header.map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    const missing = REQUIRED.filter((name) => !names.includes(name));
    return missing.length === 0 ? null : `Must be a CSV file of Daylio: there is no column ${missing.join(', ')}`;
  },

  async *parse(text) {
    let names: readonly string[] | undefined;
    for await (const line of linesOf(text.replace(/^\uFEFF/, ''))) {
      if (names && Array.isArray(line)) yield parseRow(names, line);
      else if (Array.isArray(line)) names = distinct(line.map((name) => name.trim()));
      else yield problem(String(line));
    }
  },

  async *render(records) {
    const extra = new Set<string>();
    for await (const { fields } of records()) for (const name of extraOf(fields)) extra.add(name);
    const columns = [...COLUMNS, ...[...extra].sort()];
    yield `\uFEFF${lineOf([...columns])}`;
    for await (const record of records()) {
      const row: Readonly<Record<string, unknown>> = {
        ...pick(record.fields, extraOf(record.fields)),
        ...rowOf(record),
      };
      yield lineOf(columns.map((name) => String(row[name] ?? '')));
    }
  },

  idOf: (entryId) => entryId,
};

/** A column of the same name as another one is that name's second. */
const distinct = (names: readonly string[]): string[] =>
  names.map((name, nth) => {
    const before = names.slice(0, nth).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });

/** The cells of each line, or what is wrong with it, in their order. */
async function* linesOf(text: string): AsyncGenerator<readonly string[] | string> {
  const lines: (readonly string[] | string)[] = [];
  const parser = parse({
    ...{ relax_column_count: true, skip_empty_lines: true, skip_records_with_error: true },
    // of a cell that goes on behind its quotes they are part: or all lines behind it would be one
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    on_record(cells: string[]) {
      lines.push(cells);
      return null;
    },
    on_skip(error) {
      lines.push(`This is no line of CSV (${error?.code ?? 'unreadable'})`);
      return undefined;
    },
  });
  const ended = finished(parser.resume());
  // awaited at the end; until then its failure is nobody's yet
  ended.catch(() => {});
  for (let at = 0; at < text.length; at += TURN) {
    parser.write(text.slice(at, at + TURN));
    await nextTurn();
    yield* lines.splice(0);
  }
  parser.end();
  await ended.catch((error: Error) => lines.push(`This is no line of CSV (${error.message})`));
  yield* lines;
}

const parseRow = (names: readonly string[], cells: readonly string[]): Parsed => {
  const row: Row = Object.fromEntries(names.map((name, nth) => [name, cells[nth] ?? '']));
  const cell = (name: Column): string => row[name] ?? '';
  const id = cell('id') || null;
  if (cells.length > names.length) return problem(`There are ${cells.length} cells below ${names.length} columns`, id);
  const occurredAt = cell('occurred_at') || momentOf(cell('full_date'), cell('time'), null);
  if (occurredAt === null) return problem('full_date and time must be a day and a time', id);

  const [note, mood, activities] = [cell('note'), cell('mood'), activitiesIn(cell('activities'))];
  const kept = Object.entries(row).filter(([name, value]) => value !== '' && !READ.includes(name));
  const record: EntryRecord = {
    ...{ id, occurredAt, timeZone: cell('time_zone') || null, title: cell('note_title') || null },
    content: note.trim() === '' ? [mood, ...activities].filter(Boolean).join(', ') : note,
    ...{ tags: activities, statedMood: mood || null },
    fields: { ...Object.fromEntries(kept), ...(note.trim() === '' && { note }) },
  };
  return { record };
};

/** What has its place in an entry; names of days are the language's of whoever used Daylio. */
const READ: readonly string[] = COLUMNS.filter((name) => name !== 'date' && name !== 'weekday');

const activitiesIn = (cell: string): string[] =>
  cell.split(BETWEEN_ACTIVITIES).filter((activity) => activity.trim() !== '');

const rowOf = (record: WrittenRecord): Readonly<Record<Column, string>> => {
  const { id, occurredAt, timeZone, title, content, tags, statedMood, fields, edited } = record;
  const shown = shownAt(occurredAt, timeZone);
  const asItWas = (name: 'date' | 'weekday' | 'note', otherwise: string) =>
    typeof fields[name] === 'string' && !edited ? fields[name] : otherwise;
  return {
    ...{ full_date: shown.date, date: asItWas('date', shown.date), weekday: asItWas('weekday', shown.weekday) },
    ...{ time: shown.time, mood: statedMood ?? '' },
    activities: activitiesIn(tags.join(BETWEEN_ACTIVITIES)).join(BETWEEN_ACTIVITIES),
    ...{ note_title: title ?? '', note: asItWas('note', content) },
    ...{ id, occurred_at: occurredAt, time_zone: timeZone ?? '' },
  };
};

const extraOf = (fields: EntryRecord['fields']): string[] =>
  Object.keys(fields).filter((name) => !(COLUMNS as readonly string[]).includes(name));

const pick = (fields: EntryRecord['fields'], names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, fields[name]]));

/** Every cell in quotes: then nothing that stands in one can be taken for the end of it. */
const lineOf = (cells: readonly string[]): string => stringify([[...cells]], { quoted: true, quoted_empty: false });
