import type { Vault } from '#platform/vault/vault';

/** What is compared across people. */
type Kind = 'tag' | 'topic' | 'archetype' | 'modality';

/**
 * In the vault this is no person: of all in a tenant equal words have to give equal hashes. Those hashes are personal, so
 * events have them sealed under the person's own key, and rows that have them in clear go when the person is erased.
 */
const TENANT_KEY = 'tenant';
/** 64 bits: among a million words two are taken for one with a probability of 1 to 37 million. */
const KEY_CHARACTERS = 11;

/** However it was typed. */
export const comparable = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[\s#]+/, '')
    .replace(/\s+/g, ' ')
    .trim();

export const traitKey = async (vault: Vault, tenant: string, kind: Kind, name: string): Promise<string> =>
  (await vault.hash(tenant, TENANT_KEY, kind, comparable(name))).slice(0, KEY_CHARACTERS);

/** The field under which a name is sealed alone, in the stream of its person's profile. */
export const labelField = (key: string): string => `label ${key}`;
