import type { RowCopy } from '#platform/read-model/read-model';
import { kindOf } from '../../projections/vector.ts';
import type { ProfileRow } from '../../readModel.ts';

/**
 * What is compared of those who can be found, side by side: some hundred bytes a person. A record is its length and which
 * components it has; then of those that it has, in this order,
 * mood: how many numbers, and these, as a direction of length 1;
 * archetype: which one, how sure, how many stand out, and of each which one and by how much, as a direction of length 1;
 * modalities: how many, and of each which one and its score;
 * interests: how many words, and which.
 */
export interface Records extends RowCopy<ProfileRow> {
  /** All as it is now; what is set or deleted later may stand elsewhere. */
  view(): RecordsView;
}

export interface RecordsView {
  readonly ids: readonly string[];
  /** Where each record begins. */
  readonly begins: Int32Array;
  /** The same memory, read in two ways. */
  readonly numbers: Float32Array;
  readonly integers: Int32Array;
  /** Names and words by number. */
  readonly names: Dictionary;
}

/** Of archetypes, modalities, tags and topics. */
export interface Dictionary {
  readonly size: number;
  numberOf(key: string): number | undefined;
}

/** Equal keys of a tag and of a topic are different words. */
export const wordsOf = ({ tags, topics }: NonNullable<ProfileRow['interests']>): string[] => [
  ...tags.map((key) => `#${key}`),
  ...topics,
];

export const keyOfWord = (word: string): string => (word.startsWith('#') ? word.slice(1) : word);

const FIRST_CAPACITY = 4_096;

export const records = (): Records => {
  const ids: string[] = [];
  const places = new Map<string, number>();
  const { names, add } = dictionary();
  let begins = new Int32Array(0);
  let numbers = new Float32Array(0);
  let integers = new Int32Array(numbers.buffer);
  let end = 0;
  let unused = 0;

  /** Puts the records that are left one behind the other, where there is room for as many numbers more. */
  const makeRoom = (more: number) => {
    if (end + more <= numbers.length) return;
    const needed = Math.max(FIRST_CAPACITY, 2 * (end - unused + more));
    const from = integers;
    numbers = new Float32Array(needed);
    integers = new Int32Array(numbers.buffer);
    end = unused = 0;
    for (let place = 0; place < ids.length; place++) {
      const [begin, length] = [begins[place]!, from[begins[place]!]!];
      integers.set(from.subarray(begin, begin + length), end);
      begins[place] = end;
      end += length;
    }
  };

  const forget = (begin: number) => {
    const length = integers[begin]!;
    integers.fill(0, begin, begin + length);
    unused += length;
  };

  const remove = (personId: string) => {
    const place = places.get(personId);
    if (place === undefined) return;
    forget(begins[place]!);
    // the last one takes its place
    const [last, lastBegin] = [ids.at(-1)!, begins[ids.length - 1]!];
    ids[place] = last;
    begins[place] = lastBegin;
    places.set(last, place);
    ids.pop();
    places.delete(personId);
  };

  const write = ({ archetype, mood, modalities, interests }: ProfileRow, known: number) => {
    const begin = end++;
    integers[end++] = known;
    const list = <T>(all: readonly T[], put: (one: T) => void) => {
      integers[end++] = all.length;
      all.forEach(put);
    };
    const number = (value: number) => {
      numbers[end++] = value;
    };
    const named = ([name, value]: readonly [string, number]) => {
      integers[end++] = add(name);
      number(value);
    };
    if (mood) list(direction(mood), number);
    if (archetype) {
      named([archetype.key, archetype.confidence]);
      const outstanding = archetype.outstanding ?? [];
      const differences = direction(outstanding.map(([, difference]) => difference));
      list(
        outstanding.map(([key], nth) => [key, differences[nth]!] as const),
        named,
      );
    }
    if (modalities) list(Object.entries(modalities), named);
    if (interests)
      list(wordsOf(interests), (word) => {
        integers[end++] = add(word);
      });
    integers[begin] = end - begin;
    return begin;
  };

  return {
    set(row) {
      const known = kindOf(row)?.mask;
      if (!row.discoverable || known === undefined) return remove(row.personId);
      makeRoom(mostNumbersOf(row));
      const place = places.get(row.personId);
      if (place !== undefined) {
        forget(begins[place]!);
        begins[place] = write(row, known);
        return;
      }
      places.set(row.personId, ids.length);
      if (ids.length === begins.length) begins = enlarged(begins);
      begins[ids.length] = write(row, known);
      ids.push(row.personId);
    },
    delete({ personId }) {
      remove(personId!);
    },
    view: () => ({ ids, begins, numbers, integers, names }),
  };
};

const mostNumbersOf = ({ archetype, mood, modalities, interests }: ProfileRow): number =>
  8 +
  (mood?.length ?? 0) +
  2 * (archetype?.outstanding?.length ?? 0) +
  2 * Object.keys(modalities ?? {}).length +
  (interests ? interests.tags.length + interests.topics.length : 0);

const dictionary = (): { readonly names: Dictionary; add(key: string): number } => {
  const numbers = new Map<string, number>();
  return {
    names: {
      get size() {
        return numbers.size;
      },
      numberOf: (key) => numbers.get(key),
    },
    add(key) {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, numbers.size);
      return numbers.size - 1;
    },
  };
};

/** Of length 1. */
export const direction = (numbers: readonly number[]): number[] => {
  const length = Math.hypot(...numbers);
  return numbers.map((number) => number / length);
};

const enlarged = (integers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(Math.max(64, 2 * integers.length));
  larger.set(integers);
  return larger;
};
