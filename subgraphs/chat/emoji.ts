import { badInput } from '#platform/domain/errors';

/** One emoji as keyboards send them, with its skin tone, its joiners and all: the set "RGI" of Unicode TS #51. */
// biome-ignore lint/complexity/useRegexLiterals: the compiler takes this flag in a literal for the target es2024 only
const EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');
/** Asks for the coloured form of a sign that has both: some keyboards leave it out. */
const COLOURED = '\ufe0f';

/** The emoji, in the form in which it is compared. BAD_USER_INPUT for anything else, and for two of them. */
export const parseEmoji = (given: string): string => {
  const emoji = [given, given + COLOURED].find((form) => EMOJI.test(form));
  if (emoji === undefined) throw badInput('emoji', 'Must be one emoji.');
  return emoji;
};
