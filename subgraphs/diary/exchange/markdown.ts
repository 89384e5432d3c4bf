import { parse as parseYaml, stringify as stringifyYaml } from 'yaml';
import { timeZone as zoneName } from '../entries/inputs.ts';
import { momentOf } from './moments.ts';
import { type EntryRecord, type Format, type Parsed, problem, type WrittenRecord, withFields } from './record.ts';

/** Of one entry: what is longer is no front matter. */
const MAX_FRONT_MATTER = 300_000;

/** Where an entry begins: front matter between two lines of three hyphens, the first line of which names something. */
const ENTRY = /^---[ \t]*\n(?=["']?[\p{L}_][^\n]*:)(?<front>(?:(?!---[ \t]*$)[^\n]*\n)*?)---[ \t]*$\n?/gmu;
/** What would be taken for such a line stands behind a backslash. */
const FENCE = /^(\\*---[ \t]*)$/gm;
const FENCED = /^\\(\\*---[ \t]*)$/gm;

/**
 * Markdown with YAML front matter, one entry after the other in one file:
 *
 *     ---
 *     id: 01a1fd6a-2c11-7a0e-8f4d-52f3c9d1be07
 *     date: 2026-11-21T08:30:00.000Z
 *     timeZone: Europe/Paris
 *     title: A heron
 *     tags: [river]
 *     mood: calm
 *     ---
 *
 *     It stood in the river.
 *
 * Only `date` has to be there: a moment, or a day with or without a time as the clock showed it in `timeZone`. Whatever else
 * stands in the front matter is kept. A line of three hyphens in a text has a backslash before it.
 */
export const markdown: Format = {
  ...{ fileName: 'diary.md', contentType: 'text/markdown; charset=utf-8' },

  fault: (text) =>
    /^\uFEFF?\s*---[ \t]*(\r?\n)/.test(text) ? null : 'Must be Markdown that begins with front matter, a line of ---',

  *parse(file) {
    const text = file.replace(/^\uFEFF/, '');
    // a file that was made elsewhere; in one of ours such a line end is part of a text
    const lines = /^[^\n]*\r\n/.test(text) ? text.replaceAll('\r\n', '\n') : text;
    const entries = [...lines.matchAll(ENTRY)];
    for (const [nth, { 0: fence, index, groups }] of entries.entries()) {
      const next = entries[nth + 1]?.index;
      yield parseEntry(groups!.front!, lines.slice(index + fence.length, next), next === undefined);
    }
  },

  async *render(records) {
    let separator = '';
    for await (const record of records()) {
      yield `${separator}---\n${frontMatterOf(record)}---\n\n${record.content.replace(FENCE, '\\$1')}\n`;
      separator = '\n';
    }
  },

  idOf: (entryId) => entryId,
};

const parseEntry = (frontMatter: string, body: string, isLast: boolean): Parsed => {
  const read = readYaml(frontMatter);
  if (read === null) return problem('The front matter must be YAML, of names and values');
  const { id: given, date, timeZone, title, tags, mood, ...rest } = read;
  const id = given == null ? null : plain(given);
  if (date === undefined) return problem('There is no date in the front matter', id);
  const isZone = zoneName.safeParse(timeZone).success;
  const zone = isZone ? (timeZone as string) : null;
  const occurredAt = occurredOn(plain(date) ?? '', zone);
  if (occurredAt === null) return problem('date must be a moment, or a day with or without a time', id);
  const names = tagsIn(tags);
  const record: EntryRecord = {
    ...{ id, occurredAt, timeZone: zone, title: plain(title) },
    content: contentIn(body, isLast),
    ...{ tags: names ?? [], statedMood: plain(mood) },
    fields: {
      ...(timeZone != null && !isZone && { timeZone }),
      ...(names === null && { tags }),
      ...(title != null && plain(title) === null && { title }),
      ...(mood != null && plain(mood) === null && { mood }),
      ...rest,
    },
  };
  return { record };
};

const readYaml = (text: string): Record<string, unknown> | null => {
  if (text.length > MAX_FRONT_MATTER) return null;
  try {
    const read: unknown = parseYaml(text, { logLevel: 'error', maxAliasCount: 0 });
    // as it will be kept
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? JSON.parse(JSON.stringify(read)) : null;
  } catch {
    // no YAML, or nested deeper than can be followed
    return null;
  }
};

const plain = (value: unknown): string | null =>
  typeof value === 'string' ? value || null : typeof value === 'number' ? String(value) : null;

/** A list, or one text with commas; null for anything else. */
const tagsIn = (tags: unknown): readonly string[] | null => {
  if (tags == null) return [];
  if (typeof tags === 'string')
    return tags
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean);
  if (!Array.isArray(tags)) return null;
  const names = tags.map(plain);
  return names.every((name) => name !== null) ? names : null;
};

const occurredOn = (date: string, timeZone: string | null): string | null => {
  const [, day, time = '00:00'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d?:\d\d(?::\d\d)?))?$/.exec(date) ?? [];
  if (day !== undefined) return momentOf(day, time, timeZone);
  return /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(date) ? date : null;
};

/** Without the lines that are put around it. */
const contentIn = (body: string, isLast: boolean): string =>
  body
    .replace(/^\n/, '')
    .replace(isLast ? /\n$/ : /\n{1,2}$/, '')
    .replace(FENCED, '$1');

const frontMatterOf = ({ id, occurredAt: date, timeZone, title, tags, statedMood, fields }: WrittenRecord): string =>
  stringifyYaml(
    // a map: of an object the names that are numbers would come first
    new Map(
      withFields(
        {
          ...{ id, date },
          ...(timeZone !== null && { timeZone }),
          ...(title !== null && { title }),
          ...(tags.length > 0 && { tags }),
          ...(statedMood !== null && { mood: statedMood }),
        },
        fields,
      ),
    ),
    { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', aliasDuplicateObjects: false },
  );
