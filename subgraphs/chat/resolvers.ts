import { connection, edgesTo } from '#platform/connection';
import { notFound } from '#platform/domain/errors';
import { contentOf } from '#platform/history';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { residueResolver, verifiable } from '#platform/subject-rights/verifying';
import { attachmentsOf } from './attachments/attached.ts';
import { requestUpload } from './attachments/uploads.ts';
import { conversationMutations, conversationsOf } from './conversations.ts';
import { MAX_PARTICIPANTS } from './deciders/conversation.ts';
import { conversationStream, messageStream, pairOf } from './events.ts';
import { historyOfMessage } from './history.ts';
import { keyMutations } from './keys.ts';
import { subscriptions } from './live/subscriptions.ts';
import { typing } from './live/typing.ts';
import { conversationInSight, conversationOf, membershipIn, messageAt, messageInSight } from './membership.ts';
import { messageMutations } from './messages.ts';
import { messagePage } from './paging.ts';
import { reactionsTo } from './reactions.ts';
import {
  conversations,
  directs,
  type MessageRow,
  messages,
  type OwnPlaceRow,
  ownPlaces,
  participants,
  persons,
  reactions,
  replies,
} from './readModel.ts';
import type { MutationResolvers, Resolvers } from './schema.types.ts';
import { searchMessages } from './search.ts';

export const resolvers = (parts: SubgraphParts): Resolvers => {
  const { handler, awaited } = parts;
  const ownPlace = (request: Request, conversationId: string): Promise<OwnPlaceRow | null> =>
    request.row(ownPlaces, { conversationId, userId: request.viewer.id });
  const whoIsTyping = typing(parts);
  const setTyping: MutationResolvers['setTyping'] = async (_, { conversationId, active }, request) => {
    await whoIsTyping.say(request, conversationId, active);
    return true;
  };

  return {
    Query: {
      async conversation(_, { id }, request) {
        // somebody else may have opened it a moment ago, and told the viewer
        const found = await awaited(request, 'chat', () => conversationInSight(request, id));
        if (!found) throw notFound('conversation', 'id');
        return found;
      },
      conversations: (_, args, request) => conversationsOf(request, args),
      searchMessages: (_, args, request) => searchMessages(parts, request, args),
      async message(_, { id }, request) {
        const message = await awaited(request, 'chat', () => messageInSight(request, id));
        if (!message) throw notFound('message', 'id');
        return message;
      },
    },

    Mutation: {
      ...{ ...conversationMutations(parts), ...messageMutations(parts), setTyping },
      ...{ requestUpload: requestUpload(parts), ...keyMutations(parts) },
    },

    ...subscriptions(parts, whoIsTyping),

    User: {
      __resolveReference: ({ id }) => ({ __typename: 'User', id }),
      conversations: ({ id }, args, request) =>
        id === request.viewerOrNull?.id ? conversationsOf(request, args) : null,
    },

    Conversation: {
      __resolveReference: ({ id }, request) => (request.viewerOrNull ? conversationInSight(request, id) : null),
      title: ({ id, titleBy, title }, _, request) =>
        request.open<string>({ subject: titleBy, stream: conversationStream(id) }, 'title', title),
      participants: ({ id: conversationId }, _, request) =>
        request.page(participants, { conversationId }, { limit: MAX_PARTICIPANTS }),
      lastMessage: ({ id, lastSeq }, _, request) => messageAt(request, id, lastSeq),
      async unreadCount({ id, lastSeq }, _, request) {
        const [mine, own] = await Promise.all([membershipIn(request, id), ownPlace(request, id)]);
        return Math.max(0, lastSeq - Math.max(own?.lastReadSeq ?? 0, mine?.hiddenThrough ?? 0));
      },
      messages: (conversation, args, request) => messagePage(request, conversation, args),
      muted: async ({ id }, _, request) => (await ownPlace(request, id))?.muted ?? false,
    },

    Participant: {
      user: ({ userId }) => ({ __typename: 'User', id: userId }),
      async lastReadSeq({ conversationId, userId }, _, request) {
        const [other, place] = await Promise.all([
          userId === request.viewer.id ? null : request.row(persons, { id: userId }),
          request.row(ownPlaces, { conversationId, userId }),
        ]);
        return other?.readReceipts === false ? null : (place?.lastReadSeq ?? 0);
      },
    },

    Message: {
      __resolveReference: ({ id }, request) => (request.viewerOrNull ? messageInSight(request, id) : null),
      conversation: ({ conversationId }, _, request) => conversationOf(request, conversationId),
      sender: ({ senderId }) => ({ __typename: 'User', id: senderId }),
      text: (message, _, request) => open(request, message, 'text'),
      ciphertext: (message, _, request) => open(request, message, 'ciphertext'),
      replyTo: ({ replyToId }, _, request) => (replyToId === null ? null : messageInSight(request, replyToId)),
      async thread({ id, conversationId }, args, request) {
        const { edges, pageInfo } = await connection(request, replies, { replyToId: id }, args);
        return { edges: await edgesTo(edges, ({ seq }) => request.row(messages, { conversationId, seq })), pageInfo };
      },
      reactions: (message, _, request) => reactionsTo(request, message),
      attachments: (message, _, request) => attachmentsOf(parts, request, message),
      history: (message, args, request) =>
        message.senderId === request.viewer.id ? historyOfMessage(request, handler, message, args) : null,
    },

    Reaction: {
      reactedByMe: async ({ messageId, emojiHash }, _, request) =>
        (await request.row(reactions, { messageId, emojiHash, userId: request.viewer.id })) !== null,
    },

    HistoryEvent: {
      actor: ({ actor }) => ({ __typename: 'User', id: actor }),
      async data(event, _, request) {
        // of keyed hashes, which say nothing to anybody
        const { index: _index, ...content } = (await contentOf(request, event)) as { index?: unknown };
        return content;
      },
    },

    ErasureReport: { __resolveReference: verifiable, chatStores: residueResolver(parts.residueOf) },

    Match: {
      async conversation({ status, requester, recipient }, _, request) {
        const two = [requester?.id, recipient?.id];
        if (status !== 'ACCEPTED' || !two[0] || !two[1] || !two.includes(request.viewer.id)) return null;
        const direct = await request.row(directs, { pair: pairOf(two[0], two[1]) });
        return direct && request.row(conversations, { id: direct.conversationId });
      },
    },
  };
};

/** What was said: sealed in the conversation's stream at first, and in the message's own once it was edited. */
const open = (request: Request, message: MessageRow, field: 'text' | 'ciphertext') => {
  const { id, conversationId, senderId: subject, editedAt } = message;
  const stream = editedAt === null ? conversationStream(conversationId) : messageStream(id);
  return request.open<string>({ subject, stream }, field, message[field]);
};
