import { expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { jobDone } from './authorization/world.ts';
import { standing } from './metrics.ts';
import { eventually, PASSWORD, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

const become = (who: Person, archetypeId: string, confidence = 1) =>
  who.ask('mutation ($input: ArchetypeInput!) { assignArchetype(input: $input) { id } }', {
    input: { archetypeId, archetypeName: archetypeId, confidence },
  } as object);
const write = async (who: Person, tags: readonly string[], content = 'Soup.') =>
  (await who.ask(app.CreateDiaryEntryDocument, { input: { content, tags } })).createDiaryEntry.id;
const decide = (who: Person, input: object) =>
  who.ask('mutation ($input: PrivacyInput!) { updatePrivacy(input: $input) { mood } }', { input } as object);
const block = (who: Person, { id }: Person) =>
  who.ask('mutation ($id: ID!) { blockUser(userId: $id) }', { id } as object);
const list = async (who: Person, variables: { first?: number; after?: string; minScore?: number } = {}) =>
  (await who.ask(app.RecommendationsDocument, variables)).recommendations!;
const idsFor = async (who: Person): Promise<string[]> => (await list(who)).edges.map(({ node }) => node.user!.id);
const compare = async (who: Person, { id: userId }: Person) =>
  (await who.ask(app.CompatibilityWithDocument, { userId })).user!.compatibility;
const people = (...names: string[]) => Promise.all(names.map((name) => supergraph.signUp(name)));
/** An archetype that nobody else has. */
const own = () => `archetype-${newId()}`;

it('those who are alike are recommended, the most alike first, and why, the same for both', async () => {
  const [ann, bob, cid, dan] = (await people('ann', 'bob', 'cid', 'dan')) as [Person, Person, Person, Person];
  expect(await list(ann)).toMatchObject({ edges: [], pageInfo: { hasNextPage: false } });
  const archetype = own();
  await Promise.all([become(ann, archetype), become(bob, archetype), become(cid, archetype, 0.4)]);
  const word = newId();
  await write(ann, [`#${word}`, 'alone']);
  await write(bob, [word.toUpperCase()]);
  await decide(dan, { discoverable: false });
  await become(dan, archetype);

  await eventually(async () => {
    const found = await list(ann);
    expect(found.edges.map(({ node }) => node.user!.id).filter((id) => id !== dan.id)).toEqual([bob.id, cid.id]);
    expect(found.edges[0]!.node.compatibility.components.map(({ name }) => name)).toEqual(['archetype', 'interests']);
  });
  const [first] = (await list(ann)).edges;
  // a rare word that both have, and one that only Ann has
  expect(first!.node.compatibility).toMatchObject({
    components: [
      { name: 'archetype', weight: expect.closeTo(0.6, 10), score: 1 },
      { name: 'interests', weight: expect.closeTo(0.4, 10), score: expect.closeTo(6 / 7, 10) },
    ],
    // what interests either shows to matched people only
    ...{ sharedTags: [], sharedTopics: [] },
    reasons: ['You are of the same archetype.', 'You write about the same things.'],
  });
  const { computedAt: _, ...one } = (await compare(ann, bob))!;
  const { computedAt: __, ...other } = (await compare(bob, ann))!;
  expect(one).toEqual(other);
  expect(await compare(ann, ann)).toBeNull();
  expect(await compare(ann, dan)).toBeNull();
  expect((await list(ann, { minScore: 0.9 })).edges.map(({ node }) => node.user!.id)).toEqual([bob.id]);

  await decide(ann, { interests: 'EVERYONE' });
  await decide(bob, { interests: 'EVERYONE' });
  await eventually(async () => expect((await compare(ann, bob))!.sharedTags).toEqual([`#${word}`]));
  expect((await compare(bob, ann))!.sharedTags).toEqual([word.toUpperCase()]);
  expect((await compare(bob, ann))!.reasons).toContain(`You both write about ${word.toUpperCase()}.`);
});

it('what is withdrawn has no part in any score from then on, and comes back with the consent', async () => {
  const [ann, bob] = (await people('ann', 'bob')) as [Person, Person];
  const archetype = own();
  const word = newId();
  const entries = await Promise.all([ann, bob].map((who) => write(who, [word])));
  await Promise.all([become(ann, archetype), become(bob, archetype)]);
  const names = async () => (await compare(ann, bob))?.components.map(({ name }) => name) ?? null;
  const become_ = (wanted: string[] | null) => eventually(async () => expect(await names()).toEqual(wanted));
  await become_(['archetype', 'interests']);
  await decide(bob, { interests: 'PRIVATE' });
  await become_(['archetype']);
  await decide(bob, { archetype: 'PRIVATE' });
  await become_(null);
  await decide(bob, { interests: 'MATCHES' });
  await become_(['interests']);
  await bob.ask(app.DeleteDiaryEntryDocument, { id: entries[1]! });
  await become_(null);
  await bob.ask(app.RestoreDiaryEntryDocument, { id: entries[1]! });
  await become_(['interests']);
  await decide(bob, { discoverable: false });
  await become_(null);
});

it('nobody is shown twice while somebody pages, and nobody is left out', async () => {
  const everybody = await people(...Array.from({ length: 12 }, (_, nth) => `p${nth}`));
  const [ann, ...others] = everybody as [Person, ...Person[]];
  const archetype = own();
  await Promise.all(everybody.map((who, nth) => become(who, archetype, 1 - nth / 20)));
  await eventually(async () => expect(await idsFor(ann)).toEqual(others.map(({ id }) => id)));

  const seen: string[] = [];
  let after: string | undefined;
  for (let nth = 0; nth < 3; nth++) {
    const page = await list(ann, { first: 4, ...(after && { after }) });
    seen.push(...page.edges.map(({ node }) => node.user!.id));
    after = page.pageInfo.endCursor!;
    expect(page.pageInfo.hasNextPage).toBe(nth < 2);
    // whoever comes last overtakes them all
    if (nth === 0) await become(others.at(-1)!, archetype, 1);
  }
  expect(seen.sort()).toEqual(others.map(({ id }) => id).sort());
  expect(await ann.refusal('{ recommendations(after: "x") { edges { cursor } } }')).toMatchObject({ field: 'after' });
  expect(await ann.refusal('{ recommendations(minScore: 1.1) { edges { cursor } } }')).toMatchObject({
    ...{ code: 'BAD_USER_INPUT', field: 'minScore' },
  });
});

it('whoever was decided on is not recommended', async () => {
  const [ann, dismissed, blocked, blocker, asked, asking, matched, left] = (await people(
    ...['ann', 'dismissed', 'blocked', 'blocker', 'asked', 'asking', 'matched', 'left'],
  )) as [Person, Person, Person, Person, Person, Person, Person, Person];
  const archetype = own();
  const all = [ann, dismissed, blocked, blocker, asked, asking, matched, left];
  await Promise.all(all.map((who) => become(who, archetype)));
  await eventually(async () => expect(await idsFor(ann)).toHaveLength(7));

  expect(await ann.ask(app.DismissRecommendationDocument, { userId: dismissed.id })).toEqual({
    dismissRecommendation: true,
  });
  expect(await idsFor(ann)).not.toContain(dismissed.id);
  await ann.ask(app.DismissRecommendationDocument, { userId: dismissed.id });
  await block(ann, blocked);
  await block(blocker, ann);
  await ann.ask(app.RequestMatchDocument, { userId: asked.id });
  await asking.ask(app.RequestMatchDocument, { userId: ann.id });
  await matched.ask(app.RequestMatchDocument, { userId: ann.id });
  await ann.ask(app.RequestMatchDocument, { userId: matched.id });
  await eventually(async () => expect(await idsFor(ann)).toEqual([left.id]));
  expect(await idsFor(dismissed)).toContain(ann.id);
  for (const { id } of [ann, blocked, blocker, { id: newId() }])
    expect(await ann.refusal('mutation ($id: ID!) { dismissRecommendation(userId: $id) }', { id })).toMatchObject({
      code: 'NOT_FOUND',
      field: 'userId',
    });
});

it('nobody of whom nothing is known is recommended anybody', async () => {
  const [ann] = (await people('ann')) as [Person];
  expect(await list(ann)).toMatchObject({ edges: [], pageInfo: { hasNextPage: false } });
});

it('a match with oneself, a blocked, erased, unknown or another tenant’s person is refused alike', {
  timeout: 90_000,
}, async () => {
  const [ann, blocked, blocker, erased] = (await people('ann', 'blocked', 'blocker', 'erased')) as [
    ...[Person, Person, Person, Person],
  ];
  await block(ann, blocked);
  await block(blocker, ann);
  await erased.ask(app.RequestMatchDocument, { userId: ann.id });
  const { eraseMe } = await erased.ask<{ eraseMe: { id: string } }, object>(
    'mutation ($password: String!) { eraseMe(password: $password) { id } }',
    { password: PASSWORD },
  );
  await jobDone(erased, eraseMe.id);
  const elsewhere = { id: newId(), tenant: 'elsewhere', sessionId: newId(), scopes: [] };
  const stranger = supergraph.nobody.as(await supergraph.issue(elsewhere));
  const ids = {
    ...{ unknown: newId(), oneself: ann.id, blocked: blocked.id, blocker: blocker.id, erased: erased.id },
    ...{ malformed: 'nobody', unprintable: 'no\u0000body' },
  };
  /** The whole answer: no extension more or less tells them apart. */
  const answerTo = async (who: Pick<Person, 'answer'>, mutation: string, id: string) => {
    const { status, data, errors, extensions } = await who.answer(mutation, { id });
    return JSON.stringify({ status, data, errors, extensions });
  };
  for (const mutation of [
    'mutation ($id: ID!) { requestMatch(userId: $id, message: "Soup?") { id } }',
    'mutation ($id: ID!) { dismissRecommendation(userId: $id) }',
  ]) {
    const nobody = await answerTo(ann, mutation, ids.unknown);
    expect(JSON.parse(nobody).errors).toHaveLength(1);
    expect(JSON.parse(nobody).errors[0]).toMatchObject({ extensions: { code: 'NOT_FOUND', field: 'userId' } });
    for (const [whose, id] of Object.entries(ids))
      await eventually(async () => expect([whose, await answerTo(ann, mutation, id)]).toEqual([whose, nobody]));
    // of the other tenant's view, all of this one are nobody
    for (const id of [ids.unknown, ids.oneself, elsewhere.id])
      expect([id, await answerTo(stranger, mutation, id)]).toEqual([id, nobody]);
  }
  expect((await ann.ask(app.MatchesDocument, {})).matches!.edges.map(({ node }) => node.status)).toEqual(['CANCELLED']);
});

it('a request is rejected or taken back once, by the right one, and asked again when it is time', async () => {
  const [ann, bob, eve] = (await people('ann', 'bob', 'eve')) as [Person, Person, Person];
  const request = async (who: Person, { id: userId }: Person) =>
    (await who.ask(app.RequestMatchDocument, { userId, message: 'Soup?' })).requestMatch;
  const refused = (who: Person, name: string, id: string) =>
    who.refusal(`mutation ($id: ID!) { ${name}(id: $id) { id } }`, { id });

  const { id: first } = await request(ann, bob);
  for (const name of ['acceptMatch', 'rejectMatch', 'cancelMatch'])
    expect(await refused(eve, name, first)).toMatchObject({ code: 'NOT_FOUND', field: 'id' });
  expect(await refused(bob, 'cancelMatch', first)).toMatchObject({ code: 'CONFLICT', field: 'id' });
  expect((await ann.ask(app.CancelMatchDocument, { id: first })).cancelMatch).toMatchObject({ status: 'CANCELLED' });
  expect(await refused(bob, 'acceptMatch', first)).toMatchObject({ code: 'CONFLICT', field: 'id' });

  const { id: second } = await request(ann, bob);
  expect((await bob.ask(app.RejectMatchDocument, { id: second })).rejectMatch).toMatchObject({
    ...{ id: second, status: 'REJECTED', message: 'Soup?' },
    respondedAt: expect.any(String),
  });
  expect(await refused(bob, 'acceptMatch', second)).toMatchObject({ code: 'CONFLICT', field: 'id' });
  const again = await ann.refusal('mutation ($id: ID!) { requestMatch(userId: $id) { id } }', { id: bob.id });
  expect(again).toMatchObject({ code: 'CONFLICT', field: 'userId' });
  expect(again.extensions.retryAfter).toBeGreaterThan(29 * 86_400);

  const { id: third } = await request(bob, ann);
  expect((await ann.ask(app.AcceptMatchDocument, { id: third })).acceptMatch).toMatchObject({ status: 'ACCEPTED' });
  const statuses = async (status?: 'PENDING' | 'ACCEPTED' | 'REJECTED' | 'CANCELLED') =>
    (await ann.ask(app.MatchesDocument, status ? { status } : {})).matches!.edges.map(({ node }) => node.id);
  expect(await statuses()).toEqual([third, second, first]);
  expect(await statuses('CANCELLED')).toEqual([first]);
  expect(await statuses('REJECTED')).toEqual([second]);
  expect(await statuses('PENDING')).toEqual([]);
  await eventually(async () => {
    const { matches } = await bob.ask(app.MatchesDocument, { status: 'ACCEPTED' });
    expect(matches!.edges[0]!.node.conversation).toEqual({ id: expect.any(String) });
  });
});

it('both hear of all that becomes of a match, and of what they missed when they come back', async () => {
  const [ann, bob] = (await people('ann', 'bob')) as [Person, Person];
  const hear = (who: Person, after: string | null = null) =>
    who.listen<{ matchEvents: { cursor: string; match: { id: string; status: string } } }>(
      'subscription ($after: String) { matchEvents(after: $after) { cursor at match { id status } } }',
      { after },
    );
  const listener = hear(bob);
  await standing(ann.url, { matchEvents: 1 });
  const { id: matchId } = (await ann.ask(app.RequestMatchDocument, { userId: bob.id })).requestMatch;
  const heard = (await listener.next()).matchEvents;
  expect(heard.match).toEqual({ id: matchId, status: 'PENDING' });
  await listener.stop();

  await bob.ask(app.AcceptMatchDocument, { id: matchId });
  const resumed = hear(bob, heard.cursor);
  expect((await resumed.next()).matchEvents.match).toEqual({ id: matchId, status: 'ACCEPTED' });
  await resumed.stop();
});

it('who was erased is recommended to nobody, and nothing of them is left', { timeout: 90_000 }, async () => {
  const [ann, bob] = (await people('ann', 'bob')) as [Person, Person];
  const archetype = own();
  await Promise.all([become(ann, archetype), become(bob, archetype)]);
  await write(ann, [newId()]);
  await ann.ask(app.DismissRecommendationDocument, { userId: bob.id });
  await ann.ask(app.RequestMatchDocument, { userId: bob.id, message: 'Soup?' });
  await eventually(async () => expect((await compare(bob, ann))!.score).toBe(1));

  const { eraseMe } = await ann.ask<{ eraseMe: { id: string } }, object>(
    'mutation ($password: String!) { eraseMe(password: $password) { id } }',
    { password: PASSWORD },
  );
  await jobDone(ann, eraseMe.id);
  expect(await idsFor(bob)).toEqual([]);
  const { matches } = await bob.ask(app.MatchesDocument, {});
  expect(matches!.edges[0]!.node).toMatchObject({ status: 'CANCELLED', message: null });
  const { job } = await ann.ask<{ job: { erasureReport: { clean: boolean; stores: object[] } } }, object>(
    'query ($id: ID!) { job(id: $id) { erasureReport { clean stores { name residualRows } } } }',
    { id: eraseMe.id },
  );
  expect(job.erasureReport).toMatchObject({ clean: true });
  expect(job.erasureReport.stores).toContainEqual({ name: 'matching: table profile', residualRows: 0 });
});
