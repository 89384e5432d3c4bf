import type { ExecutionResult } from 'graphql';
import type { DataSource, EventResult, EventResults, OperationContext } from '#platform/data-source';
import type { Tracing } from '#platform/tracing/tracing';
import { tracedDeliveries } from './deliveries.ts';
import { publicError, refusal, unavailable } from './errors.ts';
import type { ExecutePlan, Report } from './execute.ts';
import type { Prepared } from './prepare.ts';
import type { ShareCompletion } from './shared-completions.ts';
import type { Variables } from './variables.ts';

/** Ends its upstream as soon as `return` is called, also while an event is awaited. */
export type Events = Required<Pick<AsyncIterableIterator<ExecutionResult>, 'next' | 'return'>> &
  AsyncIterable<ExecutionResult>;

/** The same events; once they are over, `ended` is called. */
export const endingWith = (events: Events, ended: () => void): Events => {
  let isOver = false;
  const end = () => {
    if (!isOver) ended();
    isOver = true;
  };
  return {
    async next() {
      const event = await events.next();
      if (event.done) end();
      return event;
    },
    return() {
      end();
      return events.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

/**
 * Opens a subscription's source on the subgraph that owns it, and completes each of its events from the others.
 * `variables` are coerced. A refusal before the first event is returned, not thrown.
 */
export type Subscribe = (
  prepared: Prepared,
  variables: Variables,
  context: OperationContext,
) => Promise<Events | ExecutionResult>;

export const createSubscriber = (options: {
  readonly dataSources: Readonly<Record<string, DataSource>>;
  readonly executePlan: ExecutePlan;
  readonly sharing: (prepared: Prepared, variables: Variables, context: OperationContext) => ShareCompletion;
  readonly tracing: Tracing | undefined;
  readonly report: Report;
}): Subscribe => {
  const { dataSources, executePlan, sharing, tracing, report } = options;

  return async (prepared, variables, context) => {
    const node = prepared.plan?.node;
    if (node?.kind !== 'Subscription')
      return { errors: [refusal('BAD_USER_INPUT', 'Only a subscription can be subscribed to.', { field: 'query' })] };
    const { primary } = node;
    const { serviceName, operation, operationName, operationDocumentNode: document } = primary;
    const used = (primary.variableUsages ?? []).filter((name) => Object.hasOwn(variables, name));
    const fetch = {
      ...{ query: operation, document, operationName },
      variables: Object.fromEntries(used.map((name) => [name, variables[name]])),
    };

    let source: EventResults | ExecutionResult;
    try {
      source = await dataSources[serviceName]!.subscribe(fetch, context);
    } catch (error) {
      report(error, context);
      return { errors: [unavailable()] };
    }
    if (!isAsyncIterable(source)) {
      const errors = (source.errors ?? []).map((error) => publicError(error, (fault) => report(fault, context)));
      return { errors };
    }

    // a context of its own for each event: nothing that was loaded for an earlier one is seen by this one
    const complete = (event: EventResult) =>
      executePlan(prepared, variables, { ...context, traceparent: event.extensions?.traceparent, written: [] }, event);
    const share = sharing(prepared, variables, context);
    return completedEvents(
      tracing ? tracedDeliveries(source, tracing, serviceName) : source,
      (event) => share(event, complete),
      (error) => report(error, context),
    );
  };
};

/**
 * A generator would be simpler, and wrong: its `return` waits for the `next` before it, which may wait for an event that
 * never comes.
 */
const completedEvents = (
  source: EventResults,
  complete: (event: EventResult) => Promise<ExecutionResult>,
  onError: (error: unknown) => void,
): Events => {
  const events = source[Symbol.asyncIterator]();
  const over = { done: true, value: undefined } as const;
  let ended = false;
  let abandonNext = () => {};

  const next = async (): Promise<IteratorResult<ExecutionResult>> => {
    try {
      const event = await events.next();
      if (event.done) {
        ended = true;
        return over;
      }
      return { done: false, value: await complete(event.value) };
    } catch (error) {
      // the client learns that the stream broke off, and why it ends
      ended = true;
      onError(error);
      return { done: false, value: { errors: [unavailable()] } };
    }
  };

  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (ended) return resolve(over);
        abandonNext = () => resolve(over);
        next().then(resolve, reject);
      }),
    async return() {
      if (!ended) {
        ended = true;
        abandonNext();
        // not awaited: a source that is slow to end must not hold up the one who is leaving
        events.return?.().catch(onError);
      }
      return over;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

const isAsyncIterable = (source: EventResults | ExecutionResult): source is EventResults =>
  Symbol.asyncIterator in source;
