import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, print, stripIgnoredCharacters } from 'graphql';

/** A plan with every fetch changed; one may become several, which then run side by side. */
export const mapFetches = (plan: QueryPlan, change: (fetch: FetchNode) => readonly FetchNode[]): QueryPlan => {
  const mapped = (node: PlanNode): PlanNode => {
    switch (node.kind) {
      case 'Fetch': {
        const fetches = change(node);
        return fetches.length === 1 ? fetches[0]! : { kind: 'Parallel', nodes: [...fetches] };
      }
      case 'Sequence':
      case 'Parallel':
        return { ...node, nodes: node.nodes.map(mapped) };
      case 'Flatten':
        return { ...node, node: mapped(node.node) };
      case 'Condition':
        return {
          ...node,
          ...(node.ifClause && { ifClause: mapped(node.ifClause) }),
          ...(node.elseClause && { elseClause: mapped(node.elseClause) }),
        };
      default:
        throw new Error(`A plan can't have a ${node.kind} here.`);
    }
  };
  const { node } = plan;
  if (!node) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mapped(node) };
  const primary = change(node.primary)[0]!;
  return { ...plan, node: { ...node, primary, ...(node.rest && { rest: mapped(node.rest) }) } };
};

export const withDocument = (fetch: FetchNode, document: DocumentNode): FetchNode => ({
  ...fetch,
  operationDocumentNode: document,
  operation: stripIgnoredCharacters(print(document)),
});
