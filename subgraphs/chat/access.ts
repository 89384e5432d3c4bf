import type { AccessRules, Rule } from '#platform/access';

export type ChatRule = Rule<
  /** The members, where the person lets others see how far they have read (`PrivacySettings.readReceipts`). */
  | 'receipts'
  /** Anybody, where the person lets others see that they are online (`PrivacySettings.presence`). */
  | 'presence'
  /** Anybody of the tenant, unless one of the two blocks the other. */
  | 'no block'
  /** The same; who may not is answered with nothing, as of somebody who is not there. */
  | 'no block, or nothing'
>;

/** Who gets what of schema.graphql: the participants. A block between two of them closes no conversation to its readers. */
export const access: AccessRules<ChatRule> = {
  Query: { conversation: 'members', conversations: 'own', message: 'members', searchMessages: 'members' },
  Mutation: {
    openConversation: 'no block',
    addParticipants: 'members',
    leaveConversation: 'members',
    renameConversation: 'members',
    muteConversation: 'members',
    markAsRead: 'members',
    sendMessage: 'members',
    editMessage: 'owner',
    deleteMessage: 'owner',
    react: 'members',
    unreact: 'members',
    setTyping: 'members',
    requestUpload: 'own',
    publishKeyBundle: 'own',
    claimKeyBundle: 'no block, or nothing',
  },
  Subscription: { chatEvents: 'members', messageReceived: 'members', typing: 'members', presence: 'no block' },
  User: { conversations: 'owner' },
  Conversation: {
    id: 'members',
    kind: 'members',
    title: 'members',
    participants: 'members',
    lastMessage: 'members',
    unreadCount: 'members',
    messages: 'members',
    muted: 'members',
    createdAt: 'members',
    updatedAt: 'members',
  },
  ConversationConnection: { edges: 'parent', pageInfo: 'parent' },
  ConversationEdge: { cursor: 'parent', node: 'parent' },
  Participant: { user: 'parent', role: 'parent', joinedAt: 'parent', lastReadSeq: 'receipts' },
  Message: {
    id: 'members',
    conversation: 'members',
    seq: 'members',
    sender: 'members',
    text: 'members',
    ciphertext: 'members',
    replyTo: 'members',
    thread: 'members',
    reactions: 'members',
    attachments: 'members',
    sentAt: 'members',
    editedAt: 'members',
    deletedAt: 'members',
    history: 'owner',
  },
  MessageConnection: { edges: 'parent', pageInfo: 'parent' },
  MessageEdge: { cursor: 'parent', node: 'parent' },
  Reaction: { emoji: 'parent', count: 'parent', reactedByMe: 'parent' },
  HistoryConnection: { edges: 'parent', pageInfo: 'parent' },
  HistoryEdge: { cursor: 'parent', node: 'parent' },
  HistoryEvent: { type: 'parent', version: 'parent', at: 'parent', actor: 'parent', data: 'parent' },
  Attachment: { id: 'parent', name: 'parent', contentType: 'parent', size: 'parent', url: 'parent' },
  Upload: { attachmentId: 'parent', url: 'parent', method: 'parent', headers: 'parent', expiresAt: 'parent' },
  KeyBundle: {
    userId: 'parent',
    identityKey: 'parent',
    signedPrekey: 'parent',
    signature: 'parent',
    oneTimePrekey: 'parent',
  },
  SendMessagePayload: { status: 'parent', message: 'parent' },
  ChatEvent: { cursor: 'parent', conversation: 'parent', at: 'parent' },
  MessageSent: { cursor: 'parent', conversation: 'parent', at: 'parent', message: 'parent' },
  MessageEdited: { cursor: 'parent', conversation: 'parent', at: 'parent', message: 'parent' },
  MessageDeleted: { cursor: 'parent', conversation: 'parent', at: 'parent', message: 'parent' },
  ReactionChanged: { cursor: 'parent', conversation: 'parent', at: 'parent', message: 'parent' },
  ConversationRead: {
    cursor: 'receipts',
    conversation: 'receipts',
    at: 'receipts',
    reader: 'receipts',
    readThroughSeq: 'receipts',
  },
  ConversationChanged: { cursor: 'parent', conversation: 'parent', at: 'parent' },
  ResyncRequired: { cursor: 'parent', conversation: 'parent', at: 'parent' },
  Typing: { conversationId: 'parent', user: 'parent', active: 'parent' },
  Presence: { user: 'parent', online: 'parent', lastSeenAt: 'presence' },
  Match: { conversation: 'members' },
  PageInfo: { hasNextPage: 'parent', hasPreviousPage: 'parent', startCursor: 'parent', endCursor: 'parent' },
};
