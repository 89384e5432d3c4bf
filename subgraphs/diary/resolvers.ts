import type { SubgraphParts } from '#platform/subgraph';
import { residueResolver, verifiable } from '#platform/subject-rights/verifying';
import { analyticsResolvers } from './analytics/resolvers.ts';
import { entryResolvers } from './entries/resolvers.ts';
import { exchangeResolvers } from './exchange/resolvers.ts';
import { historyResolvers } from './history.ts';
import { moodResolvers } from './mood/resolvers.ts';
import { portraitResolvers } from './portrait/resolvers.ts';
import type { Resolvers } from './schema.types.ts';
import { searchResolvers } from './search/search.ts';
import { sessionResolvers } from './sessions/resolvers.ts';

export const resolvers = (parts: SubgraphParts): Resolvers =>
  merged([
    ...[entryResolvers(parts), sessionResolvers(parts), analyticsResolvers(parts)],
    ...[searchResolvers(parts), exchangeResolvers(parts)],
    ...[moodResolvers, portraitResolvers, historyResolvers],
    { ErasureReport: { __resolveReference: verifiable, diaryStores: residueResolver(parts.residueOf) } },
  ]);

/** All fields of a type, whoever of them resolves which. */
const merged = (all: readonly Resolvers[]): Resolvers => {
  const types: Record<string, object> = {};
  for (const [type, fields] of all.flatMap((some) => Object.entries(some))) types[type] = { ...types[type], ...fields };
  return types;
};
