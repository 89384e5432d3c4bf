import { type ExecutionResult, OperationTypeNode } from 'graphql';
import type { DataSource, OperationContext } from '#platform/data-source';
import { internalError, publicError } from './errors.ts';
import type { Prepared } from './prepare.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import type { Variables } from './variables.ts';

/** Takes what the client isn't told. */
export type Report = (error: unknown, context: OperationContext) => void;

/**
 * Runs the plan of an operation. `variables` are coerced. `event`: what a subscription's source gave, which the rest of
 * its plan completes. Never rejects.
 */
export type ExecutePlan = (
  prepared: Prepared,
  variables: Variables,
  context: OperationContext,
  event?: ExecutionResult,
) => Promise<ExecutionResult>;

export interface ExecutorOptions {
  readonly supergraph: LoadedSupergraph;
  readonly dataSources: Readonly<Record<string, DataSource>>;
  readonly report: Report;
}

/** The way plans are run: `executor/compiled.ts`, and `executor/gateway.ts`, by which that one is tested. */
export type CreateExecutor = (options: ExecutorOptions) => ExecutePlan;

/** An executor whose answers are as clients get them, whatever it comes upon. */
export const publicExecutor = (execute: ExecutePlan, report: Report): ExecutePlan => {
  return async (prepared, variables, context, event) => {
    try {
      const result = await execute(prepared, variables, context, event);
      return publicAnswer(result, prepared.operation.operation, context, report);
    } catch (error) {
      report(error, context);
      return { errors: [internalError()], data: null };
    }
  };
};

const publicAnswer = (
  { data, errors }: ExecutionResult,
  type: OperationTypeNode,
  context: OperationContext,
  report: Report,
): ExecutionResult => {
  const consistency =
    type === OperationTypeNode.MUTATION && context.written.length > 0
      ? { extensions: { consistency: context.written.join(',') } }
      : undefined;
  if (errors && errors.length > 0) {
    const toReport = (error: unknown) => report(error, context);
    return { errors: errors.map((error) => publicError(error, toReport)), data: data ?? null, ...consistency };
  }
  // An entity that is gone makes the nearest nullable field null, which needs no error; but null alone is no answer.
  if (data == null) {
    report(new Error('The answer became null, since an entity of a required field is gone.'), context);
    return { errors: [internalError()], data: null, ...consistency };
  }
  return consistency ? { data, ...consistency } : { data };
};
