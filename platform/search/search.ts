import { type Connection, connectionOf, type PageArguments, pageSize } from '#platform/connection';
import { cursorsOf, foreignCursor } from '#platform/cursor';
import { type Collection, type Occurrences, scoreOf } from '#platform/search/ranking';

/** Where a text stands in an index: texts are the newer the greater `at` is, which no two of them share. */
export interface Found {
  /** Compared in its order: a time and an id, or a number. */
  readonly at: readonly (string | number)[];
}

/** An inverted index, as the search reads it. */
export interface SearchIndex<D extends Found> {
  collection(): Promise<Collection>;
  /** The texts in which a word stands, the newest first. */
  newest(term: string, limit: number): Promise<readonly (D & Occurrences)[]>;
  /** How often a word stands in each of these texts; null where it does not. All of them at once. */
  occurrences(term: string, documents: readonly D[]): Promise<readonly (Occurrences | null)[]>;
}

/**
 * Of a word that stands in more texts, so many of the newest are looked at, if no other word of the search is rarer. What a
 * search costs at most follows from this, and not from how much was written.
 */
export const MAX_LOOKED_AT = 1_000;

/**
 * The texts that hold all of these words: the best answers first, and of equal ones the newest. A cursor holds the counts by
 * which the first page was ranked, so that the following ones go on in the same order, whatever is written meanwhile.
 * `scope` is what is searched.
 */
export const searchIn = async <D extends Found>(
  index: SearchIndex<D>,
  scope: readonly unknown[],
  terms: readonly string[],
  args: Pick<PageArguments, 'first' | 'after'>,
): Promise<Connection<D>> => {
  const { limit } = pageSize({ first: args.first ?? null });
  const cursors = rankCursors([...scope, ...terms], terms.length);
  const after = args.after == null ? null : cursors.decode(args.after, 'after');

  const lists = await Promise.all(terms.map((term) => index.newest(term, MAX_LOOKED_AT)));
  const ranking = after?.ranking ?? {
    collection: await index.collection(),
    frequencies: lists.map(({ length }) => length),
  };
  const rarest = lists.reduce((least, list, nth) => (list.length < lists[least]!.length ? nth : least), 0);
  let found = lists[rarest]!.map((document) => ({ document: document as D, occurrences: [document as Occurrences] }));
  const order = [rarest];
  for (const [nth, term] of terms.entries()) {
    if (nth === rarest || found.length === 0) continue;
    order.push(nth);
    const counts = await index.occurrences(
      term,
      found.map(({ document }) => document),
    );
    found = found.flatMap(({ document, occurrences }, at) => {
      const count = counts[at] ?? null;
      return count === null ? [] : [{ document, occurrences: [...occurrences, count] }];
    });
  }

  const frequencies = order.map((nth) => ranking.frequencies[nth]!);
  const ranked = found
    .map(({ document, occurrences }) => ({
      document,
      score: scoreOf(ranking.collection, frequencies, occurrences),
      at: document.at,
    }))
    .sort(byRank);
  const behind = after ? ranked.filter((one) => byRank(one, after) > 0) : ranked;
  const edges = behind
    .slice(0, limit)
    .map(({ document, ...rank }) => ({ cursor: cursors.encode({ ranking, ...rank }), node: document }));
  return connectionOf(edges, { hasNextPage: behind.length > limit, hasPreviousPage: after !== null });
};

interface Rank extends Found {
  readonly score: number;
}

interface Ranking {
  readonly collection: Collection;
  readonly frequencies: readonly number[];
}

const byRank = (a: Rank, b: Rank): number => {
  if (a.score !== b.score) return b.score - a.score;
  const nth = a.at.findIndex((part, nth) => part !== b.at[nth]);
  return nth < 0 ? 0 : a.at[nth]! < b.at[nth]! ? 1 : -1;
};

const rankCursors = (scope: readonly unknown[], terms: number) => {
  const cursors = cursorsOf(['search', ...scope]);
  return {
    encode: ({ ranking: { collection, frequencies }, score, at }: Rank & { readonly ranking: Ranking }): string =>
      cursors.encode([collection.documents, collection.length, ...frequencies, score, ...at]),
    decode(cursor: string, field: string): Rank & { readonly ranking: Ranking } {
      const parts = cursors.decode(cursor, field);
      const [documents, length, ...rest] = parts.slice(0, terms + 3);
      const at = parts.slice(terms + 3);
      const numbers = [documents, length, ...rest];
      if (numbers.length < terms + 3 || !numbers.every(Number.isFinite) || at.length === 0 || !at.every(isPlain))
        throw foreignCursor(field);
      const [score, frequencies] = [rest.pop() as number, rest as number[]];
      return {
        ...{ score, at: at as Found['at'] },
        ranking: { collection: { documents: documents as number, length: length as number }, frequencies },
      };
    },
  };
};

const isPlain = (part: unknown): boolean => typeof part === 'string' || typeof part === 'number';
