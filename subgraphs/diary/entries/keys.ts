import type { Vault } from '#platform/vault/vault';
import type { Emotion } from '../events.ts';

/** What entries are found by without saying it: hashes under the owner's key, equal for what is equal. */
export const tagHash = (vault: Vault, tenant: string, ownerId: string, tag: string): Promise<string> =>
  // however it was typed: an accent may be a letter's own, or one that is put on it
  vault.hash(tenant, ownerId, 'tag', tag.normalize('NFC'));

export const tagHashes = async (
  vault: Vault,
  tenant: string,
  ownerId: string,
  tags: readonly string[],
): Promise<string[]> => [...new Set(await Promise.all(tags.map((tag) => tagHash(vault, tenant, ownerId, tag))))];

export const emotionHash = (vault: Vault, tenant: string, ownerId: string, emotion: Emotion): Promise<string> =>
  vault.hash(tenant, ownerId, 'emotion', emotion);
