import type { SubgraphParts } from '#platform/subgraph';
import type { Resolvers } from '../schema.types.ts';
import { trendOf, volatilityOf } from './analytics.ts';
import { figuresOf } from './figures.ts';
import { stretches } from './stretch.ts';

export const analyticsResolvers = ({ vault }: SubgraphParts): Resolvers => {
  const stretchOf = stretches(vault);
  return {
    Query: { diaryAnalytics: (_, args, request) => figuresOf(request, stretchOf, args) },

    DiaryAnalytics: {
      moodTrend: async ({ valences }) => trendOf(await valences()),
      moodVolatility: async ({ valences }) => volatilityOf(await valences()),
      buckets: ({ buckets }) => buckets(),
      topTags: ({ topTags }) => topTags(),
      topTopics: ({ topTopics }) => topTopics(),
    },
  };
};
