import { type Connection, edgesTo, type PageArguments } from '#platform/connection';
import { notFound } from '#platform/domain/errors';
import type { Request } from '#platform/request';
import { queryStems } from '#platform/search/query';
import { MAX_LOOKED_AT, type SearchIndex, searchIn } from '#platform/search/search';
import { hashesOf } from '#platform/search/terms';
import type { SubgraphParts } from '#platform/subgraph';
import { conversationOf, membershipIn, messageAt } from './membership.ts';
import { inbox, type MembershipRow, type MessageByWordRow, type MessageRow, messagesByWord } from './readModel.ts';

/** Over all of them, so many conversations are searched, and of each so many messages are looked at. */
const MAX_CONVERSATIONS = 50;
const MAX_OF_ONE = 100;
/** Of a message, in words: by how much others are longer or shorter counts for little. */
const USUAL_LENGTH = 12;

export interface SearchArguments extends Pick<PageArguments, 'first' | 'after'> {
  readonly text: string;
  readonly conversationId?: string | null;
}

/** What was said in the viewer's conversations, as far as they may see it. */
export const searchMessages = async (
  { vault }: SubgraphParts,
  request: Request,
  { text, conversationId, ...args }: SearchArguments,
): Promise<Connection<MessageRow>> => {
  const { tenant, id: viewerId } = request.viewer;
  const stems = await queryStems(text);
  const places = await (conversationId == null ? latestPlaces(request) : placeIn(request, conversationId));
  // each conversation has its own key, and its own words for the same stem
  const words = new Map(
    await Promise.all(
      places.map(async (place) => [place, await hashesOf(vault, tenant, place.conversationId, stems)] as const),
    ),
  );
  const index = indexOf(request, words, stems);
  const { edges, pageInfo } = await searchIn(index, ['messages', viewerId, conversationId ?? null], stems, args);
  return {
    edges: await edgesTo(edges, async ({ conversationId, seq }) => {
      const message = await messageAt(request, conversationId, seq);
      // the index hears of it a moment later
      return message?.deletedAt === null ? message : null;
    }),
    pageInfo,
  };
};

const placeIn = async (request: Request, conversationId: string): Promise<readonly MembershipRow[]> => {
  const place = await membershipIn(request, conversationId);
  if (!place) throw notFound('conversation', 'conversationId');
  return [place];
};

const latestPlaces = async (request: Request): Promise<readonly MembershipRow[]> => {
  const range = { limit: MAX_CONVERSATIONS, backwards: true };
  const latest = await request.page(inbox, { userId: request.viewer.id }, range);
  const places = await Promise.all(latest.map(({ conversationId }) => membershipIn(request, conversationId)));
  return places.filter((place) => place !== null);
};

const indexOf = (
  request: Request,
  words: ReadonlyMap<MembershipRow, readonly string[]>,
  stems: readonly string[],
): SearchIndex<MessageByWordRow & { readonly at: readonly [string, string, number] }> => {
  const places = new Map(Array.from(words.keys(), (place) => [place.conversationId, place]));
  const wordIn = (place: MembershipRow, stem: string): string => words.get(place)![stems.indexOf(stem)]!;
  return {
    async collection() {
      const seen = await Promise.all(
        Array.from(words.keys(), async ({ conversationId, hiddenThrough }) => {
          const { lastSeq } = await conversationOf(request, conversationId);
          return lastSeq - hiddenThrough;
        }),
      );
      const documents = seen.reduce((sum, messages) => sum + messages, 0);
      return { documents, length: documents * USUAL_LENGTH };
    },
    async newest(stem, limit) {
      const ofOne = words.size === 1 ? limit : Math.min(limit, MAX_OF_ONE);
      const rows = await Promise.all(
        Array.from(words.keys(), (place) => {
          const { conversationId, hiddenThrough } = place;
          const range = { after: { seq: hiddenThrough }, limit: ofOne, backwards: true };
          return request.page(messagesByWord, { conversationId, word: wordIn(place, stem) }, range);
        }),
      );
      return rows
        .flat()
        .map((row) => ({ ...row, at: [row.sentAt, row.conversationId, row.seq] as const }))
        .sort((a, b) => (a.sentAt < b.sentAt ? 1 : -1))
        .slice(0, MAX_LOOKED_AT);
    },
    occurrences: (stem, messages) =>
      Promise.all(
        messages.map(({ conversationId, seq }) => {
          const word = wordIn(places.get(conversationId)!, stem);
          return request.row(messagesByWord, { conversationId, word, seq });
        }),
      ),
  };
};
