import { beforeAll, describe, expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import { type Call, changes, NEW_PASSWORD, questions, RARE, subscriptions } from './authorization/calls.ts';
import { faultsIn, type Standing, standingTo } from './authorization/faults.ts';
import { hear, quiet } from './authorization/hearing.ts';
import { type Case, matrix } from './authorization/matrix.ts';
import { FIELDS, operationOf } from './authorization/places.ts';
import { DECLARED, declaredRule, type Settings, VIEWERS, type ViewerName } from './authorization/rules.ts';
import { belongings, converse, decide, ENTRY, jobDone, MARK, makeWorld, type World } from './authorization/world.ts';
import { ROOT_FIELDS } from './graph.ts';
import { settled } from './metrics.ts';
import { embeddedForTests } from './supergraph.ts';

/** Each viewer asks for everything at once. */
const supergraph = embeddedForTests({ COST_PER_OPERATION: '1000000000', RATE_PER_PERSON: '0' });

/** Each setting takes each of its values, and no two of them the same one at a time. */
const LAST_ROUND: Settings = { profile: 'PRIVATE', archetype: 'EVERYONE', modalities: 'MATCHES', readReceipts: true };
const ROUNDS: readonly Settings[] = [
  { profile: 'EVERYONE', archetype: 'MATCHES', modalities: 'PRIVATE', readReceipts: true },
  { profile: 'MATCHES', archetype: 'PRIVATE', modalities: 'EVERYONE', readReceipts: false },
  LAST_ROUND,
];

const cells = matrix();
const faults: string[] = [];
let world: World;

beforeAll(async () => {
  world = await makeWorld(supergraph);
});

const caseOf = (
  viewer: ViewerName,
  settings: Settings,
  call: Omit<Call, 'variables'>,
  variables: object = {},
): Case => {
  const named = Object.keys(variables).join(', ');
  return {
    ...{ viewer, settings, ownerId: world.owner.id },
    asked: `${call.field.split('.')[1]}${named && `(${named})`}`,
    own: call.own ?? ['owner'],
    members: call.members ?? ['owner', 'matched', 'blocked'],
    absent: [...RARE.filter((name) => !call.has?.includes(name)), ...(call.absent ?? [])],
    unsteady: call.unsteady ?? [],
  };
};

const startSession = async (): Promise<string> => {
  const input = { title: `${MARK} session` };
  const { startDiarySession } = await world.owner.ask(app.StartDiarySessionDocument, { input });
  await settled(world.owner.url);
  return startDiarySession.id;
};

/** What was not as declared since the last time. */
const wrong = (): readonly string[] => [...faults.splice(0), ...cells.takeFailures()];

describe('the declarations beside the schemas', () => {
  it('are of every field there is, and of no other', () => {
    expect([...new Set(DECLARED.map(([field]) => field))].sort()).toEqual([...FIELDS].sort());
  });

  it('say the same of a field that several subgraphs have', () => {
    expect(DECLARED.filter(([field, rule]) => declaredRule(field) !== rule)).toEqual([]);
  });

  it('are tried for every root field: whoever adds one says how', () => {
    const tried = [...questions(world), ...subscriptions(world, ''), ...changes(supergraph, world, '')];
    const fields = ROOT_FIELDS.map(({ kind, name }) => `${kind[0]!.toUpperCase()}${kind.slice(1)}.${name}`);
    expect([...new Set(tried.map(({ field }) => field))].sort()).toEqual(fields.sort());
  });
});

describe.each(ROUNDS)(
  'while the profile is for $profile, the archetype for $archetype, the modalities for $modalities',
  (settings) => {
    beforeAll(() => decide(world, settings));

    it('each viewer gets by queries what is declared, and nothing else', async () => {
      for (const { variables, ...call } of questions(world)) {
        const { field } = call;
        const { document, root } = operationOf(field);
        const answers = VIEWERS.map(async (viewer) => {
          const given = caseOf(viewer, settings, call, variables);
          const answer = await world.viewers[viewer].answer(document, variables);
          faults.push(...faultsIn(answer, field, viewer, standingTo(field, viewer, given)));
          cells.judge(root, [answer.data ?? {}], given);
        });
        await Promise.all(answers);
      }
      expect(wrong()).toEqual([]);
    });

    it('and hears by subscriptions what is declared, and nothing else', { timeout: 120_000 }, async () => {
      const { owner, people, groupId } = world;
      const sessionId = await startSession();
      const listening = subscriptions(world, sessionId).flatMap(({ variables, ...call }) => {
        const { field } = call;
        const { document, root } = operationOf(field);
        return VIEWERS.map((viewer) => {
          const given = caseOf(viewer, settings, call, variables);
          const standing = standingTo(field, viewer, given);
          return { field, root, given, standing, heard: hear(world.viewers[viewer], document, variables) };
        });
      });
      const heard = listening.map((one) => one.heard);
      const happens = async () => {
        await converse(people.matched, owner, groupId);
        const asking = await supergraph.signUp('asking');
        await asking.ask(app.RequestMatchDocument, { userId: owner.id, message: `${MARK} request` });
        await owner.ask(app.CreateDiaryEntryDocument, { input: { ...ENTRY, sessionId } });
        await settled(owner.url);
        await quiet(heard);
      };
      // a subscription does not say that it is open: that is when something is heard
      const isDeaf = () => listening.some(({ heard, standing }) => standing === 'told' && heard.events.length === 0);
      for (let tries = 0; tries < 5 && isDeaf(); tries++) await happens();
      await happens();
      const another = { kind: 'GROUP' as const, title: `${MARK} group`, participantIds: [owner.id, people.blocked.id] };
      await people.matched.ask(app.OpenConversationDocument, { input: another });
      await owner.ask(app.EndDiarySessionDocument, { id: sessionId });
      await settled(owner.url);
      await quiet(heard);

      for (const { field, root, given, standing, heard } of listening) {
        const answer = { status: 200, data: heard.events, errors: heard.errors };
        faults.push(...faultsIn(answer, field, given.viewer, standing));
        cells.judge(root, heard.events, given);
      }
      await Promise.all(heard.map((one) => one.stop()));
      expect(wrong()).toEqual([]);
    });
  },
);

it('each viewer changes what is declared, and what is refused changes nothing', { timeout: 120_000 }, async () => {
  const all = changes(supergraph, world, await startSession());
  const others = VIEWERS.filter((viewer) => viewer !== 'owner');

  const make = async (wanted: Standing, viewers: readonly ViewerName[]) => {
    for (const { variables, ...call } of all)
      for (const viewer of viewers) {
        const { field } = call;
        const given = caseOf(viewer, LAST_ROUND, call);
        const standing = standingTo(field, viewer, given);
        if (standing !== wanted) continue;
        const { document, root } = operationOf(field);
        const answer = await world.viewers[viewer].answer(document, await variables(viewer));
        const { data, errors } = answer;
        faults.push(...faultsIn(answer, field, viewer, standing));
        if (standing === 'told' && errors) cells.allow(root, given);
        // of their own things it is enough that the owner's stay as they are
        else if (standing === 'theirs') cells.judge(root, [], given);
        // who signs up is the owner of what comes of it
        else cells.judge(root, [data ?? {}], { ...given, ownerId: data?.signUp?.user.id ?? given.ownerId });
      }
  };

  const before = await belongings(world);
  await make('refused', others);
  expect(wrong()).toEqual([]);
  expect(await belongings(world)).toEqual(before);
  await make('told', others);
  const shared = await belongings(world);
  await make('theirs', others);
  expect(wrong()).toEqual([]);
  expect(await belongings(world)).toEqual(shared);
  await make('told', ['owner']);
  expect(wrong()).toEqual([]);
});

it('who has been erased sees what has become of that, and nothing else', { timeout: 60_000 }, async () => {
  const input = { login: world.owner.username, password: NEW_PASSWORD };
  const { signIn } = await supergraph.nobody.ask(app.SignInDocument, { input });
  const erased = supergraph.nobody.as(signIn.accessToken);
  const { eraseMe } = await erased.ask<{ eraseMe: { id: string } }, object>(
    'mutation ($password: String!) { eraseMe(password: $password) { id } }',
    { password: NEW_PASSWORD },
  );
  await jobDone(erased, eraseMe.id);

  const { document, root } = operationOf('Query.job');
  const call = { field: 'Query.job', absent: ['Job.url', 'Job.importReport'] };
  const { data } = await erased.answer(document, { id: eraseMe.id });
  cells.judge(root, [data], caseOf('owner', LAST_ROUND, call));
  expect(wrong()).toEqual([]);
  for (const { field, variables = {} } of questions(world))
    if (field !== 'Query.job')
      expect([field, (await erased.refusal(operationOf(field).document, variables)).code]).toEqual([
        ...[field, 'UNAUTHENTICATED'],
      ]);
});

it('and with that every field was looked at for every viewer, and has come to somebody', () => {
  // of their own typing nobody is told
  expect(cells.missing()).toEqual(['Typing.user for owner']);
  // nobody in this test was away for a week
  expect(cells.neverSeen()).toEqual(FIELDS.filter((field) => field.startsWith('ResyncRequired.')));
  expect(cells.size()).toBeGreaterThan(50_000);
  // by query, by list, by search, by reference from every subgraph, and by subscription
  expect(cells.waysTo('User.archetype', 'matched')).toEqual(
    expect.arrayContaining(
      [
        ...['user(id)', 'users(first).edges.node', 'users(search).edges.node'],
        ...['conversation(id).participants.user', 'matches.edges.node.requester'],
        ...['chatEvents.message.sender', 'chatEvents.reader', 'messageReceived(conversationId).sender'],
      ].map((way) => `${way}.archetype`),
    ),
  );
  expect(cells.waysTo('User.bio', 'owner')).toContain('diaryEntry(id).author.bio');
  expect(cells.waysTo('User.username', 'blocked')).toContain('matches.edges.node.recipient.username');
  expect(cells.waysTo('User.username', 'blocker')).toContain('blockedUsers.edges.node.username');
});
