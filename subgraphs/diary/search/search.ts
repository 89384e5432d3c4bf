import { type Connection, edgesTo, type PageArguments } from '#platform/connection';
import type { Request } from '#platform/request';
import { queryStems } from '#platform/search/query';
import { searchIn } from '#platform/search/search';
import { hashesOf } from '#platform/search/terms';
import type { SubgraphParts } from '#platform/subgraph';
import { type EntryRow, entries, entriesByWord, searchedDiaries } from '../readModel.ts';
import type { Resolvers } from '../schema.types.ts';

/** What the viewer wrote, by its words. */
export const searchResolvers = ({ vault }: SubgraphParts): Resolvers => ({
  Query: {
    async searchDiary(_, { text, ...args }, request) {
      const { id: ownerId, tenant } = request.viewer;
      const terms = await hashesOf(vault, tenant, ownerId, await queryStems(text));
      return entriesWith(request, ownerId, terms, args);
    },
  },
});

const entriesWith = async (
  request: Request,
  ownerId: string,
  terms: readonly string[],
  args: Pick<PageArguments, 'first' | 'after'>,
): Promise<Connection<EntryRow>> => {
  const { edges, pageInfo } = await searchIn(
    {
      collection: async () => (await request.row(searchedDiaries, { ownerId })) ?? { documents: 0, length: 0 },
      async newest(word, limit) {
        const rows = await request.page(entriesByWord, { ownerId, word }, { limit, backwards: true });
        return rows.map((row) => ({ ...row, at: [row.occurredAt, row.id] }));
      },
      occurrences: (word, documents) =>
        Promise.all(
          documents.map(({ occurredAt, id }) => request.row(entriesByWord, { ownerId, word, occurredAt, id })),
        ),
    },
    ['diary', ownerId],
    terms,
    args,
  );
  return { edges: await edgesTo(edges, ({ id }) => request.row(entries, { id })), pageInfo };
};
