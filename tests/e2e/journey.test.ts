import { expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { standing } from './metrics.ts';
import { eventually, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();

it('somebody signs up, signs in, renews the session and is the same person', async () => {
  const ann = await supergraph.signUp('ann');
  const { signIn } = await supergraph.nobody.ask(app.SignInDocument, {
    input: { login: `${ann.username}@EXAMPLE.org`, password: 'correct horse battery' },
  });
  const { refreshSession } = await supergraph.nobody.ask(app.RefreshSessionDocument, {
    refreshToken: signIn.refreshToken,
  });
  const { me } = await supergraph.nobody.as(refreshSession.accessToken).ask(app.MeDocument, {});
  expect(me).toMatchObject({ id: ann.id, username: ann.username, email: `${ann.username}@example.org` });

  // a refresh token works once; used twice, it ends its session
  const again = 'mutation ($t: String!) { refreshSession(refreshToken: $t) { accessToken } }';
  expect(await supergraph.nobody.refusal(again, { t: signIn.refreshToken })).toMatchObject({ code: 'UNAUTHENTICATED' });
  expect(await supergraph.nobody.refusal(again, { t: refreshSession.refreshToken })).toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

it('a profile field set to null is cleared, a field left out is kept', async () => {
  const ann = await supergraph.signUp('ann');
  await ann.ask(app.UpdateProfileDocument, { input: { bio: 'Likes soup.', lastName: 'Ort' } });
  const { updateProfile } = await ann.ask(app.UpdateProfileDocument, { input: { lastName: null } });
  expect(updateProfile).toMatchObject({ bio: 'Likes soup.', firstName: 'ann', lastName: null });
  expect((await ann.ask(app.MeDocument, {})).me).toEqual(updateProfile);
});

it('a diary is kept: written, read by pages both ways, changed, deleted', async () => {
  const ann = await supergraph.signUp('ann');
  const written = [];
  for (let day = 1; day <= 5; day++) {
    const input = {
      title: `Day ${day}`,
      content: `Дождь, and then sun ${day} 🌦`,
      tags: ['weather'],
      occurredAt: `2026-0${day}-01T08:00:00Z`,
    };
    written.unshift((await ann.ask(app.CreateDiaryEntryDocument, { input })).createDiaryEntry);
  }
  const first = (await ann.ask(app.DiaryEntriesDocument, { first: 2 })).diaryEntries!;
  expect(first.edges.map(({ node }) => node)).toEqual(written.slice(0, 2));
  const rest = (await ann.ask(app.DiaryEntriesDocument, { first: 10, after: first.pageInfo.endCursor })).diaryEntries!;
  expect(rest.edges.map(({ node }) => node)).toEqual(written.slice(2));
  expect(rest.pageInfo.hasNextPage).toBe(false);
  const { diaryEntries: last } = await ann.ask<{ diaryEntries: { edges: { node: { title: string } }[] } }, object>(
    `{ diaryEntries(last: 2, before: "${rest.edges.at(-1)!.cursor}") { edges { node { title } } } }`,
  );
  expect(last.edges.map(({ node }) => node.title)).toEqual(['Day 3', 'Day 2']);

  const { id } = written[0]!;
  const changed = (await ann.ask(app.UpdateDiaryEntryDocument, { input: { id, title: null } })).updateDiaryEntry;
  expect(changed).toMatchObject({ title: null, content: written[0]!.content, version: 2 });
  expect(
    await ann.refusal('mutation ($i: UpdateDiaryEntryInput!) { updateDiaryEntry(input: $i) { id } }', {
      i: { id, expectedVersion: 1, title: 'late' },
    }),
  ).toMatchObject({ code: 'CONFLICT', extensions: { currentVersion: 2 } });
  await ann.ask(app.DeleteDiaryEntryDocument, { id });
  expect((await ann.ask(app.DiaryEntriesDocument, {})).diaryEntries!.edges).toHaveLength(4);

  const bob = await supergraph.signUp('bob');
  const entry = '{ diaryEntry(id: "ID") { content } }';
  const ours = await bob.refusal(entry.replace('ID', written[1]!.id));
  expect(ours).toEqual(await bob.refusal(entry.replace('ID', newId())));
  expect(ours.code).toBe('NOT_FOUND');
});

it('a session is followed live, and again from a cursor', async () => {
  const ann = await supergraph.signUp('ann');
  const events = `subscription ($after: String) {
    diarySessionEvents(after: $after) { cursor type session { entryCount status } entry { title author { username } } }
  }`;
  const live = ann.listen<{ diarySessionEvents: { cursor: string; type: string } }>(events);
  const heard = [live.next()];
  await standing(ann.url, { diarySessionEvents: 1 });
  const { startDiarySession } = await ann.ask(app.StartDiarySessionDocument, { input: { title: 'Evening' } });
  const sessionId = startDiarySession.id;
  await ann.ask(app.CreateDiaryEntryDocument, { input: { title: 'One', content: 'one', sessionId } });
  heard.push(live.next(), live.next());
  const [started, added, analyzed] = await Promise.all(heard);
  await ann.ask(app.EndDiarySessionDocument, { id: sessionId });
  const ended = await live.next();
  expect(started!.diarySessionEvents.type).toBe('STARTED');
  expect(added!.diarySessionEvents).toMatchObject({
    type: 'ENTRY_ADDED',
    entry: { title: 'One', author: { username: ann.username } },
  });
  expect(analyzed!.diarySessionEvents).toMatchObject({ type: 'ENTRY_ANALYZED', entry: { title: 'One' } });
  expect(ended.diarySessionEvents).toMatchObject({ type: 'ENDED', session: { entryCount: 1, status: 'ENDED' } });
  await live.stop();

  const replay = ann.listen<{ diarySessionEvents: { cursor: string } }>(events, {
    after: started!.diarySessionEvents.cursor,
  });
  for (const event of [added!, analyzed!, ended])
    expect((await replay.next()).diarySessionEvents.cursor).toBe(event.diarySessionEvents.cursor);
  await replay.stop();
});

it('two people match, their one conversation opens, and messages reach each once and in order', async () => {
  const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
  const asSage =
    'mutation { assignArchetype(input: { archetypeId: "sage", archetypeName: "Sage", confidence: 0.9 }) { id } }';
  await ann.ask(asSage);

  const { requestMatch } = await ann.ask(app.RequestMatchDocument, { userId: bob.id, message: 'Soup?' });
  expect(requestMatch).toMatchObject({ status: 'PENDING', message: 'Soup?', conversation: null });
  await bob.ask(app.AcceptMatchDocument, { id: requestMatch.id });
  const conversation = await eventually(async () => {
    const { matches } = await ann.ask(app.MatchesDocument, {});
    const opened = matches!.edges[0]!.node.conversation;
    expect(opened).not.toBeNull();
    return opened!;
  });
  const { openConversation } = await bob.ask(app.OpenConversationDocument, {
    input: { kind: 'DIRECT', participantIds: [ann.id] },
  });
  expect(openConversation.id).toBe(conversation.id);

  const events = bob.listen<{ chatEvents: { message: { seq: number } } }>(
    `subscription { chatEvents { cursor ... on MessageSent { message { seq text sender { username archetype { name } } } } } }`,
  );
  const firstEvent = events.next();
  await standing(ann.url, { chatEvents: 1 });
  const send = (text: string, idempotencyKey: string) =>
    ann.ask(app.SendMessageDocument, { input: { conversationId: conversation.id, text, idempotencyKey } });
  const sent = await Promise.all(Array.from({ length: 20 }, (_, nth) => send(`message ${nth}`, `key ${nth}`)));
  expect(sent.map(({ sendMessage }) => sendMessage.message.seq).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, nth) => nth + 1),
  );
  expect(await firstEvent).toMatchObject({
    chatEvents: { message: { seq: 1, sender: { username: ann.username, archetype: { name: 'Sage' } } } },
  });
  for (let seq = 2; seq <= 20; seq++) expect((await events.next()).chatEvents.message.seq).toBe(seq);
  await events.stop();

  const again = await send('message 7', 'key 7');
  expect(again.sendMessage).toEqual({ ...sent[7]!.sendMessage, status: 'ALREADY_EXISTS' });
  const unread = async () =>
    (await bob.ask(app.ConversationDocument, { id: conversation.id })).conversation!.unreadCount;
  expect(await unread()).toBe(20);
  await bob.ask(app.MarkAsReadDocument, { conversationId: conversation.id, throughSeq: 15 });
  expect(await unread()).toBe(5);
  await bob.ask(app.MarkAsReadDocument, { conversationId: conversation.id, throughSeq: 3 });
  expect(await unread()).toBe(5);
  await bob.ask(app.MarkAsReadDocument, { conversationId: conversation.id });
  expect(await unread()).toBe(0);

  const page = (await bob.ask(app.ConversationDocument, { id: conversation.id, last: 5 })).conversation!.messages;
  expect(page.edges.map(({ node }) => node.seq)).toEqual([16, 17, 18, 19, 20]);
  const before = { id: conversation.id, last: 5, before: page.pageInfo.startCursor };
  const earlier = (await bob.ask(app.ConversationDocument, before)).conversation!.messages;
  expect(earlier.edges.map(({ node }) => node.seq)).toEqual([11, 12, 13, 14, 15]);
});

it('a person reads at once what they wrote, and says so elsewhere by a token', async () => {
  const ann = await supergraph.signUp('ann');
  for (let nth = 0; nth < 20; nth++) {
    const answer = await ann.answer('mutation { createDiaryEntry(input: { content: "now" }) { id } }');
    const consistency: string = answer.extensions.consistency;
    expect(consistency).toMatch(/^diary\./);
    const found = await ann.answer(`{ diaryEntry(id: "${answer.data.createDiaryEntry.id}") { content } }`, undefined, {
      'x-consistency-token': consistency,
    });
    expect(found.data.diaryEntry).toEqual({ content: 'now' });
  }
  const forged = await ann.answer('{ diaryEntries { edges { cursor } } }', undefined, {
    'x-consistency-token': `diary.${'f'.repeat(32)}.forged`,
  });
  expect(forged.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('a rebuild by an operator finds nothing that differs, and disturbs nobody', { timeout: 240_000 }, async () => {
  const reader = await supergraph.signUp('reader');
  const { me: before } = await reader.ask(app.MeDocument, {});
  const rebuild = (token?: string) =>
    fetch(`${supergraph.nobody.url}/operations/rebuild`, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  expect((await rebuild()).status).toBe(401);
  expect((await rebuild((await supergraph.signUp('ann')).token)).status).toBe(403);
  const operator = { id: 'operator', tenant: 'default', sessionId: 'none', scopes: ['admin'] };
  const token = await supergraph.issue(operator);
  const response = await rebuild(token);
  const report = (await response.json()) as { equal: boolean; projections: { rows: number; differing: number }[] };
  expect(response.status).toBe(200);
  expect(report.projections).toHaveLength(11);
  for (const projection of report.projections) expect(projection).toMatchObject({ differing: 0 });
  expect(report.projections.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(100);
  expect(report.equal).toBe(true);
  expect((await reader.ask(app.MeDocument, {})).me).toEqual(before);
  const [one, other] = await Promise.all([rebuild(token), rebuild(token)]);
  expect([one.status, other.status]).toEqual([200, 200]);
});
