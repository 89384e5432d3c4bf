import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';

export type Format = 'DAY_ONE_JSON' | 'DAYLIO_CSV' | 'MARKDOWN';

/** By the ends of names of files. */
export const FORMAT_OF: Readonly<Record<string, Format>> = {
  '.json': 'DAY_ONE_JSON',
  '.csv': 'DAYLIO_CSV',
  '.md': 'MARKDOWN',
  '.markdown': 'MARKDOWN',
};

/** A part of a file that is a file of its own, small enough for one request. */
export interface Portion {
  readonly data: string;
  /** How many records of the file stand before it. */
  readonly from: number;
}

/** Of one request; the server takes five million bytes, and what is put around the records is small. */
const MAX_BYTES = 4_500_000;

/** Cuts a file between records. What can't be cut, for it is no file of its format, is left for the server to refuse. */
export const portionsOf = (format: Format, text: string, maxBytes = MAX_BYTES): readonly Portion[] => {
  const { head, records, between, tail } = CUT[format](text) ?? { head: '', records: [text], between: '', tail: '' };
  const portions: Portion[] = [];
  let from = 0;
  while (from < records.length) {
    let to = from;
    // a record that is too large by itself goes alone, and is refused by itself
    for (let bytes = 0; to < records.length && (to === from || bytes + size(records[to]!) <= maxBytes); to++)
      bytes += size(records[to]!);
    portions.push({ data: `${head}${records.slice(from, to).join(between)}${tail}`, from });
    from = to;
  }
  return portions;
};

const size = (text: string): number => Buffer.byteLength(text) + 1;

interface Cut {
  readonly head: string;
  readonly records: readonly string[];
  readonly between: string;
  readonly tail: string;
}

const CUT: Readonly<Record<Format, (text: string) => Cut | null>> = {
  DAY_ONE_JSON(text) {
    const file = parsedOr(() => JSON.parse(text.replace(/^\uFEFF/, '')) as { entries?: unknown }, null);
    if (!Array.isArray(file?.entries)) return null;
    const records = file.entries.map((entry) => JSON.stringify(entry));
    return { head: '{"entries":[', records, between: ',', tail: ']}' };
  },

  DAYLIO_CSV(text) {
    const rows = parsedOr(
      () => parse(text, { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }),
      null,
    );
    if (!rows || rows.length < 2) return null;
    const [head, ...records] = rows.map((cells) => stringify([cells], { quoted: true }));
    return { head: head!, records, between: '', tail: '' };
  },

  MARKDOWN(text) {
    const records = text.split(/^(?=---[ \t]*\r?\n["']?[\p{L}_][^\n]*:)/mu);
    // whatever stands before the first one
    if (records.length > 1 && records[0]!.trim() === '') records.shift();
    return { head: '', records, between: '', tail: '' };
  },
};

const parsedOr = <T, U>(parse: () => T, otherwise: U): T | U => {
  try {
    return parse();
  } catch {
    return otherwise;
  }
};
