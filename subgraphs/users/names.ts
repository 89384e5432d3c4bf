import type { Vault } from '#platform/vault/vault';

/**
 * What makes two usernames, or two e-mail addresses, the same: compatibility forms and case are folded (Unicode
 * Technical Standard 39 goes further, to confusable letters; usernames are ASCII, so there are none).
 */
export const sameName = (name: string): string => name.normalize('NFKC').toLowerCase();

/** Keys look-ups of one tenant: it belongs to nobody, and outlives every person. */
const LOOKUP = '#lookup';

/** The claim on a username or an e-mail address: a keyed hash, which says nothing without the vault. */
export const claimOn = async (vault: Vault, tenant: string, name: 'username' | 'email', value: string) => ({
  name,
  value: await vault.hash(tenant, LOOKUP, name, sameName(value)),
});
