import { randomBytes } from 'node:crypto';
import { newId } from '#platform/domain/ids';
import * as app from '../../../schema/operations.ts';
import type { Client } from '../client.ts';
import { settled } from '../metrics.ts';
import { eventually, type Person, type SupergraphForTests } from '../supergraph.ts';
import { uploaded } from '../uploads.ts';
import type { Settings, ViewerName } from './rules.ts';

/** Stands in every text of the owner's. */
export const MARK = 'Zirkonblume';
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Somebody of whom there is everything, and those who stand to them as their names say. */
export interface World {
  readonly owner: Person;
  readonly viewers: Readonly<Record<ViewerName, Client>>;
  readonly people: Readonly<Record<'matched' | 'other' | 'blocked', Person>>;
  /** The owner, `matched` and `blocked`. */
  readonly groupId: string;
  /** The owner's, and the last one in the group. */
  readonly messageId: string;
  /** In the group, too. */
  readonly encryptedId: string;
  readonly attachedId: string;
  readonly deletedId: string;
  /** The same three in another group, and the owner's message in it. */
  readonly sideId: string;
  readonly sideMessageId: string;
  /** The owner and `matched`. */
  readonly directId: string;
  /** Ended, and has the entry. */
  readonly sessionId: string;
  readonly entryId: string;
  /** A match that the owner is asked for. */
  readonly requestId: string;
  /** Another such, and one that the owner asks for. */
  readonly secondRequestId: string;
  readonly ownRequestId: string;
  /** The owner's data export, which is done. */
  readonly exportId: string;
  readonly importId: string;
}

/** Long enough for a portrait, and with something to find in it. */
export const ENTRY = {
  ...{ title: `${MARK} title`, tags: [`${MARK} tag`], statedMood: `${MARK} mood`, timeZone: 'Europe/Vienna' },
  content: `${MARK} content: I was so happy at work today, and happy with my family in the evening. `.repeat(5),
};
export const ARCHETYPE = {
  ...{ archetypeId: 'sage', archetypeName: `${MARK} sage`, confidence: 0.5, description: `${MARK} description` },
};
export const MODALITIES = [{ name: `${MARK} sense`, score: 0.5 }];

export const makeWorld = async (supergraph: SupergraphForTests): Promise<World> => {
  const names = [
    'owner',
    'matched',
    'other',
    'blocked',
    'blocker',
    'admin',
    'writer',
    'suitor',
    'second',
    'asked',
  ] as const;
  const everybody = await Promise.all(names.map((name) => supergraph.signUp(name)));
  const [owner, matched, other, blocked, blocker, admin, writer, suitor, second, asked] = everybody as [
    ...[Person, Person, Person, Person, Person],
    ...[Person, Person, Person, Person, Person],
  ];
  const scoped = async ({ id }: Person, tenant: string, scopes: string[]) =>
    supergraph.nobody.as(await supergraph.issue({ id, tenant, sessionId: newId(), scopes }));

  await owner.ask(
    `mutation ($profile: UpdateProfileInput!, $archetype: ArchetypeInput!, $modalities: [ModalityInput!]!) {
      updateProfile(input: $profile) { id }
      assignArchetype(input: $archetype) { id }
      updateModalities(input: $modalities) { id }
      updatePrivacy(input: { presence: false }) { presence }
    }`,
    {
      profile: {
        ...{ firstName: `${MARK} first`, lastName: `${MARK} last`, bio: `${MARK} bio` },
        ...{ dateOfBirth: '1990-02-28', avatar: PNG },
      },
      ...{ archetype: ARCHETYPE, modalities: MODALITIES },
    },
  );
  // whatever the owner shows, there is something to compare: what is theirs is the same, and not written the same
  const small = (text: string) => text.toLowerCase();
  for (const who of everybody.slice(1))
    await who.ask(
      `mutation ($archetype: ArchetypeInput!, $modalities: [ModalityInput!]!) {
        assignArchetype(input: $archetype) { id }
        updateModalities(input: $modalities) { id }
      }`,
      {
        archetype: { ...ARCHETYPE, archetypeName: 'sage', description: null },
        modalities: MODALITIES.map(({ name, score }) => ({ name: small(name), score })),
      } as object,
    );
  const entry = { content: small(ENTRY.content), tags: ENTRY.tags.map(small) };
  await matched.ask(app.CreateDiaryEntryDocument, { input: entry });
  const { id: sessionId } = (await owner.ask(app.StartDiarySessionDocument, { input: { title: `${MARK} session` } }))
    .startDiarySession;
  const { id: entryId } = (await owner.ask(app.CreateDiaryEntryDocument, { input: { ...ENTRY, sessionId } }))
    .createDiaryEntry;
  await owner.ask(app.EndDiarySessionDocument, { id: sessionId });
  // a trend has three days
  for (const occurredAt of ['2026-01-01T12:00:00Z', '2026-01-02T12:00:00Z'])
    await owner.ask(app.CreateDiaryEntryDocument, { input: { ...ENTRY, occurredAt } });
  await settled(owner.url);

  const match = async (one: Person, two: Person): Promise<string> => {
    await one.ask(app.RequestMatchDocument, { userId: two.id, message: `${MARK} match` });
    await two.ask(app.RequestMatchDocument, { userId: one.id });
    const input = { kind: 'DIRECT' as const, participantIds: [two.id] };
    return (await one.ask(app.OpenConversationDocument, { input })).openConversation.id;
  };
  const directId = await match(owner, matched);
  const formerId = await match(blocked, owner);
  const group = { kind: 'GROUP' as const, title: `${MARK} group`, participantIds: [matched.id, blocked.id] };
  const groupId = (await owner.ask(app.OpenConversationDocument, { input: group })).openConversation.id;
  const sideId = (await owner.ask(app.OpenConversationDocument, { input: { ...group, title: 'Side' } }))
    .openConversation.id;
  const encrypted = { conversationId: groupId, ciphertext: 'AAAA', idempotencyKey: newId() };
  const encryptedId = (await owner.ask(app.SendMessageDocument, { input: encrypted })).sendMessage.message.id;
  const attachmentId = await uploaded(owner, { name: `${MARK}.txt`, contentType: 'text/plain', content: 'Hello.' });
  const attached = { conversationId: groupId, text: MARK, attachmentIds: [attachmentId], idempotencyKey: newId() };
  const attachedId = (await owner.ask(app.SendMessageDocument, { input: attached })).sendMessage.message.id;
  await owner.ask(app.PublishKeyBundleDocument, { input: keyBundle() });
  const { answerId: messageId, deletedId } = await converse(matched, owner, groupId);
  const { answerId: sideMessageId } = await converse(matched, owner, sideId);
  await converse(matched, owner, directId);
  await converse(blocked, owner, formerId);
  const request = { userId: owner.id, message: `${MARK} request` };
  const requestId = (await suitor.ask(app.RequestMatchDocument, request)).requestMatch.id;
  const secondRequestId = (await second.ask(app.RequestMatchDocument, request)).requestMatch.id;
  const ownRequest = { userId: asked.id, message: `${MARK} request` };
  const ownRequestId = (await owner.ask(app.RequestMatchDocument, ownRequest)).requestMatch.id;
  await owner.ask('mutation ($id: ID!) { blockUser(userId: $id) }', { id: blocked.id });
  await blocker.ask('mutation ($id: ID!) { blockUser(userId: $id) }', { id: owner.id });
  const [exportId, importId] = [await exported(owner), await imported(owner)];
  await settled(owner.url);

  const viewers = {
    ...{ nobody: supergraph.nobody, owner, matched, other, blocked, blocker },
    elsewhere: await scoped(owner, 'elsewhere', ['admin', 'profiles:write']),
    admin: await scoped(admin, 'default', ['admin']),
    'profile writer': await scoped(writer, 'default', ['profiles:write']),
  };
  const ids = { groupId, messageId, encryptedId, attachedId, deletedId, sideId, sideMessageId, directId };
  const rest = { sessionId, entryId, requestId, secondRequestId, ownRequestId, exportId, importId };
  return { owner, viewers, people: { matched, other, blocked }, ...ids, ...rest };
};

/** More of one-time prekeys than there are viewers. */
export const keyBundle = () => {
  const random = (bytes: number) => randomBytes(bytes).toString('base64');
  return {
    ...{ identityKey: random(32), signedPrekey: random(32), signature: random(64) },
    oneTimePrekeys: Array.from({ length: 20 }, () => random(32)),
  };
};

const exported = async (owner: Person): Promise<string> => {
  const { job } = await owner.ask<{ job: { id: string } }, object>('mutation { job: requestDataExport { id } }');
  await jobDone(owner, job.id);
  return job.id;
};

/** Nothing but a record that is none. */
const imported = async (owner: Person): Promise<string> => {
  const data = JSON.stringify({ entries: [{ uuid: MARK }] });
  const { importDiary } = await owner.ask(app.ImportDiaryDocument, { format: 'DAY_ONE_JSON', data });
  await jobDone(owner, importDiary.id);
  return importDiary.id;
};

export const jobDone = (asker: Client, id: string): Promise<void> =>
  eventually(async () => {
    const { job } = await asker.ask<{ job: { status: string } }, object>(
      'query ($id: ID!) { job(id: $id) { status } }',
      { id },
    );
    if (job.status !== 'DONE') throw new Error(`The job is ${job.status}.`);
  }, 60_000);

/**
 * One says something, which the owner reads; they take something back, and answer, with all that a last message can have.
 */
export const converse = async (
  one: Person,
  owner: Person,
  conversationId: string,
): Promise<{ readonly answerId: string; readonly deletedId: string }> => {
  const say = async (who: Person, text: string, replyToId?: string) => {
    const input = { conversationId, text, idempotencyKey: newId(), replyToId: replyToId ?? null };
    return (await who.ask(app.SendMessageDocument, { input })).sendMessage.message.id;
  };
  const replyToId = await say(one, 'Hello.');
  await owner.ask(app.MarkAsReadDocument, { conversationId });
  const deletedId = await say(owner, 'Hollo.');
  await owner.ask(app.DeleteMessageDocument, { id: deletedId });
  const answerId = await say(owner, `${MARK} answer`, replyToId);
  await owner.ask(app.EditMessageDocument, { id: answerId, text: `${MARK} better answer` });
  await owner.ask(app.ReactDocument, { messageId: answerId, emoji: '👍' });
  for (const who of [one, owner])
    for (const active of [true, false]) await who.ask(app.SetTypingDocument, { conversationId, active });
  return { answerId, deletedId };
};

/** The owner decides anew who sees what. */
export const decide = async ({ owner }: World, input: Settings): Promise<void> => {
  await owner.ask('mutation ($input: PrivacyInput!) { updatePrivacy(input: $input) { profile } }', { input });
  await settled(owner.url);
};

/** All that is the owner's, as they see it. */
export const belongings = async ({ owner, groupId }: World): Promise<unknown> => {
  await settled(owner.url);
  return owner.ask(
    `query ($groupId: ID!) {
      me {
        username email firstName lastName dateOfBirth bio archetype { id name } modalities { name score } updatedAt
        history(first: 100) { edges { node { type version } } }
      }
      privacySettings { profile mood archetype modalities interests discoverable readReceipts presence }
      blockedUsers { edges { node { id } } }
      diaryEntries { edges { node { id version title content tags statedMood session { id status entryCount } } } }
      conversation(id: $groupId) {
        title muted participants { lastReadSeq user { id } }
        messages { edges { node { id text deletedAt reactions { emoji count } } } }
      }
      matches { edges { node { id status message respondedAt conversation { id } } } }
    }`,
    { groupId },
  );
};
