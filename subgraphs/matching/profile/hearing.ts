import type { RecordedEvent } from '#platform/domain/events';
import { type Opened, openPersonal } from '#platform/opening';
import { perform, type Reaction, reaction } from '#platform/policy';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { KeyDestroyedError, type Vault } from '#platform/vault/vault';
import { entryAggregate, profileAggregate } from '../aggregates.ts';
import { type Consent, entryStream, type Interest, matchingEvents, profileStream } from '../events.ts';
import { comparable, labelField, traitKey } from './keys.ts';

/** What the fact of another subgraph leads to here; null for nothing. */
type React = (event: RecordedEvent, opened: Opened, parts: SubgraphParts) => Promise<Reaction | null>;

const OWNER = { entryId: 'string', ownerId: 'string' } as const;

/** What somebody says of themselves, and what they let be compared. */
export const hearUsers = hearing({
  name: 'profiles-from-users',
  source: 'users',
  reads: {
    ArchetypeAssigned: { userId: 'string', source: 'string' },
    ArchetypeUpdated: { userId: 'string', source: 'string' },
    ...{ ArchetypeWithdrawn: { userId: 'string' }, ModalitiesUpdated: { userId: 'string' } },
    PrivacyChanged: {
      ...{ userId: 'string', archetype: 'string', mood: 'string', interests: 'string', modalities: 'string' },
      discoverable: 'boolean',
    },
  },
  opens: { ArchetypeAssigned: ['archetype'], ArchetypeUpdated: ['archetype'], ModalitiesUpdated: ['modalities'] },

  async react({ tenant, type, version: ofVersion, data: given }, opened, { vault }) {
    const { userId: personId, ...data } = given as { readonly userId: string } & Partial<Consent> & Sourced;
    const heard = { personId, ofVersion };
    const stream = profileStream(personId);
    if (type === 'PrivacyChanged') {
      const changed = Object.fromEntries(CONSENT.flatMap((name) => (name in data ? [[name, data[name]]] : [])));
      if (Object.keys(changed).length === 0) return null;
      return reaction(profileAggregate, stream, { type: 'ProfileConsentChanged', data: { ...heard, ...changed } });
    }
    if (type === 'ModalitiesUpdated') {
      const given = opened.modalities as readonly { readonly name: string; readonly score: number }[];
      const modalities = await Promise.all(
        given.map(async ({ name, score }) => ({ key: await traitKey(vault, tenant, 'modality', name), name, score })),
      );
      return reaction(profileAggregate, stream, {
        ...{ type: 'ProfileModalitiesChanged', data: heard, personal: { modalities } },
      });
    }
    const assigned = type === 'ArchetypeWithdrawn' ? null : (opened.archetype as Assigned);
    const archetype = assigned && {
      key: await traitKey(vault, tenant, 'archetype', assigned.id),
      ...{ name: assigned.name, confidence: assigned.confidence, own: data.source === 'ASSIGNED' },
    };
    return reaction(profileAggregate, stream, {
      type: 'ProfileArchetypeChanged',
      data: heard,
      personal: { archetype },
    });
  },
});

/** Where an archetype is from: said by the person, or told by the diary. */
interface Sourced {
  readonly source?: 'ASSIGNED' | 'ANALYSIS';
}

interface Assigned {
  readonly id: string;
  readonly name: string;
  readonly confidence: number;
}

const CONSENT = ['archetype', 'mood', 'interests', 'modalities', 'discoverable'] as const;

/** How somebody's diary feels, and what it is about; never a text of it. */
export const hearDiary = hearing({
  name: 'profiles-from-diary',
  source: 'diary',
  reads: {
    ...{ DiaryEntryCreated: OWNER, DiaryEntryUpdated: OWNER, DiaryEntryRestored: OWNER, DiaryEntryDeleted: OWNER },
    PortraitUpdated: { ownerId: 'string' },
  },
  opens: {
    ...{ DiaryEntryCreated: ['tags'], DiaryEntryUpdated: ['tags'], DiaryEntryRestored: ['tags'] },
    PortraitUpdated: ['portrait'],
  },

  async react(event, opened, parts) {
    if (event.type === 'PortraitUpdated') return portrayed(event, opened.portrait as Portrait | null, parts);
    // the event names only what changed
    if (event.type !== 'DiaryEntryDeleted' && opened.tags === undefined) return null;
    return tagged(event, (opened.tags ?? []) as readonly string[], parts);
  },
});

const tagged = async (
  event: RecordedEvent,
  names: readonly string[],
  parts: SubgraphParts,
): Promise<Reaction | null> => {
  const { handler, vault } = parts;
  const { tenant, version: ofVersion } = event;
  const { entryId, ownerId: personId } = event.data as { readonly entryId: string; readonly ownerId: string };
  const stream = entryStream(entryId);
  const { version } = await handler.load(entryAggregate, tenant, stream);
  // nothing was counted that would have to be taken back
  if (version === 0 && names.length === 0) return null;
  const [last] =
    version === 0 ? [] : await handler.read(matchingEvents, tenant, stream, { from: version, to: version });
  const opened = last && (await openPersonal(vault, [last as RecordedEvent], (_, field) => field === 'tags'));
  const before = (last && (opened?.get(last as RecordedEvent)?.tags as readonly Interest[] | undefined)) ?? [];
  const tags = await interestsOf(vault, tenant, personId, 'tag', names);
  return reaction(entryAggregate, stream, { personId, entryId, ofVersion, tags, before });
};

/** As the diary publishes it. */
interface Portrait {
  readonly emotions: Readonly<Record<string, number>>;
  readonly valence: number;
  readonly arousal: number;
  readonly archetypes: readonly { readonly id: string; readonly name: string; readonly score: number }[];
  readonly topics: readonly { readonly name: string; readonly count: number }[];
}

/** NEUTRAL is the most of every diary, and tells nothing of it: with it all would be alike. */
const EMOTIONS = ['JOY', 'SADNESS', 'ANGER', 'FEAR', 'DISGUST', 'SURPRISE'] as const;

const portrayed = async (
  { tenant, version: ofVersion, data }: RecordedEvent,
  portrait: Portrait | null,
  { vault }: SubgraphParts,
): Promise<Reaction> => {
  const { ownerId: personId } = data as { readonly ownerId: string };
  const names = portrait?.topics.map(({ name }) => name) ?? [];
  const topics = await interestsOf(vault, tenant, personId, 'topic', names);
  const archetypes = await Promise.all(
    (portrait?.archetypes ?? []).map(async ({ id, name, score }) => ({
      ...{ key: await traitKey(vault, tenant, 'archetype', id), name, score },
    })),
  );
  const countOf = ({ name }: Interest) => portrait!.topics.find((topic) => topic.name === name)!.count;
  return reaction(profileAggregate, profileStream(personId), {
    type: 'ProfilePortraitChanged',
    data: { personId, ofVersion },
    personal: {
      portrait: portrait && {
        mood: moodOf(portrait),
        archetypes,
        topics: topics.map((topic) => ({ ...topic, count: countOf(topic) })),
      },
    },
  });
};

/** The emotions, and on which side of the two scales of every mood it stands (James Russell's circumplex, 1980). */
export const moodOf = ({ emotions, valence, arousal }: Omit<Portrait, 'archetypes' | 'topics'>): number[] => [
  ...EMOTIONS.map((emotion) => emotions[emotion] ?? 0),
  ...[valence, arousal],
];

/** Words with their keys, each once. */
const interestsOf = async (
  vault: Vault,
  tenant: string,
  personId: string,
  kind: 'tag' | 'topic',
  names: readonly string[],
): Promise<Interest[]> => {
  const place = { tenant, subject: personId, stream: profileStream(personId) };
  const interests = await Promise.all(
    names
      .filter((name) => comparable(name) !== '')
      .map(async (name) => {
        const key = await traitKey(vault, tenant, kind, name);
        const field = labelField(key);
        return { key, name, label: (await vault.seal(place, { [field]: name }))[field]! };
      }),
  );
  return [...new Map(interests.map((interest) => [interest.key, interest])).values()];
};

const unlessErased = (error: unknown): null => {
  if (error instanceof KeyDestroyedError) return null;
  throw error;
};

/** Streams that are worked on side by side; the events of one in turn. */
function hearing(heard: {
  readonly name: string;
  readonly source: string;
  readonly reads: Reactor<SubgraphParts>['reads'];
  readonly opens: NonNullable<Reactor<SubgraphParts>['opens']>;
  readonly react: React;
}): Reactor<SubgraphParts> {
  const { react, ...declared } = heard;
  return {
    ...declared,
    async react(events, parts, group) {
      const opened = await openPersonal(
        parts.vault,
        events,
        ({ type }, field) => declared.opens[type]?.includes(field) ?? false,
      );
      const streams = new Map<string, RecordedEvent[]>();
      for (const event of events) {
        const key = `${event.tenant}\n${event.stream}`;
        streams.set(key, [...(streams.get(key) ?? []), event]);
      }
      await Promise.all(
        Array.from(streams.values(), async (inTurn) => {
          for (const event of inTurn) {
            const wants =
              event.personal !== null && declared.opens[event.type]?.some((field) => field in event.personal!);
            const found = opened.get(event);
            // the key is destroyed
            if (wants && !found) continue;
            const reaction = await react(event, found ?? {}, parts).catch(unlessErased);
            if (reaction) await perform(parts.handler, group, event, reaction);
          }
        }),
      );
    },
  };
}
