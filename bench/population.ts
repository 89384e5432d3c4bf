import { createHash } from 'node:crypto';
import { newId } from '#platform/domain/ids';
import { random } from '../subgraphs/diary/mood/training/random.ts';
import { profileOf } from '../subgraphs/matching/projections/profile.ts';
import type { KnownRow, ProfileRow } from '../subgraphs/matching/readModel.ts';

const keyOf = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 11);

const MOODS = 40;
const ARCHETYPES = 12;
const TOPICS = 20;
/** Most people write a diary, from which all but the modalities follow; some, also of those, say what they are. */
const KINDS = [
  { upTo: 0.6, mood: true, interests: true, modalities: false },
  { upTo: 0.8, mood: true, interests: true, modalities: true },
  { upTo: 0.9, mood: false, interests: false, modalities: false },
  { upTo: 1, mood: false, interests: false, modalities: true },
];

/** So many people, made up: moods in clouds, tags as words are used (the nth in proportion to 1/n). */
export const population = (size: number, ids: readonly string[] = []): ProfileRow[] => {
  const draw = random(size);
  const below = (length: number) => Math.floor(draw() * length);
  const centres = Array.from({ length: MOODS }, () =>
    Array.from({ length: 8 }, (_, nth) => (nth < 6 ? draw() : 2 * draw() - 1)),
  );
  const words = Math.max(200, size / 10);
  /** The inverse of Zipf's distribution, nearly. */
  const word = () => Math.floor(words ** draw());
  const some = (length: number, of: () => string) =>
    Object.fromEntries(
      Array.from({ length }, () => [keyOf(of()), { count: 1 + below(5), label: '' }]),
    ) as KnownRow['tags'];
  /** What a diary has of each: much the same of all, and something more of one. */
  const diaries = Array.from({ length: ARCHETYPES }, () =>
    Array.from({ length: ARCHETYPES }, () => 0.3 + 0.2 * draw()),
  );
  const archetypesLike = (most: number) =>
    Object.fromEntries(
      diaries[most]!.map((score, nth) => [keyOf(`archetype ${nth}`), score + 0.1 * draw() + (nth === most ? 0.2 : 0)]),
    );
  return Array.from({ length: size }, (_, nth) => {
    const drawn = draw();
    const kind = KINDS.find(({ upTo }) => drawn < upTo)!;
    const centre = centres[below(MOODS)]!;
    const most = below(ARCHETYPES);
    const own = !kind.mood || draw() < 0.2;
    return profileOf({
      ...{ personId: ids[nth] ?? newId(), consent: null },
      archetype: { key: keyOf(`archetype ${most}`), confidence: draw(), own },
      archetypes: kind.mood ? archetypesLike(most) : null,
      mood: kind.mood ? centre.map((number) => number + 0.3 * (draw() - 0.5)) : null,
      tags: kind.interests ? some(3 + below(12), () => `tag ${word()}`) : null,
      topics: kind.interests ? some(2 + below(5), () => `topic ${below(TOPICS)}`) : null,
      modalities: kind.modalities
        ? Object.fromEntries(['visual', 'auditory', 'kinesthetic'].map((name) => [keyOf(name), draw()]))
        : null,
    })!;
  });
};
