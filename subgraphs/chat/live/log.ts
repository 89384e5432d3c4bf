import type { FeedPosition } from '#platform/domain/events';
import { deliveredIn, type Place } from '#platform/place';
import type { SubgraphParts } from '#platform/subgraph';
import type { LiveChatEvent } from '../projections/log.ts';
import {
  type ChatEventRow,
  type ConversationRow,
  chatLog,
  conversations,
  type MembershipRow,
  memberships,
  persons,
} from '../readModel.ts';

/** The logs of conversations, as subscribers catch up from them. Not by a request, which remembers what it has read. */
export interface LogReader {
  /** Of all conversations that somebody is in, or of one, if they are in it. */
  memberships(tenant: string, userId: string, conversationId: string | null): Promise<readonly MembershipRow[]>;
  /** Where the logs end now that go on behind a place in the feed. */
  marksAbove(tenant: string, base: FeedPosition, conversationIds: readonly string[]): Promise<Place['marks']>;
  /** The next page over all of these logs. */
  readAfter(
    tenant: string,
    conversationIds: readonly string[],
    place: Place,
    limit: number,
  ): Promise<readonly LiveChatEvent[]>;
}

/** Memberships read at once. */
const PAGE = 1_000;

export const logReader = ({ readModel }: Pick<SubgraphParts, 'readModel'>): LogReader => {
  const rowsOf = async (tenant: string, ids: readonly string[]): Promise<ConversationRow[]> => {
    const keys = ids.map((id) => ({ id }));
    const rows = keys.length === 0 ? [] : await readModel.get(conversations, tenant, keys);
    return rows.filter((row) => row !== null);
  };

  /** The log does not say who keeps their reading to themselves: that goes by what they want now. */
  const withReceipts = async (tenant: string, entries: readonly ChatEventRow[]): Promise<LiveChatEvent[]> => {
    const reads = entries.filter(({ type }) => type === 'ConversationRead');
    const keys = [...new Set(reads.map(({ actorId }) => actorId))].map((id) => ({ id }));
    const readers = keys.length === 0 ? [] : await readModel.get(persons, tenant, keys);
    const discreet = new Set(readers.flatMap((reader) => (reader?.readReceipts === false ? [reader.id] : [])));
    return entries.map((entry) =>
      entry.type === 'ConversationRead' ? { ...entry, receipt: !discreet.has(entry.actorId) } : entry,
    );
  };

  return {
    async memberships(tenant, userId, conversationId) {
      if (conversationId !== null) {
        const [membership] = await readModel.get(memberships, tenant, [{ userId, conversationId }]);
        return membership ? [membership] : [];
      }
      const all: MembershipRow[] = [];
      for (;;) {
        const after = all.length > 0 ? { conversationId: all.at(-1)!.conversationId } : undefined;
        const page = await readModel.page(memberships, tenant, { userId }, { after, limit: PAGE });
        all.push(...page);
        if (page.length < PAGE) return all;
      }
    },

    async marksAbove(tenant, base, conversationIds) {
      const rows = await rowsOf(tenant, conversationIds);
      return new Map(rows.filter(({ lastFeed }) => lastFeed > base).map(({ id, lastFeed }) => [id, lastFeed]));
    },

    async readAfter(tenant, conversationIds, place, limit) {
      const rows = await rowsOf(tenant, conversationIds);
      const moved = rows.filter(({ id, lastFeed }) => lastFeed > deliveredIn(place, id));
      const pages = await Promise.all(
        moved.map(({ id: conversationId }) => {
          const after = { feed: deliveredIn(place, conversationId) };
          return readModel.page(chatLog, tenant, { conversationId }, { after, limit });
        }),
      );
      const next = pages
        .flat()
        .sort((a, b) => (a.feed < b.feed ? -1 : 1))
        .slice(0, limit);
      return withReceipts(tenant, next);
    },
  };
};
