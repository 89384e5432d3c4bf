import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { EMOTIONS } from '../analyzer.ts';
import { emotionOf } from '../labels.ts';

/** What a text is: a remark in English, its machine translation, or written in Russian. */
export type Kind = 'english' | 'translated' | 'native';

export interface Example {
  readonly kind: Kind;
  readonly text: string;
  /** Places in EMOTIONS: those that people saw in it, or NEUTRAL alone. */
  readonly gold: readonly number[];
  /** Held-back examples are for the benchmark alone: neither training nor tuning sees them. */
  readonly isHeldBack: boolean;
  /** Which tenth of the others it belongs to, for tuning on what training has not seen. */
  readonly tenth: number;
  /** Of a translation, what was translated. */
  readonly original?: string;
}

export interface Corpora {
  readonly english: readonly Example[];
  readonly russian: readonly Example[];
}

/** Held back of every hundred. The translated rows are the same in both languages, so that they can be compared. */
const HELD_BACK = { english: 10, translated: 20, native: 15 };

/**
 * GoEmotions (https://github.com/google-research/google-research/tree/master/goemotions), its validation rows in Russian
 * (https://huggingface.co/datasets/seara/ru_go_emotions), and BRIGHTER's Russian texts
 * (https://github.com/emotion-analysis-project/SemEval2025-Task11), as the folder's SOURCES.md lays them out. Split by a
 * hash of the text, so that equal texts lie in one part.
 */
export const readCorpora = (folder: string): Corpora => {
  const labels = read(folder, 'goemotions/labels.txt').trim().split(/\s+/);
  const goldOf = (ids: string): number[] => {
    const emotions = (ids.match(/\d+/g) ?? []).map((id) => EMOTIONS.indexOf(emotionOf(labels[Number(id)]!)!));
    return [...new Set(emotions)];
  };
  const remarks = (file: string, heldBack: number): Example[] =>
    read(folder, `goemotions/${file}.tsv`)
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [text, ids] = line.split('\t');
        return { kind: 'english', text: text!, gold: goldOf(ids!), ...partOf(text!, heldBack) };
      });
  const translations = rows(folder, 'ru-goemotions/ru-go-emotions-simplified-validation.csv').map(
    ({ ru_text, text, labels }): Example => ({
      ...{ kind: 'translated', text: ru_text!, original: text!, gold: goldOf(labels!) },
      ...partOf(text!, HELD_BACK.translated),
    }),
  );
  const native = ['rus_train', 'rus_dev'].flatMap((file) =>
    rows(folder, `brighter-ru/${file}.csv`).map((row): Example => {
      const gold = EMOTIONS.flatMap((emotion, at) => (row[emotion.toLowerCase()] === '1' ? [at] : []));
      const text = row.text!;
      return { kind: 'native', text, gold: gold.length > 0 ? gold : [NEUTRAL], ...partOf(text, HELD_BACK.native) };
    }),
  );
  return {
    english: distinct([...remarks('dev', HELD_BACK.translated), ...remarks('train', HELD_BACK.english)]),
    russian: distinct([...native, ...translations]),
  };
};

const NEUTRAL = EMOTIONS.indexOf('NEUTRAL');

/** No text twice, and none in training that a held-back one repeats. */
const distinct = (examples: readonly Example[]): Example[] => {
  const seen = new Set<string>();
  const heldBackFirst = [...examples.filter((e) => e.isHeldBack), ...examples.filter((e) => !e.isHeldBack)];
  return heldBackFirst.filter(({ text }) => {
    const key = bare(text);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};

const partOf = (text: string, heldBack: number): Pick<Example, 'isHeldBack' | 'tenth'> => {
  const hash = hashOf(bare(text));
  return { isHeldBack: hash % 100 < heldBack, tenth: Math.floor(hash / 100) % 10 };
};

/** What is left of a text without case, marks and spaces. */
export const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]+/gu, ' ')
    .trim();

/** MurmurHash3's finalizer over FNV-1a. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const read = (folder: string, file: string): string => readFileSync(join(folder, file), 'utf8');
const rows = (folder: string, file: string): Record<string, string | undefined>[] =>
  parse(read(folder, file), { columns: true, relax_quotes: true });
