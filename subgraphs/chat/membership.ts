import { notFound } from '#platform/domain/errors';
import { isId } from '#platform/domain/ids';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { conversationAggregate } from './aggregates.ts';
import { type Conversation, isParticipant } from './deciders/conversation.ts';
import { conversationStream } from './events.ts';
import {
  type ConversationRow,
  conversations,
  type MembershipRow,
  type MessageRow,
  memberships,
  messagePlaces,
  messages,
} from './readModel.ts';

/** The state of a conversation that the viewer is in: never behind, as rows may be. What decisions rest on. */
export const stateForMember = async (
  { handler }: SubgraphParts,
  request: Request,
  conversationId: string,
  field: string,
): Promise<Conversation> => {
  if (!isId(conversationId)) throw notFound('conversation', field);
  const { state } = await handler.load(conversationAggregate, request.tenant, conversationStream(conversationId));
  if (!isParticipant(state, request.viewer.id)) throw notFound('conversation', field);
  return state;
};

/** The viewer's membership; null for outsiders, and for who has left. */
export const membershipIn = (request: Request, conversationId: string): Promise<MembershipRow | null> =>
  request.row(memberships, { userId: request.viewer.id, conversationId });

/** A conversation that the viewer is in, if it is one. */
export const conversationInSight = async (request: Request, id: string): Promise<ConversationRow | null> => {
  const [mine, row] = await Promise.all([membershipIn(request, id), request.row(conversations, { id })]);
  return mine && row;
};

export const conversationOf = async (request: Request, id: string): Promise<ConversationRow> => {
  const row = await request.row(conversations, { id });
  if (!row) throw notFound('conversation');
  return row;
};

/** A message of a conversation, if the viewer may see it: a member, and not one who came after it. */
export const messageAt = async (request: Request, conversationId: string, seq: number): Promise<MessageRow | null> => {
  const mine = await membershipIn(request, conversationId);
  return mine && seq > mine.hiddenThrough ? request.row(messages, { conversationId, seq }) : null;
};

/** A message by its id, if the viewer may see it. */
export const messageInSight = async (request: Request, id: string): Promise<MessageRow | null> => {
  const place = await request.row(messagePlaces, { id });
  return place && messageAt(request, place.conversationId, place.seq);
};
