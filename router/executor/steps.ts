import type { PlanNode } from '@apollo/query-planner';
import { fetchEntities } from './entities.ts';
import { fetchRoot, type Sources } from './fetch.ts';
import type { Step } from './run.ts';
import type { PlanPath } from './targets.ts';

const nothing: Step = () => undefined;

/** A plan's node as a function, so that running it looks nothing up that is the same each time. */
export const compileNode = (node: PlanNode | undefined, sources: Sources, path: PlanPath = []): Step => {
  switch (node?.kind) {
    case undefined:
      return nothing;
    case 'Fetch':
      return node.requires ? fetchEntities(node, path, sources) : fetchRoot(node, path, sources);
    case 'Flatten':
      return compileNode(node.node, sources, [...path, ...node.path]);
    case 'Sequence':
      return sequence(node.nodes.map((inner) => compileNode(inner, sources, path)));
    case 'Parallel':
      return parallel(node.nodes.map((inner) => compileNode(inner, sources, path)));
    case 'Condition': {
      const { condition } = node;
      const [then, otherwise] = [
        compileNode(node.ifClause, sources, path),
        compileNode(node.elseClause, sources, path),
      ];
      return (run) => (run.variables[condition] ? then(run) : otherwise(run));
    }
    default:
      throw new Error(`A plan can't have a ${node?.kind} here.`);
  }
};

const sequence =
  (steps: readonly Step[]): Step =>
  async (run) => {
    for (const step of steps) await step(run);
  };

const parallel =
  (steps: readonly Step[]): Step =>
  async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };
