import { newId } from '#platform/domain/ids';
import * as app from '../../../schema/operations.ts';
import { PASSWORD, type SupergraphForTests } from '../supergraph.ts';
import type { Circumstances, ViewerName } from './rules.ts';
import { ARCHETYPE, ENTRY, keyBundle, MARK, MODALITIES, type World } from './world.ts';

export const NEW_PASSWORD = 'Nobody guesses this, 1661';

/** A way to what is the owner's: a root field with arguments that name it, and what is particular about it. */
export interface Call extends Partial<Pick<Circumstances, 'own' | 'members'>> {
  /** `Query.user`. */
  readonly field: string;
  readonly variables?: object;
  /** What has no value for anybody where this asks, as in `Case`. */
  readonly absent?: readonly string[];
  readonly unsteady?: readonly string[];
  /** Which of what is rare has one here. */
  readonly has?: readonly string[];
}

/** What only some messages of a conversation have. */
const SOME = ['Message.ciphertext', 'Message.deletedAt', 'Message.attachments'];
export const RARE = [...SOME, 'lastMessage.thread'];
/** Of people who are not matched. */
const SHARED = ['Compatibility.sharedTags', 'Compatibility.sharedTopics'];
/** Of a message that was sent just now. */
const LATER = ['Message.thread', 'Message.reactions', 'Message.editedAt'];

/** A change, by the viewer who makes it. */
export interface Change extends Omit<Call, 'variables'> {
  readonly variables: (viewer: ViewerName) => object | Promise<object>;
}

export const questions = (world: World): readonly Call[] => [...ofChat(world), ...ofTheRest(world)];

const ofChat = ({ groupId, directId, messageId, encryptedId, attachedId, deletedId }: World): readonly Call[] => [
  { field: 'Query.conversation', variables: { id: groupId }, unsteady: SOME },
  {
    ...{ field: 'Query.conversation', variables: { id: directId } },
    ...{ members: ['owner', 'matched'], absent: ['Conversation.title'], unsteady: SOME },
  },
  { field: 'Query.conversations', own: ['owner', 'matched', 'blocked'], unsteady: SOME },
  { field: 'Query.message', variables: { id: messageId }, absent: ['Message.thread'] },
  {
    field: 'Query.searchMessages',
    variables: { text: MARK, conversationId: groupId },
    unsteady: [...SOME, 'Message.thread'],
  },
  {
    ...{ field: 'Query.message', variables: { id: encryptedId }, has: ['Message.ciphertext'] },
    absent: ['Message.text', 'Message.replyTo', ...LATER],
  },
  {
    ...{ field: 'Query.message', variables: { id: attachedId }, has: ['Message.attachments'] },
    absent: ['Message.replyTo', ...LATER],
  },
  {
    ...{ field: 'Query.message', variables: { id: deletedId }, has: ['Message.deletedAt'] },
    absent: ['Message.text', 'Message.replyTo', ...LATER],
  },
];

const ofTheRest = ({ owner, sessionId, entryId, exportId, importId }: World): readonly Call[] => [
  { field: 'Query.job', variables: { id: exportId }, absent: ['Job.erasureReport', 'Job.importReport'] },
  { field: 'Query.job', variables: { id: importId }, absent: ['Job.erasureReport', 'Job.url'] },
  { field: 'Query.verifyErasure', variables: { userId: owner.id }, absent: ['ErasureReport.erasedAt'] },
  { field: 'Query.me' },
  { field: 'Query.user', variables: { id: owner.id } },
  { field: 'Query.userByUsername', variables: { username: owner.username } },
  { field: 'Query.users', variables: { first: 100 } },
  { field: 'Query.users', variables: { search: owner.username } },
  { field: 'Query.privacySettings' },
  { field: 'Query.blockedUsers', own: ['blocker'] },
  { field: 'Query.diaryEntry', variables: { id: entryId } },
  { field: 'Query.diaryEntries' },
  { field: 'Query.searchDiary', variables: { text: 'family' } },
  { field: 'Query.onThisDay', variables: { date: dateIn(ENTRY.timeZone) } },
  { field: 'Query.diarySession', variables: { id: sessionId } },
  { field: 'Query.diarySessions' },
  { field: 'Query.diaryAnalytics', variables: { period: 'DAY' } },
  {
    ...{ field: 'Query.matches', own: ['owner', 'matched', 'blocked'], absent: ['Conversation.title'] },
    unsteady: SOME,
  },
  // what the two show of their interests is for those who are matched
  { field: 'Query.recommendations', variables: { first: 100 } },
];

/** Today's date there. Sweden's way of writing it is that of ISO-8601. */
const dateIn = (timeZone: string): string => new Intl.DateTimeFormat('sv-SE', { timeZone }).format();

/** `sessionId`: one that is active. */
export const subscriptions = ({ owner, groupId }: World, sessionId: string): readonly Call[] => [
  { field: 'Subscription.chatEvents', absent: ['ResyncRequired'], unsteady: [...SOME, ...LATER] },
  {
    ...{ field: 'Subscription.chatEvents', variables: { conversationId: groupId } },
    // it was opened before
    ...{ absent: ['ResyncRequired', 'ConversationChanged'], unsteady: [...SOME, ...LATER] },
  },
  { field: 'Subscription.messageReceived', unsteady: [...SOME, ...LATER] },
  { field: 'Subscription.messageReceived', variables: { conversationId: groupId }, unsteady: [...SOME, ...LATER] },
  { field: 'Subscription.typing', variables: { conversationId: groupId } },
  { field: 'Subscription.presence', variables: { userIds: [owner.id] } },
  // somebody asks of whom nothing else is known
  {
    field: 'Subscription.matchEvents',
    ...{ members: ['owner'], absent: ['Match.compatibility', 'Match.respondedAt', 'Match.conversation'] },
  },
  // told of while the session is active
  { field: 'Subscription.diarySessionEvents', absent: ['entry.session.endedAt'] },
  {
    ...{ field: 'Subscription.diarySessionEvents', variables: { sessionId } },
    absent: ['entry.session.endedAt'],
  },
];

const NOT_APART: readonly ViewerName[] = ['owner', 'matched', 'other', 'admin', 'profile writer'];

/** Every mutation, in an order in which the owner can make them all. `sessionId`: one that is active. */
export const changes = (supergraph: SupergraphForTests, world: World, sessionId: string): readonly Change[] => {
  const {
    owner,
    people,
    groupId,
    messageId,
    sideId,
    sideMessageId,
    entryId,
    requestId,
    secondRequestId,
    ownRequestId,
  } = world;
  const signIn = { login: owner.username, password: PASSWORD };
  /** Somebody of the owner's tenant, and not the viewer: elsewhere the viewer has the owner's id. */
  const ownerFor = (viewer: ViewerName) => (viewer === 'elsewhere' ? people.matched.id : owner.id);
  const ofOwner = () => ({ userId: owner.id });
  const archetype = () => ({ input: { ...ARCHETYPE, userId: owner.id } });

  return [
    {
      field: 'Mutation.signUp',
      variables() {
        const username = `new-${newId().slice(-12)}`;
        return { input: { username, email: `${username}@example.org`, password: PASSWORD } };
      },
    },
    { field: 'Mutation.signIn', variables: () => ({ input: signIn }) },
    {
      field: 'Mutation.refreshSession',
      async variables() {
        const { refreshToken } = (await supergraph.nobody.ask(app.SignInDocument, { input: signIn })).signIn;
        return { refreshToken };
      },
    },
    {
      field: 'Mutation.openConversation',
      variables: (viewer) => ({
        input: {
          kind: 'GROUP',
          title: 'New',
          participantIds: [viewer === 'owner' ? people.other.id : ownerFor(viewer)],
        },
      }),
      ...{ members: NOT_APART, absent: ['Conversation.lastMessage', 'Conversation.messages'] },
    },
    {
      field: 'Mutation.addParticipants',
      variables: async () => ({ conversationId: groupId, userIds: [(await supergraph.signUp('new')).id] }),
      unsteady: SOME,
    },
    {
      field: 'Mutation.renameConversation',
      variables: () => ({ conversationId: groupId, title: `${MARK} new` }),
      unsteady: SOME,
    },
    {
      field: 'Mutation.muteConversation',
      variables: () => ({ conversationId: groupId, muted: true }),
      unsteady: SOME,
    },
    { field: 'Mutation.markAsRead', variables: () => ({ conversationId: groupId }), unsteady: SOME },
    { field: 'Mutation.setTyping', variables: () => ({ conversationId: groupId, active: true }) },
    {
      field: 'Mutation.editMessage',
      variables: () => ({ id: messageId, text: `${MARK} new` }),
      absent: ['Message.thread'],
    },
    {
      field: 'Mutation.react',
      variables: () => ({ messageId, emoji: '🎉' }),
      absent: ['Message.thread'],
    },
    {
      field: 'Mutation.unreact',
      variables: () => ({ messageId, emoji: '🎉' }),
      absent: ['Message.thread'],
    },
    {
      field: 'Mutation.sendMessage',
      variables: () => ({
        input: { conversationId: sideId, text: MARK, idempotencyKey: newId(), replyToId: sideMessageId },
      }),
      absent: LATER,
    },
    {
      field: 'Mutation.deleteMessage',
      variables: () => ({ id: sideMessageId }),
      ...{ has: ['Message.deletedAt'], absent: ['Message.text', 'Message.reactions'] },
    },
    {
      field: 'Mutation.requestUpload',
      variables: () => ({ name: `${MARK}.txt`, contentType: 'text/plain', size: 5 }),
    },
    { field: 'Mutation.publishKeyBundle', variables: () => ({ input: keyBundle() }) },
    { field: 'Mutation.claimKeyBundle', variables: (viewer) => ({ userId: ownerFor(viewer) }) },
    { field: 'Mutation.leaveConversation', variables: () => ({ conversationId: sideId }) },
    {
      field: 'Mutation.createDiaryEntry',
      variables: () => ({ input: { ...ENTRY, sessionId } }),
      ...{ absent: ['session.endedAt'], unsteady: ['DiaryEntry.mood'] },
    },
    {
      field: 'Mutation.updateDiaryEntry',
      variables: () => ({ input: { id: entryId, content: 'New.' } }),
      unsteady: ['DiaryEntry.mood'],
    },
    {
      field: 'Mutation.deleteDiaryEntry',
      variables: () => ({ id: entryId }),
      // it was the only one of its session
      absent: ['DiaryEntry.mood', 'DiaryEntry.asOf', 'session.entries'],
    },
    { field: 'Mutation.restoreDiaryEntry', variables: () => ({ id: entryId }), unsteady: ['DiaryEntry.mood'] },
    { field: 'Mutation.endDiarySession', variables: () => ({ id: sessionId }) },
    {
      field: 'Mutation.startDiarySession',
      variables: () => ({ input: { title: 'New' } }),
      absent: ['DiarySession.endedAt', 'DiarySession.entries'],
    },
    {
      field: 'Mutation.importDiary',
      variables: () => ({ format: 'DAYLIO_CSV', data: 'full_date,time,mood\n2026-01-01,08:00,ok', dryRun: true }),
      absent: ['Job.total', 'Job.url', 'Job.erasureReport', 'ImportReport.problems'],
    },
    {
      field: 'Mutation.exportDiary',
      variables: () => ({ format: 'MARKDOWN' }),
      absent: ['Job.total', 'Job.url', 'Job.erasureReport', 'Job.importReport'],
    },
    {
      field: 'Mutation.requestMatch',
      async variables(viewer) {
        const userId = viewer === 'owner' ? (await supergraph.signUp('new')).id : ownerFor(viewer);
        return { userId, message: 'New.' };
      },
      ...{ members: NOT_APART, absent: ['Match.respondedAt', 'Match.conversation'] },
      // of somebody new nothing is known
      unsteady: ['Match.compatibility'],
    },
    {
      field: 'Mutation.acceptMatch',
      variables: () => ({ id: requestId }),
      // a policy opens it
      ...{ members: ['owner'], unsteady: ['Match.conversation', ...SHARED] },
    },
    {
      field: 'Mutation.rejectMatch',
      variables: () => ({ id: secondRequestId }),
      ...{ members: ['owner'], absent: ['Match.conversation', ...SHARED] },
    },
    {
      field: 'Mutation.cancelMatch',
      variables: () => ({ id: ownRequestId }),
      ...{ members: ['owner'], absent: ['Match.conversation', 'Match.respondedAt', ...SHARED] },
    },
    {
      field: 'Mutation.dismissRecommendation',
      variables: (viewer) => ({ userId: viewer === 'owner' ? people.other.id : ownerFor(viewer) }),
    },
    { field: 'Mutation.updateProfile', variables: () => ({ input: { bio: 'New.' } }) },
    { field: 'Mutation.updatePrivacy', variables: () => ({ input: { mood: 'PRIVATE' } }) },
    { field: 'Mutation.assignArchetype', variables: archetype },
    { field: 'Mutation.updateArchetype', variables: archetype },
    { field: 'Mutation.updateModalities', variables: () => ({ ...ofOwner(), input: MODALITIES }) },
    { field: 'Mutation.blockUser', variables: ofOwner },
    { field: 'Mutation.unblockUser', variables: ofOwner },
    { field: 'Mutation.reportUser', variables: () => ({ ...ofOwner(), reason: 'New.' }) },
    {
      field: 'Mutation.requestDataExport',
      variables: () => ({}),
      absent: ['Job.url', 'Job.erasureReport', 'Job.importReport'],
    },
    // that of the owner comes last of all
    { field: 'Mutation.eraseMe', variables: () => ({ password: 'not the password' }) },
    {
      field: 'Mutation.changePassword',
      variables: () => ({ input: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } }),
    },
    { field: 'Mutation.signOut', variables: () => ({}) },
  ];
};
