import type { SubgraphRebuild } from '#platform/server';
import type { RunningSubgraph } from '#platform/subgraph';

/** One after another: a rebuild reads a whole event store. */
export const rebuildAll = async (subgraphs: readonly RunningSubgraph[]): Promise<SubgraphRebuild[]> => {
  const reports: SubgraphRebuild[] = [];
  for (const { name: subgraph, projections } of subgraphs)
    for (const projection of projections) reports.push({ subgraph, ...(await projection.rebuild()) });
  return reports;
};
