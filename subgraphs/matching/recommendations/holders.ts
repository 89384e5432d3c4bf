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
  /** People who share a rare one of these words, and how much each word tells. */
  of(
    tenant: string,
    keys: readonly string[],
  ): Promise<{ readonly people: ReadonlySet<string>; readonly rarity: Rarity }>;
}

export const interestHolders = ({ readModel }: { readonly readModel: ReadModel }): Holders => {
  const kept = new LRUCache<string, readonly string[]>({ max: WORDS_KEPT });

  const holdersOf = async (tenant: string, key: string): Promise<readonly string[]> => {
    const id = `${tenant}\n${key}`;
    const found = kept.get(id);
    if (found) return found;
    const rows = await readModel.page(holders, tenant, { key }, { limit: COMMON });
    const people = rows.map(({ personId }) => personId);
    kept.set(id, people, { ttl: people.length < COMMON ? RARE_MS : COMMON_MS });
    return people;
  };

  return {
    async of(tenant, keys) {
      const found = await Promise.all(keys.map(async (key) => [key, await holdersOf(tenant, key)] as const));
      const rarities = new Map(found.map(([key, people]) => [key, rarityAmong(people.length)]));
      const rare = found.filter(([, people]) => people.length < COMMON);
      return {
        people: new Set(rare.flatMap(([, people]) => people)),
        rarity: (key) => rarities.get(key) ?? 1,
      };
    },
  };
};

/** Twice as rare tells one more; two have whatever is shared. */
export const rarityAmong = (people: number): number => 1 + Math.log2(COMMON / Math.min(COMMON, Math.max(2, people)));
