import { timeZone as zoneName } from '../entries/inputs.ts';
import { type EntryRecord, type Format, type Parsed, problem, type WrittenRecord, withFields } from './record.ts';

/** Deeper than anything that people write by a program. */
const MAX_DEPTH = 100;

/**
 * Day One's JSON. What an entry has there and not here (location, weather, photos, rich text, starred, pinned, all-day …) is
 * kept as it is; a title is the first line of the text, as Day One has it. A zone that is none is kept, and not used. An entry
 * of photos, films or recordings alone, which are many there, says which ones: as Day One does in a text. The files
 * themselves are not in the JSON.
 */
export const dayOne: Format = {
  ...{ fileName: 'diary.json', contentType: 'application/json' },

  fault(text) {
    if (depthOf(text) > MAX_DEPTH) return `Must be nested at most ${MAX_DEPTH} levels deep`;
    return entriesIn(text) ? null : 'Must be a JSON file of Day One, with a list of entries';
  },

  *parse(text) {
    for (const entry of entriesIn(text) ?? []) yield parseEntry(entry);
  },

  async *render(records) {
    let separator = '{"metadata":{"version":"1.0"},"entries":[\n';
    for await (const record of records()) {
      yield `${separator}${JSON.stringify(entryOf(record))}`;
      separator = ',\n';
    }
    yield separator === ',\n' ? '\n]}\n' : `${separator}]}\n`;
  },

  idOf: (entryId) => entryId.replaceAll('-', '').toUpperCase(),
};

const entriesIn = (text: string): readonly unknown[] | null => {
  try {
    const file: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return isObject(file) && Array.isArray(file.entries) ? file.entries : null;
  } catch {
    return null;
  }
};

const parseEntry = (entry: unknown): Parsed => {
  if (!isObject(entry)) return problem('Must be an object');
  const { uuid, creationDate, text: given = null, timeZone, tags = [], statedMood, ...rest } = entry;
  const id = typeof uuid === 'string' && uuid !== '' ? uuid : null;
  if (typeof creationDate !== 'string') return problem('creationDate must be a time', id);
  if (given !== null && typeof given !== 'string') return problem('text must be a text', id);
  if (!isTexts(tags)) return problem('tags must be texts', id);
  const isWritten = given !== null && given.trim() !== '';
  const text = isWritten ? given : mediaIn(rest);
  if (text === '') return problem('There is neither a text nor anything that was attached', id);
  const isZone = zoneName.safeParse(timeZone).success;
  const record: EntryRecord = {
    ...{ id, occurredAt: creationDate, timeZone: isZone ? (timeZone as string) : null, ...titled(text), tags },
    statedMood: typeof statedMood === 'string' ? statedMood : null,
    fields: {
      ...(timeZone !== undefined && !isZone && { timeZone }),
      ...(statedMood !== undefined && typeof statedMood !== 'string' && { statedMood }),
      ...(!isWritten && { text: given }),
      ...rest,
    },
  };
  return { record };
};

/** Where Day One keeps what is attached to an entry, and how its texts refer to that. */
const MEDIA = [
  ['photos', '//'],
  ['videos', '/video/'],
  ['audios', '/audio/'],
  ['pdfAttachments', '/pdfAttachment/'],
] as const;

/** What is attached, in its order within each kind; nothing when there is none. */
const mediaIn = (fields: EntryRecord['fields']): string =>
  MEDIA.flatMap(([kind, place]) =>
    (Array.isArray(fields[kind]) ? fields[kind] : [])
      .filter(isObject)
      .filter(({ identifier }) => typeof identifier === 'string' && identifier !== '')
      .sort((a, b) => Number(a.orderInEntry ?? 0) - Number(b.orderInEntry ?? 0))
      .map(({ identifier }) => `![](dayone-moment:${place}${identifier})`),
  ).join('\n\n');

/** `# A title`, an empty line, and what follows: exactly as it is put together again. */
const TITLE = /^# (?<title>\S(?:[^\r\n]{0,498}\S)?)\n\n(?<content>(?=\s*\S)[\s\S]+)$/u;

const titled = (text: string): { title: string | null; content: string } => {
  const { title = null, content = text } = TITLE.exec(text)?.groups ?? {};
  return { title, content };
};

const entryOf = ({ id, occurredAt, timeZone, title, content, tags, statedMood, fields, edited }: WrittenRecord) => {
  // a line of its own, however it was typed
  const line = title?.replace(/[\r\n]+/g, ' ').trim() ?? '';
  const { text: withoutWords, ...kept } = fields;
  const isAsItWas = !edited && withoutWords !== undefined;
  const text = isAsItWas ? withoutWords : line === '' ? content : `# ${line}\n\n${content}`;
  const known = {
    ...{ uuid: id, creationDate: occurredAt.replace('.000Z', 'Z') },
    ...(timeZone !== null && { timeZone }),
    ...(text !== null && { text }),
    tags,
    ...(statedMood !== null && { statedMood }),
  };
  const { richText: _, ...others } = kept;
  // the rich text is the same once more, as it was
  return Object.fromEntries(withFields(known, edited ? others : kept));
};

/** How deep brackets are nested: looked at before it is parsed, and without going down into it. */
const depthOf = (json: string): number => {
  let [depth, deepest, inText] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const sign = json.charCodeAt(at);
    if (inText) {
      if (sign === BACKSLASH) at++;
      else if (sign === QUOTE) inText = false;
    } else if (sign === QUOTE) inText = true;
    else if (sign === BRACE || sign === BRACKET) deepest = Math.max(deepest, ++depth);
    else if (sign === BRACE + 2 || sign === BRACKET + 2) depth--;
  }
  return deepest;
};
const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b] as const;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
