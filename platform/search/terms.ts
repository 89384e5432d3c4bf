import { createHmac } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { stemsOf } from '#platform/search/stems';
import type { Vault } from '#platform/vault/vault';

/** What a text is found by: keyed hashes of its stems, and how often each stands there. */
export interface Terms {
  /** Of the text, in words. */
  readonly length: number;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * 64 bits. Among the million different stems of a very long life two are alike with a probability of 3 in 100 million, and
 * then one search finds a text too many.
 */
const HASH_BYTES = 8;

/** Some 5 ms of hashing. */
const TURN = 1_000;

/**
 * Under a key made of the subject's own: whoever has the index and not that key learns how many different words there are,
 * and which texts share some, and none of them. With the subject's key it is destroyed.
 */
export const termsOf = async (vault: Vault, tenant: string, subject: string, text: string): Promise<Terms> => {
  const { length, counts } = await stemsOf(text);
  const terms = await hashesOf(vault, tenant, subject, [...counts.keys()]);
  const times = [...counts.values()];
  return { length, counts: Object.fromEntries(terms.map((term, nth) => [term, times[nth]!])) };
};

/** The keyed hashes of stems, in their order. */
export const hashesOf = async (
  vault: Vault,
  tenant: string,
  subject: string,
  stems: readonly string[],
): Promise<string[]> => {
  const key = await vault.hash(tenant, subject, 'search', '');
  const hashes: string[] = [];
  for (const stem of stems) {
    hashes.push(createHmac('sha256', key).update(stem).digest().toString('base64url', 0, HASH_BYTES));
    if (hashes.length % TURN === 0) await nextTurn();
  }
  return hashes;
};
