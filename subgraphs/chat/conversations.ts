import { z } from 'zod';
import { connection, edgesTo, type PageArguments } from '#platform/connection';
import { badInput, notFound } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import { clientId, parseInput, text } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { conversationAggregate, memberAggregate, personAggregate } from './aggregates.ts';
import { type ConversationCommand, MAX_PARTICIPANTS } from './deciders/conversation.ts';
import type { MemberCommand } from './deciders/member.ts';
import { chatEvents, conversationStream, memberStream, personStream } from './events.ts';
import { conversationOf, membershipIn, stateForMember } from './membership.ts';
import { requirePeople } from './people.ts';
import { directClaim } from './policies.ts';
import { chats } from './projections/conversations.ts';
import { type ConversationRow, conversations, inbox, memberships, ownPlaces } from './readModel.ts';
import type { MutationResolvers } from './schema.types.ts';

const people = z
  .array(z.string().max(100))
  .min(1, 'Must name somebody')
  .max(MAX_PARTICIPANTS, `Must have at most ${MAX_PARTICIPANTS} people`);
const title = text(200);
const openInput = z.object({
  id: clientId.nullish(),
  kind: z.enum(['DIRECT', 'GROUP']),
  participantIds: people,
  title: title.nullish(),
  newMembersSeeHistory: z.boolean().nullish(),
});

/**
 * The viewer's conversations by their last activity, the newest first: two reads one after the other, whatever the size of
 * the page. With the conversations comes what is the viewer's own in them, which what is unread and said last depends on.
 */
export const conversationsOf = async (request: Request, args: PageArguments) => {
  const place = { userId: request.viewer.id };
  const { edges, pageInfo } = await connection(request, inbox, place, args, { newestFirst: true });
  return {
    edges: await edgesTo(edges, async ({ conversationId }) => {
      const [row] = await Promise.all([
        request.row(conversations, { id: conversationId }),
        membershipIn(request, conversationId),
        request.row(ownPlaces, { conversationId, ...place }),
      ]);
      return row;
    }),
    pageInfo,
  };
};

/** What is done to a conversation as such, and to one's own place in it. */
export const conversationMutations = (
  parts: SubgraphParts,
): Pick<
  MutationResolvers,
  | 'openConversation'
  | 'addParticipants'
  | 'leaveConversation'
  | 'renameConversation'
  | 'muteConversation'
  | 'markAsRead'
> => {
  const { handler, store } = parts;

  /** A conversation that is there already; from its own first event where the row can't be read yet. */
  const openedRow = async (request: Request, stream: string): Promise<ConversationRow> => {
    const row = await request.row(conversations, { id: stream.slice(conversationStream('').length) });
    return (
      row ?? rowAfter(chats, conversations, null, await handler.read(chatEvents, request.tenant, stream, { to: 1 }))
    );
  };

  /** Changes a group that is there. The answer is read once the change can be. */
  const change = async (request: Request, command: ConversationCommand): Promise<void> => {
    const { conversationId } = command;
    if (!isId(conversationId)) throw notFound('conversation', 'conversationId');
    await request.handle(conversationAggregate, conversationStream(conversationId), command);
  };

  /** What the viewer is shown of their own place in a conversation, as it is before they change it. */
  const placeIn = (request: Request, conversationId: string) =>
    Promise.all([
      request.row(conversations, { id: conversationId }),
      membershipIn(request, conversationId),
      request.row(ownPlaces, { conversationId, userId: request.viewer.id }),
    ]);

  /**
   * Changes that place. The answer comes of what was there before and of the change itself, without waiting until that can
   * be read; but for a conversation that nobody can read yet.
   */
  const move = async (
    request: Request,
    command: MemberCommand,
    [row, mine, own]: Awaited<ReturnType<typeof placeIn>>,
  ): Promise<ConversationRow> => {
    const { conversationId } = command;
    const key = { conversationId, userId: request.viewer.id };
    const { events } = await request.handle(memberAggregate, memberStream(conversationId, key.userId), command);
    if (!row || !mine) return conversationOf(request, conversationId);
    request.know(conversations, row);
    request.know(memberships, mine);
    request.know(ownPlaces, { ...rowAfter(chats, ownPlaces, own, events), ...key });
    return row;
  };

  return {
    async openConversation(_, { input }, request) {
      const given = parseInput(openInput, input, 'input');
      const { id, kind, participantIds: others, title = null, newMembersSeeHistory } = given;
      const ownerId = request.viewer.id;
      const participantIds = [...new Set([ownerId, ...others])];
      if (kind === 'DIRECT' && title !== null) throw badInput('input.title', 'A direct conversation has no title.');
      if (kind === 'DIRECT' && newMembersSeeHistory)
        throw badInput('input.newMembersSeeHistory', 'A direct conversation has no new members.');
      if (participantIds.length < 2) throw badInput('input.participantIds', 'Must name somebody else.');
      if (participantIds.length > MAX_PARTICIPANTS)
        throw badInput('input.participantIds', `A group has at most ${MAX_PARTICIPANTS} people, its owner among them.`);
      await requirePeople(parts, request, participantIds, 'input.participantIds');

      const conversationId = id ?? newId();
      const stream = conversationStream(conversationId);
      const claims = kind === 'DIRECT' && participantIds.length === 2 ? [directClaim(ownerId, participantIds[1]!)] : [];
      const handled = await request.handle(
        conversationAggregate,
        stream,
        {
          ...{ type: 'OpenConversation' as const, conversationId, kind, ownerId, participantIds, title },
          newMembersSeeHistory: newMembersSeeHistory ?? false,
        },
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

    async addParticipants(_, { conversationId, userIds: given }, request) {
      const userIds = parseInput(people, given, 'userIds');
      // an outsider learns nothing of who is there
      await stateForMember(parts, request, conversationId, 'conversationId');
      await requirePeople(parts, request, userIds, 'userIds');
      await change(request, { type: 'AddParticipants', conversationId, addedBy: request.viewer.id, userIds });
      return conversationOf(request, conversationId);
    },

    async leaveConversation(_, { conversationId }, request) {
      await change(request, { type: 'LeaveConversation', conversationId, userId: request.viewer.id });
      return true;
    },

    async renameConversation(_, { conversationId, title: given }, request) {
      const renamed = parseInput(title, given, 'title');
      const command = { type: 'RenameConversation' as const, conversationId, renamedBy: request.viewer.id };
      await change(request, { ...command, title: renamed });
      return conversationOf(request, conversationId);
    },

    async muteConversation(_, { conversationId, muted }, request) {
      const [before] = await Promise.all([
        placeIn(request, conversationId),
        stateForMember(parts, request, conversationId, 'conversationId'),
      ]);
      const userId = request.viewer.id;
      return move(request, { type: 'MuteConversation', conversationId, userId, muted }, before);
    },

    async markAsRead(_, { conversationId, throughSeq }, request) {
      const readerId = request.viewer.id;
      // one wait for all of it
      const [before, { lastSeq }, reader] = await Promise.all([
        placeIn(request, conversationId),
        stateForMember(parts, request, conversationId, 'conversationId'),
        handler.load(personAggregate, request.tenant, personStream(readerId)),
      ]);
      const through = throughSeq ?? lastSeq;
      if (through < 0 || through > lastSeq)
        throw badInput('throughSeq', `Must be between 0 and ${lastSeq}, the last message there is.`);
      const { readReceipts: receipt } = reader.state;
      return move(request, { type: 'MarkAsRead', conversationId, readerId, throughSeq: through, receipt }, before);
    },
  };
};
