import type { ExecutionResult } from 'graphql';
import type { OperationContext } from '#platform/data-source';
import { refusalTypeOf, type Tracing } from '#platform/tracing/tracing';
import type { Prepared } from './prepare.ts';

/** What is measured of an operation. A subscription is measured until it is open. */
export interface OperationMeasure {
  /** Of the document; a bounded number of them, so that they can label metrics. */
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly status: 'ok' | 'error';
  readonly seconds: number;
  readonly correlationId: string;
  /** The span that it was, where it is traced. */
  readonly traceparent: string | undefined;
}

export type OnOperation = (measure: OperationMeasure) => void;

/** Runs an operation and measures it. `run` is given the context of what belongs to it. */
export type Measured = <T extends object>(
  prepared: Prepared,
  context: OperationContext,
  run: (context: OperationContext) => Promise<T>,
) => Promise<T>;

/** An app has fewer; who invents names must not fill the memory of the metrics. */
const MAX_NAMES = 200;
const MAX_NAME_LENGTH = 64;

export const measuredOperations = (onOperation: OnOperation, tracing?: Tracing): Measured => {
  const names = new Set<string>();
  const boundedName = (name: string | undefined): string => {
    if (name === undefined) return 'anonymous';
    if (names.has(name)) return name;
    if (names.size >= MAX_NAMES || name.length > MAX_NAME_LENGTH) return 'other';
    names.add(name);
    return name;
  };

  return async ({ operation }, context, run) => {
    const started = performance.now();
    const name = boundedName(operation.name?.value);
    const type = operation.operation;
    const span = tracing?.enter({
      ...{ name: `${type} ${name}`, kind: 'server', parent: context.traceparent },
      attributes: { 'graphql.operation.type': type, 'graphql.operation.name': name },
    });
    const result = await run(span ? { ...context, traceparent: span.traceparent } : context);
    const { errors } = result as ExecutionResult;
    span?.end({ 'error.type': refusalTypeOf(errors) });
    onOperation({
      name,
      type,
      status: errors ? 'error' : 'ok',
      seconds: (performance.now() - started) / 1000,
      correlationId: context.correlationId,
      traceparent: span?.traceparent ?? context.traceparent,
    });
    return result;
  };
};
