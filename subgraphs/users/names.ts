import { domainToASCII } from 'node:url';
import { rectifyConfusion } from 'unicode-confusables';
import { z } from 'zod';
import type { ClaimKey } from '#platform/event-store/event-store';
import type { Vault } from '#platform/vault/vault';

export const username = z.string().regex(/^[A-Za-z0-9_.-]{3,30}$/, 'Must have 3 to 30 letters, digits, _, - or .');

const DOMAIN = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/;

export const emailAddress = z
  .email({ pattern: z.regexes.unicodeEmail, error: 'Must be an e-mail address' })
  .max(254, 'Must have at most 254 characters')
  .refine((email) => DOMAIN.test(asciiDomain(email)) && email.isWellFormed(), 'Must be an e-mail address');

/** What is unique: how a person is found by it, and, for a username, how it looks. */
type Claimed = 'username' | 'username-look' | 'email';

/** Keys look-ups of one tenant: it belongs to nobody, and outlives every person. */
const LOOKUP = '#lookup';

const claim = async (vault: Vault, tenant: string, name: Claimed, value: string): Promise<ClaimKey> => ({
  name,
  value: await vault.hash(tenant, LOOKUP, name, value),
});

/** The claim by which a person is found, however the name is typed: a keyed hash, which says nothing without the vault. */
export const claimOn = (vault: Vault, tenant: string, name: 'username' | 'email', value: string): Promise<ClaimKey> =>
  claim(vault, tenant, name, name === 'email' ? sameEmail(value) : sameName(value));

/** All that a username takes: nobody else can have one that is the same or looks the same. */
export const claimsOnUsername = async (vault: Vault, tenant: string, username: string): Promise<ClaimKey[]> =>
  Promise.all([
    claimOn(vault, tenant, 'username', username),
    ...looksOf(username).map((look) => claim(vault, tenant, 'username-look', look)),
  ]);

/** Two usernames are the same whatever their case and compatibility forms. */
export const sameName = (name: string): string => name.normalize('NFKC').toLowerCase();

/**
 * What a username is easily taken for: as it was typed, and as others write it who don't mind the case. `Ian` is taken
 * for `lan`, while `ian` and `lan` are told apart.
 */
export const looksOf = (name: string): string[] => {
  const typed = name.normalize('NFKC');
  return [...new Set([typed, typed.toLowerCase()].map((form) => rectifyConfusion(form).toLowerCase()))];
};

/**
 * Two e-mail addresses are the same in any case, with their domain in either of its forms (IDNA), and also when letters
 * of other scripts make one look like the other. Look-alikes within ASCII are two addresses: `al@` and `a1@`.
 */
export const sameEmail = (email: string): string => {
  const local = sameName(email.slice(0, Math.max(email.lastIndexOf('@'), 0)));
  const plain = local.replace(/[^\p{ASCII}]/gu, rectifyConfusion).toLowerCase();
  return `${plain}@${asciiDomain(email)}`;
};

/** Empty where there is none that can be. */
const asciiDomain = (email: string): string => domainToASCII(email.slice(email.lastIndexOf('@') + 1));
