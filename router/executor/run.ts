import type { ExecutionResult, GraphQLError } from 'graphql';
import type { OperationContext } from '#platform/data-source';
import type { Variables } from '../variables.ts';
import type { JsonObject } from './json.ts';

/** One operation while it runs. */
export interface Run {
  /** Coerced. */
  readonly variables: Variables;
  readonly context: OperationContext;
  /** All that subgraphs have answered so far, merged into one tree. */
  readonly data: JsonObject;
  /** As the subgraphs gave them, with their place in the client's answer. */
  readonly errors: GraphQLError[];
  /** For a subscription: what its source gave. */
  readonly event: ExecutionResult | undefined;
}

/** A node of a plan, compiled. Never rejects. */
export type Step = (run: Run) => Promise<void> | undefined;
