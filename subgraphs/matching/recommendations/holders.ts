import { LRUCache } from 'lru-cache';
import type { ReadModel } from '#platform/read-model/read-model';
import { holders } from '../readModel.ts';
import type { Rarity } from '../similarity.ts';

/** A word that so many people have is no rare one, and finds nobody. */
const COMMON = 64;
/** What is common stays so; who has a rare word is asked again almost every time. */
const COMMON_MS = 60_000;
const RARE_MS = 1_000;
/** At most some 20 MB. */
const WORDS_KEPT = 10_000;

/** Who has a tag or a topic, up to `COMMON` of them. */
export interface Holders {
  of(tenant: string, keys: readonly string[]): Promise<Held>;
}

export interface Held {
  /** Those who share rare ones of the words, those first who share the most. */
  readonly people: readonly string[];
  /** How much each word tells. */
  readonly rarity: Rarity;
}

export const interestHolders = ({ readModel }: { readonly readModel: ReadModel }): Holders => {
  const kept = new LRUCache<string, readonly string[]>({ max: WORDS_KEPT });

  const holdersOf = async (tenant: string, keys: readonly string[]): Promise<Map<string, readonly string[]>> => {
    const idOf = (key: string) => `${tenant}\n${key}`;
    const known = new Map(keys.map((key) => [key, kept.get(idOf(key))]));
    const unknown = keys.filter((key) => !known.get(key));
    const rows = await readModel.firsts(
      holders,
      tenant,
      unknown.map((key) => ({ key })),
      COMMON,
    );
    unknown.forEach((key, nth) => {
      const people = rows[nth]!.map(({ personId }) => personId);
      known.set(key, people);
      kept.set(idOf(key), people, { ttl: people.length < COMMON ? RARE_MS : COMMON_MS });
    });
    return known as Map<string, readonly string[]>;
  };

  return {
    async of(tenant, keys) {
      const found = await holdersOf(tenant, keys);
      const rarity = (key: string) => rarityAmong(found.get(key)?.length ?? COMMON);
      const shared = new Map<string, number>();
      for (const [key, people] of found)
        if (people.length < COMMON) for (const id of people) shared.set(id, (shared.get(id) ?? 0) + rarity(key));
      const people = [...shared].sort(([a, ofA], [b, ofB]) => ofB - ofA || (a < b ? -1 : 1)).map(([id]) => id);
      return { people, rarity };
    },
  };
};

/** Twice as rare tells one more; two have whatever is shared. */
export const rarityAmong = (people: number): number => 1 + Math.log2(COMMON / Math.min(COMMON, Math.max(2, people)));
