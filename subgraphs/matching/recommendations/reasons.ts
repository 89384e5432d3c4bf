import type { ComponentName, Similarity } from '../similarity.ts';

/** From here on two are alike enough to say so. */
const ALIKE = 0.75;
/** Fewer words are shared than are not, by far, also between people who are much alike. */
const INTERESTS_ALIKE = 0.15;
const WORDS_NAMED = 3;

const SAME_ARCHETYPE = 'You are of the same archetype.';
const SENTENCES: Readonly<Record<ComponentName, string>> = {
  archetype: 'Your archetypes are much alike.',
  mood: 'Your moods are much alike.',
  interests: 'You write about the same things.',
  modalities: 'You take in the world in much the same way.',
};

/**
 * Why two are alike, in plain words, what counts most first. `words`: those that both let the other see; of an archetype
 * that is not shown nothing is said.
 */
export const reasonsFor = (
  { components, sameArchetype }: Similarity,
  words: readonly string[],
  showsArchetype: boolean,
): readonly string[] =>
  orSomething(
    components
      .filter(({ name, score }) => score >= (name === 'interests' ? INTERESTS_ALIKE : ALIKE))
      .filter(({ name }) => name !== 'archetype' || showsArchetype)
      .toSorted((a, b) => b.weight * b.score - a.weight * a.score)
      .map(({ name }) => {
        if (name === 'interests' && words.length > 0)
          return `You both write about ${listed(words.slice(0, WORDS_NAMED))}.`;
        return name === 'archetype' && sameArchetype ? SAME_ARCHETYPE : SENTENCES[name];
      }),
  );

const orSomething = (reasons: readonly string[]): readonly string[] =>
  reasons.length > 0 ? reasons : ['You have something in common.'];

const listed = (words: readonly string[]): string =>
  words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
