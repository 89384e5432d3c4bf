import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import { profileAggregate } from '../../subgraphs/matching/aggregates.ts';
import { profileStream } from '../../subgraphs/matching/events.ts';
import { moodOf } from '../../subgraphs/matching/profile/hearing.ts';
import { labelField, traitKey } from '../../subgraphs/matching/profile/keys.ts';
import { holders, known, profiles } from '../../subgraphs/matching/readModel.ts';
import { outstandingIn } from '../../subgraphs/matching/similarity.ts';
import { type ProfilesByHand, profilesByHand } from './by-hand.ts';

const ENTRIES = 3;
const TAGS = ['soup', 'bread', 'tea'];
const below = (length: number) => fc.nat(length - 1);
const tags = fc.subarray(TAGS);
const visibility = fc.constantFrom('PRIVATE', 'MATCHES', 'EVERYONE');
const portrait = fc.record({
  emotions: fc.record({ JOY: fc.nat(5), SADNESS: fc.nat(5) }),
  valence: fc.constant(0.5),
  arousal: fc.constantFrom(-0.5, 0.25),
  archetypes: fc.constantFrom(0.2, 0.4).map((score) => [
    { id: 'sage', name: 'Name', score: 0.8 },
    { id: 'hero', name: 'Name', score },
  ]),
  topics: fc.subarray(['work', 'family']).map((names) => names.map((name, nth) => ({ name, count: nth + 1 }))),
});
type Portrait = typeof portrait extends fc.Arbitrary<infer P> ? P : never;
const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('archetype' as const),
      id: fc.constantFrom('sage', 'hero', null),
      own: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('modalities' as const),
      scores: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom(0, 0.5, 1)),
    }),
    fc.record({
      kind: fc.constant('consent' as const),
      what: fc.constantFrom('archetype', 'mood', 'interests', 'modalities'),
      as: visibility,
    }),
    fc.record({ kind: fc.constant('discoverable' as const), as: fc.boolean() }),
    fc.record({ kind: fc.constant('portrait' as const), portrait: fc.option(portrait) }),
    fc.record({ kind: fc.constant('write' as const), entry: below(ENTRIES), tags }),
    fc.record({ kind: fc.constantFrom('delete' as const, 'restore' as const), entry: below(ENTRIES) }),
    /** Older facts come again, and the projection is told of what there is so far, or not yet. */
    fc.record({ kind: fc.constant('again' as const), newest: fc.nat(8), projected: fc.boolean() }),
  ),
  { minLength: 3, maxLength: 25 },
);

let all: ProfilesByHand;
beforeAll(async () => {
  all = await profilesByHand();
});

it('whatever is heard, however often, a profile is that of what is now, without what is kept private', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const [tenant, personId] = [newId(), newId()];
      const told: { from: 'users' | 'diary'; event: RecordedEvent }[] = [];
      const versions = new Map<string, number>();
      const tell = async (
        from: 'users' | 'diary',
        stream: string,
        type: string,
        data: object,
        personal: object | null,
      ) => {
        const version = (versions.get(stream) ?? 0) + 1;
        versions.set(stream, version);
        const of = from === 'users' ? { userId: personId } : { ownerId: personId };
        const given = { type, stream, version, subject: personId, data: { ...of, ...data } };
        const event = await all.fact(tenant, given, personal);
        told.push({ from, event });
        await all.hear(from, [event]);
      };

      const consent: Record<string, unknown> = {};
      let now: {
        archetype?: string | null;
        own?: boolean;
        scores?: Record<string, number>;
        portrait?: Portrait | null;
      } = {};
      const entries = Array.from({ length: ENTRIES }, () => ({ id: newId(), tags: [] as string[], state: 'none' }));
      for (const step of script)
        switch (step.kind) {
          case 'archetype': {
            now = { ...now, archetype: step.id, own: step.own };
            const archetype = { id: step.id, name: 'Name', description: null, confidence: 0.5 };
            if (step.id === null) await tell('users', 'user', 'ArchetypeWithdrawn', {}, null);
            else
              await tell(
                'users',
                'user',
                'ArchetypeAssigned',
                { source: step.own ? 'ASSIGNED' : 'ANALYSIS' },
                { archetype },
              );
            break;
          }
          case 'modalities': {
            now = { ...now, scores: { ...step.scores } };
            const modalities = Object.entries(step.scores).map(([name, score]) => ({ name, score }));
            await tell('users', 'user', 'ModalitiesUpdated', {}, { modalities });
            break;
          }
          case 'consent':
          case 'discoverable': {
            const changed = { [step.kind === 'consent' ? step.what : 'discoverable']: step.as };
            Object.assign(consent, changed);
            await tell('users', 'user', 'PrivacyChanged', changed, { username: 'x' });
            break;
          }
          case 'portrait':
            now = { ...now, portrait: step.portrait };
            await tell('diary', 'portrait', 'PortraitUpdated', {}, { portrait: step.portrait });
            break;
          case 'write': {
            const entry = entries[step.entry]!;
            if (entry.state === 'deleted') break;
            const type = entry.state === 'none' ? 'DiaryEntryCreated' : 'DiaryEntryUpdated';
            Object.assign(entry, { tags: step.tags, state: 'there' });
            await tell('diary', entry.id, type, { entryId: entry.id }, { tags: step.tags });
            break;
          }
          case 'delete':
          case 'restore': {
            const entry = entries[step.entry]!;
            if (entry.state !== (step.kind === 'delete' ? 'there' : 'deleted')) break;
            entry.state = step.kind === 'delete' ? 'deleted' : 'there';
            if (step.kind === 'delete') await tell('diary', entry.id, 'DiaryEntryDeleted', { entryId: entry.id }, null);
            else await tell('diary', entry.id, 'DiaryEntryRestored', { entryId: entry.id }, { tags: entry.tags });
            break;
          }
          case 'again':
            for (const { from, event } of told.slice(-step.newest - 1)) await all.hear(from, [event]);
            if (step.projected) await all.project(tenant);
        }
      for (const { from, event } of told) await all.hear(from, [event]);
      await all.project(tenant);

      const { vault, readModel } = all.parts;
      const keysOf = async (kind: 'tag' | 'topic' | 'archetype' | 'modality', names: readonly string[]) =>
        Promise.all(names.map((name) => traitKey(vault, tenant, kind, name)));
      const used = TAGS.filter((tag) => entries.some(({ state, tags }) => state === 'there' && tags.includes(tag)));
      const tagKeys = (await keysOf('tag', used)).sort();
      const topicKeys = (await keysOf('topic', now.portrait?.topics.map(({ name }) => name) ?? [])).sort();
      const [archetypeKey] = await keysOf('archetype', now.archetype ? [now.archetype] : []);
      const scores = now.portrait?.archetypes ?? [];
      const scoreKeys = await keysOf(
        'archetype',
        scores.map(({ id }) => id),
      );
      const diary = Object.fromEntries(scores.map(({ score }, nth) => [scoreKeys[nth]!, score]));
      const outstanding = now.own || scores.length === 0 ? null : outstandingIn(diary);
      const names = Object.keys(now.scores ?? {});
      const modalityKeys = await keysOf('modality', names);
      const unlessPrivate = <T>(what: string, value: T) => (consent[what] === 'PRIVATE' ? null : value);
      const expected = {
        archetype: unlessPrivate(
          'archetype',
          archetypeKey ? { key: archetypeKey, confidence: 0.5, outstanding } : null,
        ),
        mood: unlessPrivate('mood', now.portrait ? moodOf(now.portrait) : null),
        interests: unlessPrivate(
          'interests',
          tagKeys.length + topicKeys.length > 0 ? { tags: tagKeys, topics: topicKeys } : null,
        ),
        modalities: unlessPrivate(
          'modalities',
          names.length > 0
            ? Object.fromEntries(names.map((name, nth) => [modalityKeys[nth], now.scores![name]]))
            : null,
        ),
      };
      const [row] = await readModel.get(profiles, tenant, [{ personId }]);
      const isNothing = Object.values(expected).every((part) => part === null);
      if (isNothing) expect(row).toBeNull();
      else expect(row).toMatchObject({ ...expected, discoverable: consent.discoverable ?? true });
      if (row) expect(row.kind !== null).toBe(consent.discoverable !== false);

      const found = await Promise.all(
        (await keysOf('tag', TAGS)).map((key) => readModel.page(holders, tenant, { key }, { limit: 9 })),
      );
      const isFound = consent.discoverable !== false && consent.interests !== 'PRIVATE';
      expect(
        found
          .flat()
          .map(({ key }) => key)
          .sort(),
      ).toEqual(isFound ? tagKeys : []);

      const [knows] = await readModel.get(known, tenant, [{ personId }]);
      for (const [nth, tag] of used.entries()) {
        const [key] = await keysOf('tag', [tag]);
        const place = { tenant, subject: personId, stream: profileStream(personId), field: labelField(key!) };
        expect([nth, await vault.open([{ ...place, sealed: knows!.tags![key!]!.label }])]).toEqual([nth, [tag]]);
      }
      expect(await all.projection.rebuild()).toMatchObject({ differing: 0 });

      // and of somebody who was erased there is nothing, whatever comes late, also after a rebuild
      const metadata = { tenant, actor: 'test', correlationId: newId() };
      await vault.destroy(tenant, personId);
      const erase = { type: 'EraseProfile' as const, data: { personId } };
      await all.parts.handler.handle(profileAggregate, profileStream(personId), erase, metadata);
      for (const { from, event } of told) await all.hear(from, [event]);
      await all.project(tenant);
      for (const table of [known, profiles, holders])
        expect([table.name, await readModel.countPersonal(table, tenant, personId)]).toEqual([table.name, 0]);
      expect(await all.projection.rebuild()).toMatchObject({ differing: 0 });
    }),
    { numRuns: 25 },
  );
});
