import type { ExecutionResult } from 'graphql';
import type { OperationContext } from '#platform/data-source';
import type { Prepared } from './prepare.ts';

/** What is measured of an operation. A subscription is measured until it is open. */
export interface OperationMeasure {
  /** Of the document; a bounded number of them, so that they can label metrics. */
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly status: 'ok' | 'error';
  readonly seconds: number;
  readonly correlationId: string;
}

export type OnOperation = (measure: OperationMeasure) => void;

/** Runs an operation and measures it. */
export type Measured = <T extends object>(
  prepared: Prepared,
  context: OperationContext,
  run: () => Promise<T>,
) => Promise<T>;

/** An app has fewer; who invents names must not fill the memory of the metrics. */
const MAX_NAMES = 200;
const MAX_NAME_LENGTH = 64;

export const measuredOperations = (onOperation: OnOperation): Measured => {
  const names = new Set<string>();
  const boundedName = (name: string | undefined): string => {
    if (name === undefined) return 'anonymous';
    if (names.has(name)) return name;
    if (names.size >= MAX_NAMES || name.length > MAX_NAME_LENGTH) return 'other';
    names.add(name);
    return name;
  };

  return async ({ operation }, { correlationId }, run) => {
    const started = performance.now();
    const result = await run();
    onOperation({
      name: boundedName(operation.name?.value),
      type: operation.operation,
      status: (result as ExecutionResult).errors ? 'error' : 'ok',
      seconds: (performance.now() - started) / 1000,
      correlationId,
    });
    return result;
  };
};
