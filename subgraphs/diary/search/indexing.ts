import { termsOf } from '#platform/search/terms';
import type { Vault } from '#platform/vault/vault';
import type { EntryIndex, IndexedPart, Text } from '../events.ts';

/** Of the parts of a text that are given, those that are searched. */
type IndexOf<T> = { readonly [Part in keyof T as Part extends keyof EntryIndex ? Part : never]: IndexedPart };

const PARTS = ['title', 'content', 'tags'] as const satisfies readonly (keyof EntryIndex)[];

/** By what an entry is found, part by part, under its owner's key. */
export const indexOf = async <T extends Partial<Pick<Text, keyof EntryIndex>>>(
  vault: Vault,
  tenant: string,
  ownerId: string,
  text: T,
): Promise<IndexOf<T>> => {
  const indexed: [string, IndexedPart][] = [];
  for (const part of PARTS) {
    if (text[part] === undefined) continue;
    // each tag in a line of its own: they are no phrase
    const words = [text[part] ?? ''].flat().join('\n');
    indexed.push([part, await termsOf(vault, tenant, ownerId, words)]);
  }
  return Object.fromEntries(indexed) as IndexOf<T>;
};
