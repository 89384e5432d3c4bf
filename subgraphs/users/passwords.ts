import { z } from 'zod';
import { badInput } from '#platform/domain/errors';

const MIN_LENGTH = 8;
const MAX_LENGTH = 200;
const MIN_DIFFERENT = 4;
/** Shorter names are in many words. */
const MIN_NAME = 3;

/** What may be tried: never more than Argon2 should be given. */
export const password = z
  .string()
  .max(MAX_LENGTH, { error: `Must have at most ${MAX_LENGTH} characters`, abort: true });

export const newPassword = password
  .min(MIN_LENGTH, `Must have at least ${MIN_LENGTH} characters`)
  // what is not would be stored as something else, that other passwords are stored as too
  .refine((value) => value.isWellFormed(), 'Must be well-formed Unicode')
  .refine((value) => new Set(value).size >= MIN_DIFFERENT, `Must have at least ${MIN_DIFFERENT} different characters`)
  .refine((value) => !isRun(value), 'Must not be a run of neighbouring characters');

/** Refuses what everybody tries first, in whatever case (NIST SP 800-63B, 3.1.1.2: a blocklist of commonly used passwords). */
export const refuseCommon = async (password: string, field: string): Promise<void> => {
  common ??= loadCommon();
  if ((await common).has(password.toLowerCase())) throw badInput(field, 'Is one of the most common passwords.');
};

/** Some 50,000, read when they are first needed: that takes a while. */
const loadCommon = async (): Promise<ReadonlySet<string>> => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'] as readonly string[]);
};
let common: Promise<ReadonlySet<string>> | undefined;

/** Refuses a password that would be too short without the names that everybody tries first. */
export const refuseNamesIn = (
  password: string,
  { username, email }: { readonly username: string; readonly email: string | null },
  field: string,
): void => {
  const [local = ''] = email?.split('@') ?? [];
  const names = [email ?? '', username, local].filter((name) => name.length >= MIN_NAME);
  names.sort((one, other) => other.length - one.length);
  const rest = names.reduce((left, name) => left.replaceAll(name.toLowerCase(), ''), password.toLowerCase());
  if (rest.length < MIN_LENGTH)
    throw badInput(field, `Must have at least ${MIN_LENGTH} characters beside the username and the e-mail address.`);
};

/** `12345678`, `hgfedcba`. */
const isRun = (value: string): boolean => {
  const codes = [...value].map((character) => character.codePointAt(0)!);
  const steps = new Set(codes.slice(1).map((code, nth) => code - codes[nth]!));
  return steps.size === 1 && (steps.has(1) || steps.has(-1));
};
