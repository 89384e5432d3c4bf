import { z } from 'zod';
import { placeCursors } from '#platform/cursor';
import { notFound } from '#platform/domain/errors';
import { START } from '#platform/domain/events';
import { parseInput } from '#platform/input';
import { type LiveEntries, type LiveOptions, live } from '#platform/live';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { membershipIn, messageAt, stateForMember } from '../membership.ts';
import {
  type ChatEventNode,
  conversationTopic,
  inboxTopic,
  type LiveChatEvent,
  type ResyncNode,
  type ResyncNotice,
} from '../projections/log.ts';
import { chatLog, conversations, type MessageRow } from '../readModel.ts';
import type { Resolvers } from '../schema.types.ts';
import { attendance } from './attendance.ts';
import { audience } from './audience.ts';
import { logReader } from './log.ts';
import { type PresenceNode, watchPresence } from './presence.ts';
import type { Typing, TypingNode } from './typing.ts';

/** More than that is replayed to nobody: one who is further behind is sooner done by reading anew. */
const MAX_REPLAYED = 10_000;
const MAX_MISSED_MS = 7 * 24 * 3_600_000;

const MAX_WATCHED = 100;
const watchedPeople = z
  .array(z.string().max(100))
  .min(1, 'Must name somebody')
  .max(MAX_WATCHED, `Must have at most ${MAX_WATCHED} people`);

/** What happens in one conversation, or in all of the viewer's. */
export const subscriptions = (
  parts: SubgraphParts,
  whoIsTyping: Typing,
): Pick<
  Resolvers,
  | 'Subscription'
  | 'ChatEvent'
  | 'MessageSent'
  | 'MessageEdited'
  | 'MessageDeleted'
  | 'ReactionChanged'
  | 'ConversationRead'
  | 'ConversationChanged'
  | 'ResyncRequired'
  | 'Typing'
  | 'Presence'
> => {
  const { pubsub, watermark, awaited } = parts;
  const log = logReader(parts);
  const attend = attendance(parts);

  const open = async (
    request: Request,
    conversationId: string | null,
    after: string | null | undefined,
    options: Pick<LiveOptions<LiveChatEvent, ResyncNotice>, 'accepts' | 'resync'>,
  ): Promise<LiveEntries<LiveChatEvent, ResyncNotice>> => {
    const { tenant, viewer } = request;
    if (conversationId !== null) {
      await stateForMember(parts, request, conversationId, 'conversationId');
      // what is followed goes by the rows, which may be on their way
      if (!(await awaited(request, 'chat', () => membershipIn(request, conversationId))))
        throw notFound('conversation', 'conversationId');
    }
    // a cursor is good for the person and the conversation that it came from
    const cursors = placeCursors([chatLog.name, viewer.id, conversationId]);
    const resumed = request.resumeAfter ?? after ?? null;
    const { set, hears } = audience(viewer.id);
    /** The conversations to follow, as the viewer is in them now. */
    const followed = async (): Promise<readonly string[]> => {
      const memberships = await log.memberships(tenant, viewer.id, conversationId);
      set(memberships);
      return memberships.map((of) => of.conversationId);
    };
    return live<LiveChatEvent, ResyncNotice>({
      ...{ pubsub, tenant, watermark },
      after: resumed === null ? null : cursors.decode(resumed, 'after'),
      cursorOf: cursors.encode,
      logOf: (event) => event.conversationId,
      async topics() {
        const topics = (await followed()).map(conversationTopic);
        return conversationId === null ? [inboxTopic(viewer.id), ...topics] : topics;
      },
      async now() {
        // before the rows: what is projected between the two stands above it
        const base = conversationId === null ? await watermark() : START;
        return { base, marks: await log.marksAbove(tenant, base, await followed()) };
      },
      readAfter: async (place, limit) => log.readAfter(tenant, await followed(), place, limit),
      ...(conversationId === null
        ? {
            topicsOf: (event: LiveChatEvent) =>
              event.left === viewer.id ? [] : [conversationTopic(event.conversationId)],
          }
        : {}),
      ...options,
      accepts: (event) => hears(event) && (options.accepts?.(event) ?? true),
    });
  };

  const ofEvery = {
    conversation: async (
      { conversationId }: { readonly conversationId: string | null },
      _: object,
      request: Request,
    ) => {
      // who left is told that they did, and nothing of how it goes on
      const mine = conversationId === null ? null : await membershipIn(request, conversationId);
      return mine && request.row(conversations, { id: mine.conversationId });
    },
  };
  const ofMessage = {
    ...ofEvery,
    message: (event: ChatEventNode, _: object, request: Request) => messageOf(event, request),
  };

  return {
    Subscription: {
      chatEvents: {
        subscribe: async (_, { conversationId, after }, request) =>
          attend(
            request,
            await open(request, conversationId ?? null, after, { resync: resyncIn(conversationId) }),
          ) as never,
        resolve: (event: ChatEventNode | ResyncNode) => event,
      },
      messageReceived: {
        subscribe: async (_, { conversationId }, request) =>
          attend(request, await open(request, conversationId ?? null, null, { accepts: isMessage })) as never,
        resolve: (event: LiveChatEvent, _: object, request: Request) => messageOf(event, request),
      },
      typing: {
        subscribe: async (_, { conversationId }, request) =>
          attend(request, await whoIsTyping.watch(request, conversationId)) as never,
        resolve: (event: TypingNode) => event,
      },
      presence: {
        subscribe: async (_, { userIds }, request) =>
          attend(request, await watchPresence(parts, request, parseInput(watchedPeople, userIds, 'userIds'))) as never,
        resolve: (event: PresenceNode) => event,
      },
    },

    ChatEvent: { __resolveType: ({ type }) => type },
    MessageSent: ofMessage,
    MessageEdited: ofMessage,
    MessageDeleted: ofMessage,
    ReactionChanged: ofMessage,
    ConversationRead: {
      ...ofEvery,
      reader: ({ actorId }) => ({ __typename: 'User', id: actorId }),
      readThroughSeq: ({ seq }) => seq ?? 0,
    },
    ConversationChanged: ofEvery,
    ResyncRequired: ofEvery,
    Typing: { user: ({ userId }) => ({ __typename: 'User', id: userId }) },
    Presence: { user: ({ userId }) => ({ __typename: 'User', id: userId }) },
  };
};

const isMessage = ({ type }: LiveChatEvent): boolean => type === 'MessageSent';

const resyncIn = (conversationId: string | null = null) => ({
  behind: MAX_REPLAYED,
  tooOld: ({ at }: LiveChatEvent): boolean => Date.now() - Date.parse(at) > MAX_MISSED_MS,
  notice: (): ResyncNotice => ({ type: 'ResyncRequired', conversationId, at: new Date().toISOString() }),
});

/** Who takes an event later than that is shown the message as it is now: it may have been edited or deleted since. */
const ANNOUNCED_FOR_MS = 5_000;

/** Announced with its sending; else read. */
const messageOf = async (
  { message, conversationId, seq, at }: LiveChatEvent,
  request: Request,
): Promise<MessageRow> => {
  const announced = Date.now() - Date.parse(at) < ANNOUNCED_FOR_MS ? message : undefined;
  const row = announced ?? (await messageAt(request, conversationId, seq ?? 0));
  if (!row) throw notFound('message');
  return row;
};
