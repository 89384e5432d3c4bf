import type { SubgraphParts } from '#platform/subgraph';
import { residueResolver, verifiable } from '#platform/subject-rights/verifying';
import { matchResolvers } from './matches/resolvers.ts';
import { interestHolders } from './recommendations/holders.ts';
import { recommendationLists } from './recommendations/list.ts';
import { recommendationResolvers } from './recommendations/resolvers.ts';
import type { Resolvers } from './schema.types.ts';

export const resolvers = (parts: SubgraphParts): Resolvers => {
  const holders = interestHolders(parts);
  const lists = recommendationLists(parts, holders);
  const ofMatches = matchResolvers(parts, lists);
  const ofRecommendations = recommendationResolvers(parts, holders, lists);
  return {
    ...ofMatches,
    ...ofRecommendations,
    Query: { ...ofMatches.Query, ...ofRecommendations.Query },
    Mutation: { ...ofMatches.Mutation, ...ofRecommendations.Mutation },
    Match: { ...ofMatches.Match, ...ofRecommendations.Match } as NonNullable<Resolvers['Match']>,
    ErasureReport: { __resolveReference: verifiable, matchingStores: residueResolver(parts.residueOf) },
  };
};
