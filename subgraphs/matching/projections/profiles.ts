import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import type { Consent, Interest, MatchingEvent, Mood } from '../events.ts';
import { type Counted, holders, type KnownRow, known, type ProfileRow, profiles } from '../readModel.ts';
import { heldBy, profileOf } from './profile.ts';

/** What the events of these types have sealed. */
interface Opened {
  readonly archetype?: { readonly key: string; readonly confidence: number; readonly own?: boolean } | null;
  readonly modalities?: readonly { readonly key: string; readonly score: number }[];
  readonly portrait?: {
    readonly mood: Mood;
    readonly archetypes?: readonly { readonly key: string; readonly score: number }[];
    readonly topics: readonly (Interest & { readonly count: number })[];
  } | null;
  readonly tags?: readonly Interest[];
  readonly before?: readonly Interest[];
}

/** What is known of people, and what may be compared of it. Numbers have to stand in clear: an erasure removes them. */
export const knowledge: Projection<MatchingEvent> = {
  name: 'matching.profiles',
  tables: [known, profiles, holders],
  opens: ['ProfileArchetypeChanged', 'ProfileModalitiesChanged', 'ProfilePortraitChanged', 'EntryTagged'],

  project(event, opened: Opened | undefined) {
    switch (event.type) {
      case 'ProfileConsentChanged': {
        const { personId, ofVersion: _, ...changed } = event.data;
        return [
          learned(personId, ({ consent }) => ({ consent: { ...consent, ...changed } satisfies Partial<Consent> })),
        ];
      }
      case 'ProfileArchetypeChanged': {
        if (opened?.archetype === undefined) return [];
        const { archetype } = opened;
        return [
          learned(event.data.personId, () => ({
            archetype: archetype && {
              ...{ key: archetype.key, confidence: archetype.confidence, own: archetype.own ?? false },
            },
          })),
        ];
      }
      case 'ProfileModalitiesChanged': {
        if (!opened?.modalities) return [];
        const scores = opened.modalities.map(({ key, score }) => [key, score] as const);
        return [
          learned(event.data.personId, () => ({ modalities: scores.length > 0 ? Object.fromEntries(scores) : null })),
        ];
      }
      case 'ProfilePortraitChanged': {
        if (opened?.portrait === undefined) return [];
        const { portrait } = opened;
        const archetypes = portrait?.archetypes?.map(({ key, score }) => [key, score] as const);
        const topics = portrait?.topics.map(({ key, label, count }) => [key, { label, count }] as const);
        return [
          learned(event.data.personId, () => ({
            mood: portrait?.mood.some((number) => number !== 0) ? portrait.mood : null,
            archetypes: archetypes?.length ? Object.fromEntries(archetypes) : null,
            topics: topics?.length ? Object.fromEntries(topics) : null,
          })),
        ];
      }
      case 'EntryTagged': {
        if (!opened?.tags || !opened.before) return [];
        const { tags, before } = opened;
        return [learned(event.data.personId, (row) => ({ tags: counted(row.tags, tags, before) }))];
      }
      case 'ProfileErased': {
        const { personId } = event.data;
        return [learned(personId, () => NOTHING), remove(known, { personId })];
      }
      default:
        return [];
    }
  },
};

const NOTHING: Omit<KnownRow, 'personId'> = {
  ...{ consent: null, archetype: null, archetypes: null, modalities: null, mood: null, topics: null, tags: null },
};

/** Another thing is known of somebody; what may be compared follows from all of it. */
const learned = (personId: string, next: (row: KnownRow) => Partial<KnownRow>): Change =>
  fold(
    known,
    { personId },
    (row) => next(row ?? { personId, ...NOTHING }),
    (before, after) => {
      const [was, is] = [before && profileOf(before), profileOf(after)];
      const [held, holds] = [new Set(heldBy(was)), new Set(heldBy(is))];
      return [
        is ? put<ProfileRow>(profiles, is) : remove(profiles, { personId }),
        ...[...held].filter((key) => !holds.has(key)).map((key) => remove(holders, { key, personId })),
        ...[...holds].filter((key) => !held.has(key)).map((key) => put(holders, { key, personId })),
      ];
    },
  );

/** Entries with each word: one more for what this entry has now, one less for what it had. */
const counted = (
  counts: KnownRow['tags'],
  tags: readonly Interest[],
  before: readonly Interest[],
): KnownRow['tags'] => {
  const next: Record<string, Counted> = { ...counts };
  for (const { key, label } of tags)
    next[key] = { count: (next[key]?.count ?? 0) + 1, label: next[key]?.label ?? label };
  for (const { key, label } of before)
    next[key] = { count: (next[key]?.count ?? 0) - 1, label: next[key]?.label ?? label };
  const left = Object.entries(next).filter(([, { count }]) => count !== 0);
  return left.length > 0 ? Object.fromEntries(left) : null;
};
