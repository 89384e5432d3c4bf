import { DEFAULT_PRIVACY } from './events.ts';
import type { NameWordRow, SearchableRow } from './readModel.ts';

/** Words as they are compared: without case, accents and whatever stands between them. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What of it others may find somebody by: the rest is not kept in clear. */
export const shown = (row: Partial<SearchableRow>): Partial<SearchableRow> => {
  const isFound = row.discoverable ?? DEFAULT_PRIVACY.discoverable;
  const isNamed = isFound && (row.profile ?? DEFAULT_PRIVACY.profile) === 'EVERYONE';
  return {
    ...row,
    username: isFound ? (row.username ?? null) : null,
    firstName: isNamed ? (row.firstName ?? null) : null,
    lastName: isNamed ? (row.lastName ?? null) : null,
  };
};

/** The entries of the index under which somebody stands. */
export const indexed = ({ userId, username, firstName, lastName }: SearchableRow): NameWordRow[] => {
  const words = namesOf(username, firstName, lastName);
  return [
    ...(username === null ? [] : [{ initial: EVERYBODY, word: username.toLowerCase(), userId }]),
    ...words.map((word) => ({ initial: initialOf(word), word, userId })),
  ];
};

/** Under which everybody stands. */
export const EVERYBODY = '';
export const initialOf = (word: string): string => String.fromCodePoint(word.codePointAt(0)!);
const namesOf = (...names: readonly (string | null)[]): string[] => [
  ...new Set(names.flatMap((name) => wordsOf(name ?? ''))),
];
