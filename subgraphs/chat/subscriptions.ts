import { feedCursors } from '#platform/cursor';
import { notFound } from '#platform/domain/errors';
import type { FeedPosition } from '#platform/domain/events';
import { live } from '#platform/live';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import type { Conversation } from './decider.ts';
import { type ChatEventNode, conversationTopic, inboxTopic, type LiveChatEvent } from './projections.ts';
import { chatLog, conversations, type MessageRow, memberships, messages } from './readModel.ts';
import type { Resolvers } from './schema.types.ts';

/** How much of a log is read at once while a subscriber catches up. */
const PAGE = 200;

type MemberCheck = (request: Request, conversationId: string, field: string) => Promise<Conversation>;

/** What happens in one conversation, or in all of the viewer's. */
export const subscriptions = (
  { readModel, pubsub }: SubgraphParts,
  requireMember: MemberCheck,
): Pick<Resolvers, 'Subscription' | 'ChatEvent' | 'MessageSent' | 'ConversationRead' | 'ConversationChanged'> => {
  const readConversation = (tenant: string, conversationId: string, after: FeedPosition) =>
    readModel.page(chatLog, tenant, { conversationId }, { after: { feed: after }, limit: PAGE });

  const conversationIdsOf = async (tenant: string, userId: string): Promise<string[]> => {
    const ids: string[] = [];
    for (;;) {
      const after = ids.length > 0 ? { conversationId: ids.at(-1)! } : undefined;
      const page = await readModel.page(memberships, tenant, { userId }, { after, limit: 1_000 });
      if (page.length === 0) return ids;
      ids.push(...page.map(({ conversationId }) => conversationId));
    }
  };

  /** The next page over all conversations in which something happened since. */
  const readInbox = async (tenant: string, userId: string, after: FeedPosition) => {
    const keys = (await conversationIdsOf(tenant, userId)).map((id) => ({ id }));
    const rows = await readModel.get(conversations, tenant, keys);
    const moved = rows.flatMap((row) => (row && row.lastFeed > after ? [row.id] : []));
    const pages = await Promise.all(moved.map((id) => readConversation(tenant, id, after)));
    return pages
      .flat()
      .sort((a, b) => (a.feed < b.feed ? -1 : 1))
      .slice(0, PAGE);
  };

  const open = async (
    request: Request,
    conversationId: string | null,
    after: FeedPosition | null,
    accepts = (_: LiveChatEvent) => true,
  ) => {
    const { tenant, viewer } = request;
    if (conversationId !== null) {
      await requireMember(request, conversationId, 'conversationId');
      return live<LiveChatEvent>({
        ...{ pubsub, tenant, after, accepts, topics: [conversationTopic(conversationId)] },
        readAfter: (place) => readConversation(tenant, conversationId, place),
      });
    }
    const ids = await conversationIdsOf(tenant, viewer.id);
    return live<LiveChatEvent>({
      ...{ pubsub, tenant, after, accepts, topics: [inboxTopic(viewer.id), ...ids.map(conversationTopic)] },
      readAfter: (place) => readInbox(tenant, viewer.id, place),
      topicsOf: (event) => [conversationTopic(event.conversationId)],
    });
  };

  const ofEvery = {
    conversation: ({ conversationId }: ChatEventNode, _: object, request: Request) =>
      request.row(conversations, { id: conversationId }),
  };

  return {
    Subscription: {
      chatEvents: {
        subscribe(_, { conversationId, after }, request) {
          const place = after == null ? null : cursorsOf(request, conversationId ?? null).decode(after, 'after');
          return open(request, conversationId ?? null, place) as never;
        },
        resolve: (event: LiveChatEvent, { conversationId }: { conversationId?: string | null }, request: Request) => ({
          ...event,
          cursor: cursorsOf(request, conversationId ?? null).encode(event.feed),
        }),
      },
      messageReceived: {
        subscribe: (_, { conversationId }, request) =>
          open(request, conversationId ?? null, null, ({ type }) => type === 'MessageSent') as never,
        resolve: (event: LiveChatEvent, _: object, request: Request) => messageOf(event, request),
      },
    },

    ChatEvent: { __resolveType: ({ type }) => type },
    ConversationChanged: ofEvery,
    ConversationRead: {
      ...ofEvery,
      reader: ({ actorId }) => ({ __typename: 'User', id: actorId }),
      readThroughSeq: ({ seq }) => seq ?? 0,
    },
    MessageSent: { ...ofEvery, message: (event, _, request) => messageOf(event, request) },
  };
};

/** Announced with the event; read where the event itself was read again. */
const messageOf = async ({ message, conversationId, seq }: LiveChatEvent, request: Request): Promise<MessageRow> => {
  const row = message ?? (await request.row(messages, { conversationId, seq: seq ?? 0 }));
  if (!row) throw notFound('message');
  return row;
};

/** A cursor is good for the person and the subscription that it came from. */
const cursorsOf = ({ viewer }: Request, conversationId: string | null) =>
  feedCursors([chatLog.name, viewer.id, conversationId]);
