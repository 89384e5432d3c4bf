import type { AccessRules, Rule } from '#platform/access';

export type ChatRule = Rule<
  /** The members, where the person lets others see how far they have read (`PrivacySettings.readReceipts`). */
  | 'receipts'
  /** Anybody of the tenant, unless one of the two blocks the other. */
  | 'no block'
>;

/** Who gets what of schema.graphql: the participants. A block between two of them closes no conversation to its readers. */
export const access: AccessRules<ChatRule> = {
  Query: { conversation: 'members' },
  Mutation: { openConversation: 'no block', sendMessage: 'members', markAsRead: 'members' },
  Subscription: { chatEvents: 'members', messageReceived: 'members' },
  Conversation: {
    id: 'members',
    kind: 'members',
    title: 'members',
    participants: 'members',
    lastMessage: 'members',
    unreadCount: 'members',
    messages: 'members',
    createdAt: 'members',
    updatedAt: 'members',
  },
  Participant: { user: 'parent', role: 'parent', joinedAt: 'parent', lastReadSeq: 'receipts' },
  Message: {
    id: 'members',
    conversation: 'members',
    seq: 'members',
    sender: 'members',
    text: 'members',
    replyTo: 'members',
    sentAt: 'members',
  },
  MessageConnection: { edges: 'parent', pageInfo: 'parent' },
  MessageEdge: { cursor: 'parent', node: 'parent' },
  SendMessagePayload: { status: 'parent', message: 'parent' },
  ChatEvent: { cursor: 'parent', conversation: 'parent', at: 'parent' },
  MessageSent: { cursor: 'parent', conversation: 'parent', at: 'parent', message: 'parent' },
  ConversationRead: {
    cursor: 'receipts',
    conversation: 'receipts',
    at: 'receipts',
    reader: 'receipts',
    readThroughSeq: 'receipts',
  },
  ConversationChanged: { cursor: 'parent', conversation: 'parent', at: 'parent' },
  Match: { conversation: 'members' },
  PageInfo: { hasNextPage: 'parent', hasPreviousPage: 'parent', startCursor: 'parent', endCursor: 'parent' },
};
