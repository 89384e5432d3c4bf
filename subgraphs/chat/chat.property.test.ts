import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { personStream } from './events.ts';
import { type ChatInMemory, chatInMemory, type Replica } from './memory.fixture.ts';

const PEOPLE = ['ann', 'bob', 'cat', 'dan'] as const;
type Name = (typeof PEOPLE)[number];
const EMOJIS = ['👍', '🎉'] as const;

interface Send {
  readonly key: number;
  readonly text: string;
}

type Act =
  | { readonly do: 'send'; readonly key: number; readonly text: string; readonly replyTo: number | null }
  | { readonly do: 'edit'; readonly nth: number; readonly text: string }
  | { readonly do: 'delete'; readonly nth: number }
  | { readonly do: 'react' | 'unreact'; readonly nth: number; readonly emoji: string }
  | { readonly do: 'read'; readonly through: number | null }
  | { readonly do: 'add'; readonly whom: readonly Name[] }
  | { readonly do: 'leave' }
  | { readonly do: 'mute'; readonly muted: boolean };

/** Several that send at the same moment, by either of two replicas. */
type Burst = readonly { readonly who: Name; readonly by: Replica; readonly send: Send }[];
type Step = { readonly who: Name; readonly act: Act } | { readonly burst: Burst };

// so few keys that some are used again, and so many that most are not
const sends = fc.record({ key: fc.nat(20), text: fc.constantFrom('one', 'two') });

const bursts = fc.record({
  burst: fc.array(
    fc.record({ who: fc.constantFrom(...PEOPLE), by: fc.constantFrom<Replica>(0, 0, 0, 1), send: sends }),
    { minLength: 2, maxLength: 12 },
  ),
});

/** Who does what. Numbers of messages count from the first; there may be fewer. */
const acts = fc.record({
  who: fc.constantFrom(...PEOPLE),
  act: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        // few, so that some are used again
        key: fc.nat(6),
        text: fc.constantFrom('one', 'two'),
        replyTo: fc.option(fc.nat(6), { freq: 3 }),
      }),
    },
    fc.record({ do: fc.constant('edit' as const), nth: fc.nat(6), text: fc.constantFrom('three', 'four') }),
    fc.record({ do: fc.constant('delete' as const), nth: fc.nat(6) }),
    fc.record({
      ...{ do: fc.constantFrom('react' as const, 'unreact' as const), nth: fc.nat(6) },
      emoji: fc.constantFrom(...EMOJIS),
    }),
    fc.record({ do: fc.constant('read' as const), through: fc.option(fc.integer({ min: -1, max: 8 })) }),
    fc.record({ do: fc.constant('add' as const), whom: fc.subarray([...PEOPLE], { minLength: 1 }) }),
    fc.record({ do: fc.constant('leave' as const) }),
    fc.record({ do: fc.constant('mute' as const), muted: fc.boolean() }),
  ) as fc.Arbitrary<Act>,
});

interface Said {
  readonly sender: Name;
  readonly replyTo: number | null;
  text: string | null;
  readonly reactions: Map<string, Set<Name>>;
  deleted: boolean;
}

/** A chat as anybody would explain it: one group, opened by Ann with Bob. Says of each act what comes of it. */
const model = (newMembersSeeHistory: boolean) => {
  const said: Said[] = [];
  const members = new Map<Name, { owner: boolean; hidden: number }>([
    ['ann', { owner: true, hidden: 0 }],
    ['bob', { owner: false, hidden: 0 }],
  ]);
  const marks = new Map<Name, number>();
  const muted = new Set<Name>();
  const keys = new Map<string, { readonly content: string; readonly seq: number }>();
  const sees = (who: Name, nth: number) =>
    nth < said.length && nth >= (members.get(who)?.hidden ?? Number.POSITIVE_INFINITY);

  const acts = (who: Name, act: Act): string => {
    if (act.do === 'send') {
      const first = keys.get(`${who} ${act.key}`);
      const content = JSON.stringify([act.text, act.replyTo]);
      if (!members.has(who) && (act.replyTo !== null || !first)) return 'NOT_FOUND';
      if (act.replyTo !== null && !sees(who, act.replyTo)) return 'BAD_USER_INPUT';
      if (first) return first.content === content ? `ALREADY_EXISTS ${first.seq}` : 'IDEMPOTENCY_KEY_REUSED';
      said.push({ sender: who, replyTo: act.replyTo, text: act.text, reactions: new Map(), deleted: false });
      keys.set(`${who} ${act.key}`, { content, seq: said.length });
      marks.set(who, said.length);
      return `SENT ${said.length}`;
    }
    const mine = members.get(who);
    if (!mine) return 'NOT_FOUND';
    switch (act.do) {
      case 'leave': {
        members.delete(who);
        const [next] = members.values();
        if (mine.owner && next) next.owner = true;
        return 'done';
      }
      case 'add':
        for (const one of act.whom)
          if (!members.has(one)) members.set(one, { owner: false, hidden: newMembersSeeHistory ? 0 : said.length });
        return 'done';
      case 'mute':
        if (act.muted) muted.add(who);
        else muted.delete(who);
        return 'done';
      case 'read': {
        const through = act.through ?? said.length;
        if (through < 0 || through > said.length) return 'BAD_USER_INPUT';
        marks.set(who, Math.max(marks.get(who) ?? 0, through));
        return 'done';
      }
    }
    const message = said[act.nth];
    if (!message || !sees(who, act.nth)) return 'NOT_FOUND';
    switch (act.do) {
      case 'edit':
        if (message.sender !== who) return 'NOT_FOUND';
        if (message.deleted) return 'CONFLICT';
        message.text = act.text;
        return 'done';
      case 'delete':
        if (message.sender !== who) return 'NOT_FOUND';
        Object.assign(message, { text: null, deleted: true });
        message.reactions.clear();
        return 'done';
      case 'react':
        if (message.deleted) return 'CONFLICT';
        message.reactions.set(act.emoji, (message.reactions.get(act.emoji) ?? new Set()).add(who));
        return 'done';
      case 'unreact':
        if (message.deleted) return 'CONFLICT';
        message.reactions.get(act.emoji)?.delete(who);
        if (message.reactions.get(act.emoji)?.size === 0) message.reactions.delete(act.emoji);
        return 'done';
    }
  };

  /** What somebody is shown of it, or that there is nothing. */
  const view = (who: Name) => {
    const mine = members.get(who);
    if (!mine) return 'NOT_FOUND';
    return {
      unread: Math.max(0, said.length - Math.max(marks.get(who) ?? 0, mine.hidden)),
      muted: muted.has(who),
      people: Object.fromEntries(
        Array.from(members, ([name, { owner }]) => [name, [owner ? 'OWNER' : 'MEMBER', marks.get(name) ?? 0]]),
      ),
      last: sees(who, said.length - 1) ? said.length : null,
      messages: said.flatMap(({ sender, text, reactions, replyTo }, nth) =>
        sees(who, nth)
          ? [
              {
                ...{ seq: nth + 1, sender, text },
                replyTo: replyTo !== null && sees(who, replyTo) ? replyTo + 1 : null,
                replies: said.flatMap((reply, at) => (reply.replyTo === nth ? [at + 1] : [])),
                reactions: Array.from(reactions, ([emoji, by]) => [emoji, by.size, by.has(who)]),
              },
            ]
          : [],
      ),
    };
  };
  return { acts, view };
};

/** The same by the subgraph's own resolvers. */
const subject = async (newMembersSeeHistory: boolean) => {
  const chat = chatInMemory();
  for (const personId of PEOPLE)
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
  const conversationId = newId();
  const input = { id: conversationId, kind: 'GROUP', participantIds: ['bob'], newMembersSeeHistory };
  await chat.resolve('ann', 'Mutation', 'openConversation', {}, { input });
  const ids: string[] = [];

  const mutate = async (who: Name, act: Act, by: Replica): Promise<string> => {
    const call = (field: string, args: object) => chat.resolve(who, 'Mutation', field, {}, args, by);
    const nobody = newId();
    switch (act.do) {
      case 'send': {
        const replyToId = act.replyTo === null ? null : (ids[act.replyTo] ?? nobody);
        // those of other runs are in the cache still
        const idempotencyKey = `${conversationId} ${act.key}`;
        const sent = { conversationId, text: act.text, idempotencyKey, replyToId };
        const { status, message } = await call('sendMessage', { input: sent });
        ids[message.seq - 1] = message.id;
        return `${status} ${message.seq}`;
      }
      case 'edit':
        await call('editMessage', { id: ids[act.nth] ?? nobody, text: act.text });
        return 'done';
      case 'delete':
        await call('deleteMessage', { id: ids[act.nth] ?? nobody });
        return 'done';
      case 'react':
      case 'unreact':
        await call(act.do, { messageId: ids[act.nth] ?? nobody, emoji: act.emoji });
        return 'done';
      case 'read':
        await call('markAsRead', { conversationId, throughSeq: act.through });
        return 'done';
      case 'add':
        await call('addParticipants', { conversationId, userIds: act.whom });
        return 'done';
      case 'leave':
        await call('leaveConversation', { conversationId });
        return 'done';
      case 'mute':
        await call('muteConversation', { conversationId, muted: act.muted });
        return 'done';
    }
  };

  return {
    chat,
    acts: (who: Name, act: Act, by: Replica = 0) => mutate(who, act, by).catch(codeOf),
    view: (who: Name) => viewOf(chat, who, conversationId).catch(codeOf),
  };
};

const codeOf = (error: { code?: string }): string => {
  if (error.code === undefined) throw error;
  return error.code;
};

const viewOf = async (chat: ChatInMemory, who: Name, id: string) => {
  const conversation = await chat.resolve(who, 'Query', 'conversation', {}, { id });
  const ofConversation = (field: string, args?: object) => chat.resolve(who, 'Conversation', field, conversation, args);
  const { edges } = await ofConversation('messages', { first: 100 });
  const rows = await ofConversation('participants');
  const people = rows.map(async (row: { userId: Name; role: string }) => [
    row.userId,
    [row.role, await chat.resolve(who, 'Participant', 'lastReadSeq', row)],
  ]);
  // biome-ignore lint/suspicious/noExplicitAny: rows as resolvers hand them on
  const messages = edges.map(async ({ node }: any) => {
    const of = (field: string, args?: object) => chat.resolve(who, 'Message', field, node, args);
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const reactions = (await of('reactions')).map(async (reaction: any) => [
      ...[reaction.emoji, reaction.count],
      await chat.resolve(who, 'Reaction', 'reactedByMe', reaction),
    ]);
    const thread = await of('thread', { first: 100 });
    return {
      ...{ seq: node.seq, sender: node.senderId, text: await of('text') },
      replyTo: (await of('replyTo'))?.seq ?? null,
      // biome-ignore lint/suspicious/noExplicitAny: as above
      replies: thread.edges.map((edge: any) => edge.node.seq),
      reactions: await Promise.all(reactions),
    };
  });
  return {
    ...{ unread: await ofConversation('unreadCount'), muted: await ofConversation('muted') },
    people: Object.fromEntries(await Promise.all(people)),
    last: (await ofConversation('lastMessage'))?.seq ?? null,
    messages: await Promise.all(messages),
  };
};

/** What came of sends at once. Each was answered as if all had come one after the other, in the order of their numbers. */
const burstComes = async (
  expected: ReturnType<typeof model>,
  { acts: actually }: Awaited<ReturnType<typeof subject>>,
  burst: Burst,
) => {
  const answers = await Promise.all(
    burst.map(async ({ who, by, send }) => {
      const act = { do: 'send' as const, ...send, replyTo: null };
      return { who, act, answer: await actually(who, act, by) };
    }),
  );
  const seqOf = (answer: string) => (answer.startsWith('SENT ') ? Number(answer.slice(5)) : Number.POSITIVE_INFINITY);
  // who was refused, or sent it again, may have come last
  answers.sort((a, b) => (seqOf(a.answer) < seqOf(b.answer) ? -1 : 1));
  for (const { who, act, answer } of answers) expect([who, act, answer]).toEqual([who, act, expected.acts(who, act)]);
};

/** Does all of it in both, and compares what comes of each and what everybody sees at the end. */
const compare = async (newMembersSeeHistory: boolean, script: readonly Step[]) => {
  const expected = model(newMembersSeeHistory);
  const given = await subject(newMembersSeeHistory);
  const { chat, acts: actually, view } = given;
  for (const step of script)
    if ('burst' in step) await burstComes(expected, given, step.burst);
    else {
      const { who, act } = step;
      expect([who, act, await actually(who, act)]).toEqual([who, act, expected.acts(who, act)]);
    }
  for (const who of PEOPLE) {
    expect([who, await view(who)]).toEqual([who, expected.view(who)]);
    const { edges } = await chat.resolve(who, 'Query', 'conversations', {}, { first: 10 });
    expect([who, edges.length]).toEqual([who, expected.view(who) === 'NOT_FOUND' ? 0 : 1]);
  }
  expect(chat.rebuilt().map((rows) => rows.all())).toEqual(chat.rows.map((rows) => rows.all()));
  return chat.together;
};

describe('a group, whatever its people do and however often they do it again,', () => {
  it('is what a simple model of it says, for each of them', { timeout: 300_000 }, async () => {
    let [taken, refused] = [0, 0];
    const steps = fc.oneof({ weight: 6, arbitrary: acts }, { weight: 1, arbitrary: bursts });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array<Step>(steps, { maxLength: 40 }), async (...given) => {
        for (const statement of await compare(...given))
          if (statement.taken) taken++;
          else refused++;
      }),
      { numRuns: 1_000 },
    );
    // sends of one moment did share statements, and some of these were refused, as another replica was faster
    expect([taken > 0, refused > 0]).toEqual([true, true]);
  });
});

describe('sends at once', () => {
  const from = (who: Name, key: number, by: Replica = 0, text = 'one') => ({ who, by, send: { key, text } });

  it.each<[string, Burst]>([
    ['all of them', Array.from({ length: 12 }, (_, key) => from('ann', key))],
    ['one that is refused among them', [0, 1, 2, 3, 4, 5].map((key) => from(key === 3 ? 'dan' : 'ann', key))],
    ['a key twice among them', [0, 1, 2, 1, 3].map((key) => from('ann', key))],
    ['a key twice, with other content', [...[0, 1, 2].map((key) => from('ann', key)), from('ann', 1, 0, 'two')]],
    ['another replica between them', [0, 1, 2, 3, 4, 5, 6, 7].map((key) => from('bob', key, key % 4 === 2 ? 1 : 0))],
  ])('share statements, and come to what they would have come to one by one: %s', async (_, burst) => {
    const warm: Step = { who: 'ann', act: { do: 'send', key: 100, text: 'one', replyTo: null } };
    const statements = await compare(true, [warm, { burst }]);
    expect(statements.some(({ appends, taken }) => taken && appends > 1)).toBe(true);
  });
});
