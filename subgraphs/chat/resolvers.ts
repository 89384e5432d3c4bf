import { z } from 'zod';
import { connection } from '#platform/connection';
import { badInput, notFound } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import { clientId, parseInput, text } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { residueResolver, verifiable } from '#platform/subject-rights/verifying';
import { anyBlocked, counterparts } from './blocks.ts';
import {
  type Conversation,
  conversationAggregate,
  isParticipant,
  memberAggregate,
  personAggregate,
} from './decider.ts';
import { chatEvents, conversationStream, memberStream, pairOf, personStream } from './events.ts';
import { requirePeople } from './people.ts';
import { directClaim } from './policies.ts';
import { chats } from './projections.ts';
import {
  type ConversationRow,
  conversations,
  directs,
  messagePlaces,
  messages,
  type ParticipantRow,
  participants,
  persons,
} from './readModel.ts';
import type { Resolvers } from './schema.types.ts';
import { subscriptions } from './subscriptions.ts';

const MAX_PARTICIPANTS = 1_000;

const openInput = z.object({
  id: clientId.nullish(),
  kind: z.enum(['DIRECT', 'GROUP']),
  participantIds: z
    .array(z.string().max(100))
    .min(1, 'Must name somebody')
    .max(MAX_PARTICIPANTS, `Must have at most ${MAX_PARTICIPANTS} people`),
  title: text(200).nullish(),
});
const sendInput = z.object({
  conversationId: z.string(),
  text: text(20_000),
  idempotencyKey: text(200),
  replyToId: z.string().nullish(),
});

export const resolvers = (parts: SubgraphParts): Resolvers => {
  const { handler, store, awaited } = parts;
  const counterpartsIn = counterparts(parts);

  /** The state that decisions rest on: never behind, as rows may be for a moment. */
  const stateFor = async (request: Request, conversationId: string, field: string): Promise<Conversation> => {
    if (!isId(conversationId)) throw notFound('conversation', field);
    const { state } = await handler.load(conversationAggregate, request.tenant, conversationStream(conversationId));
    if (!isParticipant(state, request.viewer.id)) throw notFound('conversation', field);
    return state;
  };

  const ownPlace = (request: Request, conversationId: string): Promise<ParticipantRow | null> =>
    request.row(participants, { conversationId, userId: request.viewer.id });

  const rowOf = async (request: Request, id: string): Promise<ConversationRow> => {
    const row = await request.row(conversations, { id });
    if (!row) throw notFound('conversation');
    return row;
  };

  /** A conversation that is there already; from its own first event where the row can't be read yet. */
  const openedRow = async (request: Request, stream: string): Promise<ConversationRow> => {
    const row = await request.row(conversations, { id: stream.slice(conversationStream('').length) });
    return (
      row ?? rowAfter(chats, conversations, null, await handler.read(chatEvents, request.tenant, stream, { to: 1 }))
    );
  };

  const requireReplyTo = async (request: Request, conversationId: string, messageId: string) => {
    // it may have been sent a moment ago, by somebody else
    const place = await awaited(request, 'chat', () => request.row(messagePlaces, { id: messageId }));
    if (place?.conversationId !== conversationId)
      throw badInput('input.replyToId', 'There is no such message in this conversation.');
  };

  return {
    Query: {
      async conversation(_, { id }, request) {
        // somebody else may have opened it a moment ago, and told the viewer
        if (!(await awaited(request, 'chat', () => ownPlace(request, id)))) throw notFound('conversation', 'id');
        return rowOf(request, id);
      },
    },

    Mutation: {
      async openConversation(_, { input }, request) {
        const { id, kind, participantIds: others, title } = parseInput(openInput, input, 'input');
        const ownerId = request.viewer.id;
        const participantIds = [...new Set([ownerId, ...others])];
        if (kind === 'DIRECT' && title != null) throw badInput('input.title', 'A direct conversation has no title.');
        if (participantIds.length < 2) throw badInput('input.participantIds', 'Must name somebody else.');
        await requirePeople(parts, request, participantIds, 'input.participantIds');

        const conversationId = id ?? newId();
        const stream = conversationStream(conversationId);
        const claims =
          kind === 'DIRECT' && participantIds.length === 2 ? [directClaim(ownerId, participantIds[1]!)] : [];
        const command = { type: 'OpenConversation' as const, conversationId, kind, ownerId, participantIds };
        const handled = await request.handle(
          conversationAggregate,
          stream,
          { ...command, title: title ?? null },
          { claims },
        );
        switch (handled.status) {
          case 'claimed':
            return openedRow(request, (await store.findClaim(request.tenant, claims[0]!))!);
          case 'unchanged':
            return openedRow(request, stream);
          default:
            return rowAfter(chats, conversations, null, handled.events);
        }
      },

      async sendMessage(_, { input }, request) {
        const { conversationId, idempotencyKey: key, ...content } = parseInput(sendInput, input, 'input');
        const { viewer } = request;
        if (!isId(conversationId)) throw notFound('conversation', 'input.conversationId');
        const replyToId = content.replyToId ?? null;
        if (replyToId !== null) {
          // an outsider learns nothing of what is in it
          await stateFor(request, conversationId, 'input.conversationId');
          await requireReplyTo(request, conversationId, replyToId);
        }

        const blocked = await anyBlocked(parts, request, await counterpartsIn(request, conversationId));
        const { status, events } = await request.handle(
          conversationAggregate,
          conversationStream(conversationId),
          {
            ...{ type: 'SendMessage' as const, conversationId, messageId: newId(), senderId: viewer.id },
            ...{ text: content.text, replyToId, blocked },
          },
          { once: { mutation: 'sendMessage', key, content: [conversationId, content.text, replyToId] } },
        );
        return {
          status: status === 'repeated' ? ('ALREADY_EXISTS' as const) : ('SENT' as const),
          message: rowAfter(chats, messages, null, events),
        };
      },

      async markAsRead(_, { conversationId, throughSeq }, request) {
        const readerId = request.viewer.id;
        const [{ lastSeq }, reader] = await Promise.all([
          stateFor(request, conversationId, 'conversationId'),
          handler.load(personAggregate, request.tenant, personStream(readerId)),
        ]);
        const through = throughSeq ?? lastSeq;
        if (through < 0 || through > lastSeq)
          throw badInput('throughSeq', `Must be between 0 and ${lastSeq}, the last message there is.`);
        const command = { conversationId, readerId, throughSeq: through, receipt: reader.state.readReceipts };
        await request.handle(memberAggregate, memberStream(conversationId, readerId), command);
        return rowOf(request, conversationId);
      },
    },

    ...subscriptions(parts, stateFor),

    Conversation: {
      async __resolveReference({ id }, request) {
        if (!request.viewerOrNull) return null;
        const mine = await ownPlace(request, id);
        return mine && request.row(conversations, { id });
      },
      title: ({ id, ownerId, title }, _, request) =>
        request.open<string>({ subject: ownerId, stream: conversationStream(id) }, 'title', title),
      async participants({ id }, _, request) {
        const rows = await request.page(participants, { conversationId: id }, { limit: MAX_PARTICIPANTS });
        return rows.map(({ userId, role, joinedAt, lastReadSeq }: ParticipantRow) => ({
          ...{ user: { __typename: 'User' as const, id: userId }, role, joinedAt, lastReadSeq },
        }));
      },
      lastMessage: ({ id, lastSeq }, _, request) =>
        lastSeq === 0 ? null : request.row(messages, { conversationId: id, seq: lastSeq }),
      async unreadCount({ id, lastSeq }, _, request) {
        const mine = await ownPlace(request, id);
        return Math.max(0, lastSeq - (mine?.lastReadSeq ?? 0));
      },
      messages: ({ id }, args, request) => connection(request, messages, { conversationId: id }, args),
    },

    Participant: {
      async lastReadSeq({ user, lastReadSeq = null }, _, request) {
        const other = user && user.id !== request.viewer.id ? await request.row(persons, { id: user.id }) : null;
        return other?.readReceipts === false ? null : lastReadSeq;
      },
    },

    Message: {
      async __resolveReference({ id }, request) {
        if (!request.viewerOrNull) return null;
        const place = await request.row(messagePlaces, { id });
        if (!place) return null;
        const { conversationId, seq } = place;
        const mine = await ownPlace(request, conversationId);
        return mine && request.row(messages, { conversationId, seq });
      },
      conversation: ({ conversationId }, _, request) => rowOf(request, conversationId),
      sender: ({ senderId }) => ({ __typename: 'User', id: senderId }),
      text: ({ conversationId, senderId, text }, _, request) =>
        request.open<string>({ subject: senderId, stream: conversationStream(conversationId) }, 'text', text),
      async replyTo({ conversationId, replyToId }, _, request) {
        const place = replyToId === null ? null : await request.row(messagePlaces, { id: replyToId });
        return place && request.row(messages, { conversationId, seq: place.seq });
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
