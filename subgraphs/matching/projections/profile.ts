import type { Consent, Visibility } from '../events.ts';
import { type Counted, type KnownRow, kindName, type ProfileRow } from '../readModel.ts';
import { outstandingIn, type Traits } from '../similarity.ts';
import { kindOf, vectorOf } from './vector.ts';

/** Of somebody who has decided nothing: as the users subgraph has it. */
const DEFAULT_CONSENT: Consent = {
  ...{ archetype: 'EVERYONE', mood: 'MATCHES', interests: 'MATCHES', modalities: 'MATCHES' },
  discoverable: true,
};

/** What somebody writes about most is compared: much more than that would make everybody alike. */
const MAX_TAGS = 64;
const MAX_TOPICS = 32;

/**
 * What is compared of somebody: what they keep to themselves is not there, as if it had never been known. Null when nothing
 * is left.
 */
export const profileOf = (row: KnownRow): ProfileRow | null => {
  const consent = { ...DEFAULT_CONSENT, ...row.consent };
  const unlessPrivate = <T>(visibility: Visibility, value: T | null): T | null =>
    visibility === 'PRIVATE' ? null : value;
  const tags = mostUsed(row.tags, MAX_TAGS);
  const topics = mostUsed(row.topics, MAX_TOPICS);
  const traits: Traits = {
    archetype: unlessPrivate(consent.archetype, archetypeOf(row)),
    mood: unlessPrivate(consent.mood, row.mood),
    interests: unlessPrivate(consent.interests, tags.length + topics.length > 0 ? { tags, topics } : null),
    modalities: unlessPrivate(consent.modalities, row.modalities),
  };
  const kind = kindOf(traits);
  if (!kind) return null;
  const { discoverable } = consent;
  const shownToAll = (['archetype', 'interests'] as const).filter((name) => consent[name] === 'EVERYONE');
  const search = discoverable ? { kind: kindName(kind), vector: vectorOf(traits) } : { kind: null, vector: null };
  return { personId: row.personId, discoverable, ...traits, shownToAll, ...search };
};

/** What somebody says of themselves counts more than what their diary does. */
const archetypeOf = ({ archetype, archetypes }: KnownRow): Traits['archetype'] => {
  if (!archetype) return null;
  const { own, ...said } = archetype;
  return { ...said, outstanding: own || !archetypes ? null : outstandingIn(archetypes) };
};

/** The words that others can be found by as holders of the same; nobody is found by what is not to be discovered. */
export const heldBy = (profile: ProfileRow | null): readonly string[] =>
  profile?.discoverable && profile.interests ? [...profile.interests.tags, ...profile.interests.topics] : [];

const mostUsed = (counted: Readonly<Record<string, Counted>> | null, limit: number): string[] =>
  Object.entries(counted ?? {})
    .sort(([a, { count: ofA }], [b, { count: ofB }]) => ofB - ofA || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([key]) => key)
    .sort();
