import { badInput } from '#platform/domain/errors';
import { parseInput, text } from '#platform/input';
import { stemsOf } from '#platform/search/stems';

const query = text(500);
/** Different ones: each is looked up by itself. */
const MAX_WORDS = 16;

/** The stems of what somebody searches for, checked: the argument `text`. */
export const queryStems = async (given: string): Promise<readonly string[]> => {
  const { counts } = await stemsOf(parseInput(query, given, 'text'));
  if (counts.size === 0) throw badInput('text', 'Must have a word in it.');
  if (counts.size > MAX_WORDS) throw badInput('text', `Must have at most ${MAX_WORDS} different words.`);
  return [...counts.keys()];
};
