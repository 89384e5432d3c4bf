import type { Vault } from '#platform/vault/vault';
import { dayOf } from '../calendar.ts';
import type { Text } from '../events.ts';
import { indexOf } from '../search/indexing.ts';
import type { EntryCommand } from './decider.ts';
import { tagHashes } from './keys.ts';
import { countTokens } from './tokens.ts';

type CreateEntry = Extract<EntryCommand, { type: 'CreateEntry' }>;

/** What is written, wherever it comes from. */
export type Written = Pick<CreateEntry, 'entryId' | 'ownerId' | 'text' | 'occurredAt' | 'tokenCount'> &
  Pick<CreateEntry, 'sessionId' | 'session' | 'source'>;

/** The command that writes it, with all that is counted and looked up of it. `asked`: what a retry has in common with it. */
export const createEntry = async (
  vault: Vault,
  tenant: string,
  written: Written,
  asked: string,
): Promise<CreateEntry> => {
  const { ownerId, text, occurredAt } = written;
  return {
    ...written,
    type: 'CreateEntry',
    day: dayOf(occurredAt, text.timeZone),
    countedTokens: await countTokens(text.content),
    ...(await lookedUpBy(vault, tenant, ownerId, text)),
    fingerprint: await vault.hash(tenant, ownerId, 'entry', asked),
  };
};

/** By what a whole entry is found. */
export const lookedUpBy = async (vault: Vault, tenant: string, ownerId: string, text: Text) => ({
  tagHashes: await tagHashes(vault, tenant, ownerId, text.tags),
  index: await indexOf(vault, tenant, ownerId, text),
});
