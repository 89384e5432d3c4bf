import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import type { Client } from './client.ts';
import { eventually, PASSWORD, type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

let [ann, bob, eve] = [] as unknown as [Person, Person, Person];
beforeAll(async () => {
  [ann, bob, eve] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob'), supergraph.signUp('eve')]);
});

const open = async (by: Person, others: readonly Person[], more: Partial<app.OpenConversationInput> = {}) => {
  const participantIds = others.map(({ id }) => id);
  const input = { kind: 'GROUP' as const, title: 'Boats', participantIds, ...more };
  return (await by.ask(app.OpenConversationDocument, { input })).openConversation.id;
};

const say = async (by: Client, conversationId: string, content: { text: string } | { ciphertext: string }) => {
  const input = { conversationId, idempotencyKey: newId(), ...content };
  return (await by.ask(app.SendMessageDocument, { input })).sendMessage.message.id;
};

const found = async (by: Client, text: string, conversationId?: string) => {
  const { searchMessages } = await by.ask(app.SearchMessagesDocument, {
    text,
    ...(conversationId && { conversationId }),
  });
  return searchMessages!.edges.map(({ node }) => node.text);
};

const REFUSED =
  'query ($t: String!, $c: ID, $a: String) { searchMessages(text: $t, conversationId: $c, after: $a) { edges { cursor } } }';

describe('a search in messages', () => {
  it('finds words in any form, in one conversation or in all; only what the viewer may see, as it reads now', async () => {
    const [group, other] = [await open(ann, [bob]), await open(ann, [eve])];
    const first = await say(ann, group, { text: 'The boats were sailing.' });
    await say(bob, group, { text: 'Лодка плыла по реке.' });
    await say(ann, group, { ciphertext: Buffer.from('a boat').toString('base64') });
    await say(eve, other, { text: 'A boat of mine, and nothing but that boat.' });

    await eventually(async () => expect(await found(bob, 'boat sails')).toEqual(['The boats were sailing.']));
    await eventually(async () => expect(await found(ann, 'boat')).toHaveLength(2));
    expect(await found(ann, 'boat', other)).toEqual(['A boat of mine, and nothing but that boat.']);
    expect(await found(bob, 'лодки река', group)).toEqual(['Лодка плыла по реке.']);
    expect(await found(bob, 'mine')).toEqual([]);
    expect(await bob.refusal(REFUSED, { t: 'boat', c: other })).toMatchObject({
      ...{ code: 'NOT_FOUND', field: 'conversationId' },
    });

    const page = await ann.ask(app.SearchMessagesDocument, { text: 'boat', first: 1 });
    const { endCursor: after, hasNextPage } = page.searchMessages!.pageInfo;
    expect(hasNextPage).toBe(true);
    const next = await ann.ask(app.SearchMessagesDocument, { text: 'boat', first: 1, after });
    expect(next.searchMessages!.edges.map(({ node }) => node.id)).not.toEqual(
      page.searchMessages!.edges.map(({ node }) => node.id),
    );
    expect(await bob.refusal(REFUSED, { t: 'boat', a: after })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'after',
    });

    await bob.ask('mutation ($c: ID!) { leaveConversation(conversationId: $c) }', { c: group });
    await eventually(async () => expect(await found(bob, 'boat')).toEqual([]));
    await ann.ask(app.EditMessageDocument, { id: first, text: 'The ships were sailing.' });
    await eventually(async () => expect(await found(ann, 'boat', group)).toEqual([]));
    expect(await found(ann, 'ship', group)).toEqual(['The ships were sailing.']);
    await ann.ask(app.DeleteMessageDocument, { id: first });
    await eventually(async () => expect(await found(ann, 'ship', group)).toEqual([]));
  });

  it('shows who came later nothing of what was before', async () => {
    const group = await open(ann, [bob]);
    await say(ann, group, { text: 'A heron, before Eve came.' });
    await ann.ask(app.AddParticipantsDocument, { conversationId: group, userIds: [eve.id] });
    await eventually(() => say(eve, group, { text: 'A heron, since I came.' }));
    await eventually(async () => expect(await found(ann, 'herons', group)).toHaveLength(2));
    await eventually(async () => expect(await found(eve, 'herons', group)).toEqual(['A heron, since I came.']));
  });

  it('finds nothing any more of somebody who was erased', { timeout: 60_000 }, async () => {
    const gil = await supergraph.signUp('gil');
    const group = await open(ann, [gil]);
    await say(gil, group, { text: 'An albatross.' });
    await eventually(async () => expect(await found(ann, 'albatross', group)).toEqual(['An albatross.']));
    await gil.ask('mutation ($p: String!) { eraseMe(password: $p) { id } }', { p: PASSWORD });
    await eventually(async () => expect(await found(ann, 'albatross', group)).toEqual([]), 40_000);
  });
});
