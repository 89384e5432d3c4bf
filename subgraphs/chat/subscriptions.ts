import { placeCursors } from '#platform/cursor';
import { notFound } from '#platform/domain/errors';
import { START } from '#platform/domain/events';
import { live } from '#platform/live';
import { deliveredIn, type Place } from '#platform/place';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import type { Conversation } from './decider.ts';
import { type ChatEventNode, conversationTopic, inboxTopic, type LiveChatEvent } from './projections.ts';
import {
  type ChatEventRow,
  type ConversationRow,
  chatLog,
  conversations,
  type MessageRow,
  memberships,
  messages,
  persons,
} from './readModel.ts';
import type { Resolvers } from './schema.types.ts';

type MemberCheck = (request: Request, conversationId: string, field: string) => Promise<Conversation>;

/** What happens in one conversation, or in all of the viewer's. */
export const subscriptions = (
  { readModel, pubsub, watermark }: SubgraphParts,
  requireMember: MemberCheck,
): Pick<Resolvers, 'Subscription' | 'ChatEvent' | 'MessageSent' | 'ConversationRead' | 'ConversationChanged'> => {
  const readConversation = (tenant: string, conversationId: string, place: Place, limit: number) =>
    readModel.page(chatLog, tenant, { conversationId }, { after: { feed: deliveredIn(place, conversationId) }, limit });

  const conversationIdsOf = async (tenant: string, userId: string): Promise<string[]> => {
    const ids: string[] = [];
    for (;;) {
      const after = ids.length > 0 ? { conversationId: ids.at(-1)! } : undefined;
      const page = await readModel.page(memberships, tenant, { userId }, { after, limit: 1_000 });
      if (page.length === 0) return ids;
      ids.push(...page.map(({ conversationId }) => conversationId));
    }
  };

  const conversationsOf = async (tenant: string, userId: string): Promise<ConversationRow[]> => {
    const keys = (await conversationIdsOf(tenant, userId)).map((id) => ({ id }));
    const rows = await readModel.get(conversations, tenant, keys);
    return rows.filter((row) => row !== null);
  };

  /** The next page over all conversations in which something happened since. */
  const readInbox = async (tenant: string, userId: string, place: Place, limit: number) => {
    const rows = await conversationsOf(tenant, userId);
    const moved = rows.filter(({ id, lastFeed }) => lastFeed > deliveredIn(place, id));
    const pages = await Promise.all(moved.map(({ id }) => readConversation(tenant, id, place, limit)));
    return pages
      .flat()
      .sort((a, b) => (a.feed < b.feed ? -1 : 1))
      .slice(0, limit);
  };

  /** The log does not say who keeps their reading to themselves: that goes by what they want now. */
  const withReceipts = async (tenant: string, entries: readonly ChatEventRow[]): Promise<LiveChatEvent[]> => {
    const reads = entries.filter(({ type }) => type === 'ConversationRead');
    const readers = await readModel.get(
      persons,
      tenant,
      [...new Set(reads.map(({ actorId }) => actorId))].map((id) => ({ id })),
    );
    const discreet = new Set(readers.flatMap((reader) => (reader?.readReceipts === false ? [reader.id] : [])));
    return entries.map((entry) =>
      entry.type === 'ConversationRead' ? { ...entry, receipt: !discreet.has(entry.actorId) } : entry,
    );
  };

  const nowIn = async (tenant: string, id: string): Promise<Place> => {
    const [row] = await readModel.get(conversations, tenant, [{ id }]);
    return { base: START, marks: new Map(row ? [[id, row.lastFeed]] : []) };
  };
  const nowInInbox = async (tenant: string, userId: string): Promise<Place> => {
    // before the rows: what is projected between the two stands above it
    const base = await watermark();
    const rows = await conversationsOf(tenant, userId);
    const above = rows.filter(({ lastFeed }) => lastFeed > base);
    return { base, marks: new Map(above.map(({ id, lastFeed }) => [id, lastFeed])) };
  };

  const open = async (
    request: Request,
    conversationId: string | null,
    after: string | null | undefined,
    accepts = (_: LiveChatEvent) => true,
  ) => {
    const { tenant, viewer } = request;
    // a cursor is good for the person and the conversation that it came from
    const cursors = placeCursors([chatLog.name, viewer.id, conversationId]);
    const resumed = request.resumeAfter ?? after ?? null;
    const common = {
      ...{ pubsub, tenant, watermark },
      accepts: (event: LiveChatEvent) => accepts(event) && (event.receipt !== false || event.actorId === viewer.id),
      after: resumed === null ? null : cursors.decode(resumed, 'after'),
      cursorOf: cursors.encode,
      logOf: (event: LiveChatEvent) => event.conversationId,
    };
    if (conversationId !== null) {
      await requireMember(request, conversationId, 'conversationId');
      return live<LiveChatEvent>({
        ...common,
        topics: async () => [conversationTopic(conversationId)],
        now: () => nowIn(tenant, conversationId),
        readAfter: async (place, limit) =>
          withReceipts(tenant, await readConversation(tenant, conversationId, place, limit)),
      });
    }
    return live<LiveChatEvent>({
      ...common,
      topics: async () => [
        inboxTopic(viewer.id),
        ...(await conversationIdsOf(tenant, viewer.id)).map(conversationTopic),
      ],
      now: () => nowInInbox(tenant, viewer.id),
      readAfter: async (place, limit) => withReceipts(tenant, await readInbox(tenant, viewer.id, place, limit)),
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
        subscribe: (_, { conversationId, after }, request) => open(request, conversationId ?? null, after) as never,
        resolve: (event: ChatEventNode) => event,
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
