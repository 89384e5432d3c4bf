import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import type { Listener } from './client.ts';
import { settled, standing } from './metrics.ts';
import { type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

let [ann, bob, cat] = [] as unknown as [Person, Person, Person];
beforeEach(async () => {
  [ann, bob, cat] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob'), supergraph.signUp('cat')]);
});

const blockUser = 'mutation ($id: ID!) { blockUser(userId: $id) }';
const unblockUser = 'mutation ($id: ID!) { unblockUser(userId: $id) }';
const openConversation = 'mutation ($input: OpenConversationInput!) { openConversation(input: $input) { id } }';
const sendMessage = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { status message { seq } } }';
const requestMatch = 'mutation ($id: ID!) { requestMatch(userId: $id) { id } }';
const acceptMatch = 'mutation ($id: ID!) { acceptMatch(id: $id) { id } }';

const direct = (whom: string) => ({ input: { kind: 'DIRECT' as const, participantIds: [whom] } });
const groupOf = (...whom: string[]) => ({ input: { kind: 'GROUP' as const, participantIds: whom } });
const open = async (who: Person, which: ReturnType<typeof direct | typeof groupOf>) =>
  (await who.ask(app.OpenConversationDocument, which)).openConversation.id;
const message = (conversationId: string, text: string) => ({ input: { conversationId, text, idempotencyKey: text } });
const send = async (who: Person, conversationId: string, text: string) =>
  (await who.ask(app.SendMessageDocument, message(conversationId, text))).sendMessage;

/** Until the other subgraphs have heard of it, too: nobody's request waits for a block. */
const block = async (who: Person, whom: Person) => {
  await who.ask(blockUser, { id: whom.id });
  await settled(who.url);
};

describe('while one of two people blocks the other', () => {
  it('each of them is nobody to the other, and at once somebody again when that ends', async () => {
    await block(ann, bob);
    for (const [who, whom] of [[ann, bob] as const, [bob, ann] as const])
      for (const [mutation, variables] of [
        [openConversation, direct],
        [openConversation, (id: string) => groupOf(id)],
        [openConversation, (id: string) => groupOf(cat.id, id)],
        [requestMatch, (id: string) => ({ id })],
      ] as const) {
        const refusal = await who.refusal(mutation, variables(whom.id));
        expect(refusal).toMatchObject({ code: 'NOT_FOUND' });
        expect(refusal).toEqual(await who.refusal(mutation, variables(newId())));
      }
    await open(bob, groupOf(cat.id));

    await ann.ask(unblockUser, { id: bob.id });
    await open(bob, direct(ann.id));
    await bob.ask(requestMatch, { id: ann.id });
  });

  it('their conversation can be read and not written to, and says nothing of who blocks whom', async () => {
    const conversationId = await open(ann, direct(bob.id));
    const first = await send(ann, conversationId, 'first');
    await block(bob, ann);

    const refusals = await Promise.all(
      [ann, bob].map((who) => who.refusal(sendMessage, message(conversationId, 'No.'))),
    );
    expect(refusals[0]).toMatchObject({ code: 'FORBIDDEN', field: 'input.conversationId' });
    expect(refusals[1]).toEqual(refusals[0]);
    expect(await cat.refusal(sendMessage, message(conversationId, 'No.'))).toMatchObject({ code: 'NOT_FOUND' });
    // a client that has not heard the answer to what it sent before
    expect(await send(ann, conversationId, 'first')).toEqual({ ...first, status: 'ALREADY_EXISTS' });
    for (const who of [ann, bob]) {
      const { conversation } = await who.ask(app.ConversationDocument, { id: conversationId });
      expect(conversation!.messages.edges.map(({ node }) => node.text)).toEqual(['first']);
    }

    // each lifts what is their own only
    await ann.ask(blockUser, { id: bob.id });
    await bob.ask(unblockUser, { id: ann.id });
    expect(await bob.refusal(sendMessage, message(conversationId, 'No.'))).toEqual(refusals[0]);
    await ann.ask(unblockUser, { id: bob.id });
    expect(await bob.ask(app.SendMessageDocument, message(conversationId, 'Yes.'))).toMatchObject({
      sendMessage: { status: 'SENT', message: { seq: 2 } },
    });
    expect(await open(ann, direct(bob.id))).toBe(conversationId);
  });

  it('the groups that both are in go on', async () => {
    const conversationId = await open(cat, groupOf(ann.id, bob.id));
    await block(ann, bob);
    for (const who of [ann, bob, cat]) await send(who, conversationId, who.username);
    await settled(bob.url);
    const { conversation } = await bob.ask(app.ConversationDocument, { id: conversationId });
    expect(conversation!.messages.edges).toHaveLength(3);
  });

  it('a match that was asked for stays listed, and can be accepted once that ends', async () => {
    const { id } = (await ann.ask(app.RequestMatchDocument, { userId: bob.id })).requestMatch;
    await block(bob, ann);
    expect(await bob.refusal(acceptMatch, { id })).toEqual(await bob.refusal(acceptMatch, { id: newId() }));
    for (const who of [ann, bob]) {
      const { matches } = await who.ask(app.MatchesDocument, {});
      expect(matches!.edges.map(({ node }) => [node.id, node.status])).toEqual([[id, 'PENDING']]);
    }
    await bob.ask(unblockUser, { id: ann.id });
    expect((await bob.ask(app.AcceptMatchDocument, { id })).acceptMatch.status).toBe('ACCEPTED');
  });
});

describe('who keeps to themselves how far they have read', () => {
  interface Heard {
    chatEvents: { __typename: string; cursor: string; reader?: { id: string }; message?: { text: string } };
  }
  const events = `subscription ($conversationId: ID, $after: String) {
    chatEvents(conversationId: $conversationId, after: $after) {
      __typename cursor ... on ConversationRead { reader { id } } ... on MessageSent { message { text } } } }`;
  /** What one hears: the texts of messages, and who has read. */
  const hears = async (listener: Listener<Heard>, count: number) => {
    const heard: string[] = [];
    while (heard.length < count) {
      const { reader, message, __typename } = (await listener.next()).chatEvents;
      heard.push(reader?.id ?? message?.text ?? __typename);
    }
    await listener.stop();
    return heard;
  };
  const wants = async (who: Person, readReceipts: boolean) => {
    await who.ask(`mutation { updatePrivacy(input: { readReceipts: ${readReceipts} }) { readReceipts } }`);
    await settled(who.url);
  };
  const marks = async (who: Person, id: string) => {
    const { conversation } = await who.ask(app.ConversationDocument, { id });
    return new Map(conversation!.participants.map(({ user, lastReadSeq }) => [user!.id, lastReadSeq]));
  };

  let id: string;
  const reads = async (who: Person) => {
    await who.ask(app.MarkAsReadDocument, { conversationId: id });
    await settled(who.url);
  };
  beforeEach(async () => {
    id = await open(ann, direct(bob.id));
    await send(ann, id, 'one');
    await settled(ann.url);
  });

  it('shows it to nobody else, and to the others again from when that ends', async () => {
    await reads(bob);
    expect((await marks(ann, id)).get(bob.id)).toBe(1);
    await wants(bob, false);
    expect([(await marks(ann, id)).get(bob.id), (await marks(bob, id)).get(bob.id)]).toEqual([null, 1]);
    await wants(bob, true);
    expect((await marks(ann, id)).get(bob.id)).toBe(1);
  });

  it.each(['one conversation', 'all of them'])(
    'tells it live to their own devices only, who listen to %s',
    async (of) => {
      await wants(bob, false);
      const conversationId = of === 'one conversation' ? id : null;
      const listeners = [ann, bob].map((who) => who.listen<Heard>(events, { conversationId }));
      const heard = Promise.all([hears(listeners[0]!, 2), hears(listeners[1]!, 3)]);
      await standing(ann.url, { chatEvents: 2 });
      await reads(bob);
      await send(ann, id, 'two');
      await wants(bob, true);
      await reads(bob);
      expect(await heard).toEqual([
        ['two', bob.id],
        [bob.id, 'two', bob.id],
      ]);
    },
  );

  it('tells it afterwards to their own devices only, also what was read before', async () => {
    const starts = [ann, bob].map((who) => who.listen<Heard>(events));
    const firsts = Promise.all(starts.map((listener) => listener.next()));
    await standing(ann.url, { chatEvents: 2 });
    await send(ann, id, 'two');
    const [forAnn, forBob] = (await firsts).map(({ chatEvents: { cursor } }) => ({ after: cursor }));
    await Promise.all(starts.map((listener) => listener.stop()));

    await reads(bob);
    await wants(bob, false);
    await send(ann, id, 'three');
    await reads(bob);
    await send(ann, id, 'four');
    expect(await hears(ann.listen<Heard>(events, forAnn), 2)).toEqual(['three', 'four']);
    expect(await hears(bob.listen<Heard>(events, forBob), 4)).toEqual([bob.id, 'three', bob.id, 'four']);
    await wants(bob, true);
    expect(await hears(ann.listen<Heard>(events, forAnn), 4)).toEqual([bob.id, 'three', bob.id, 'four']);
  });
});
