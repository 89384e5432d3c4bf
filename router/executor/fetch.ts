import type { FetchNode } from '@apollo/query-planner';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { DataSource, OperationContext } from '#platform/data-source';
import type { Requirements } from '../planning/requirements.ts';
import { placedError, unavailableAt } from './errors.ts';
import { copyOf, type JsonObject } from './json.ts';
import type { Merge } from './merge.ts';
import { compileRewrites, renamings } from './rewrite.ts';
import type { Run, Step } from './run.ts';
import { locatedAt, type PlanPath, targetsAt } from './targets.ts';
import type { TypeNames } from './types.ts';

export interface Sources {
  readonly dataSources: Readonly<Record<string, DataSource>>;
  readonly types: TypeNames;
  readonly merge: Merge;
  readonly requirements: Requirements;
  /** Takes what the client isn't told. */
  readonly report: (error: unknown, context: OperationContext) => void;
}

/** Asks a fetch's subgraph. Never rejects. */
export type Send = (run: Run, variables: JsonObject) => Promise<ExecutionResult>;

export const sendBy = (node: FetchNode, { dataSources, report }: Sources): Send => {
  const { serviceName, operation: query, operationName, operationDocumentNode: document } = node;
  const dataSource = dataSources[serviceName]!;
  return async (run, variables) => {
    try {
      return await dataSource.execute({ query, document, operationName, variables }, run.context);
    } catch (error) {
      report(error, run.context);
      return { errors: unavailableAt(document) };
    }
  };
};

/** The values of the variables that a fetch uses, as far as the client gave them. */
export const variablesOf = ({ variableUsages = [] }: FetchNode): ((run: Run) => JsonObject) => {
  if (variableUsages.length === 0) return () => ({});
  return ({ variables }) => {
    const used: JsonObject = {};
    for (const name of variableUsages) if (Object.hasOwn(variables, name)) used[name] = variables[name];
    return used;
  };
};

/** Puts the answer to a fetch of root fields into the tree: the first of a plan, and fields of Query further in. */
export const mergeRoot = (
  node: FetchNode,
  path: PlanPath,
  { types, merge }: Sources,
): ((run: Run, result: ExecutionResult) => void) => {
  const rewrite = compileRewrites(node.outputRewrites, types);
  const renamed = renamings(node.outputRewrites);

  return ({ data: tree, errors }, { data, errors: faults }) => {
    if (faults) {
      const places = path.length === 0 ? [[]] : locatedAt(tree, path).map((located) => located.path);
      for (const fault of faults) for (const place of places) errors.push(rootError(fault, place, renamed));
    }
    if (!data) return;
    rewrite?.(data);
    if (path.length === 0) merge(tree, data);
    else for (const target of targetsAt(tree, path)) merge(target, copyOf(data));
  };
};

const rootError = (
  fault: GraphQLError,
  place: readonly (string | number)[],
  renamed: ReadonlyMap<string, string>,
): GraphQLError => placedError(fault, fault.path && [...place, ...fault.path], renamed);

/** A fetch of root fields. */
export const fetchRoot = (node: FetchNode, path: PlanPath, sources: Sources): Step => {
  const send = sendBy(node, sources);
  const variables = variablesOf(node);
  const merged = mergeRoot(node, path, sources);
  return async (run) => {
    if (path.length > 0 && targetsAt(run.data, path).length === 0) return;
    merged(run, await send(run, variables(run)));
  };
};
