import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { EventResult, OperationContext } from '#platform/data-source';
import { isViewerIndependent } from '#platform/viewer-independence';
import { copyOf } from './executor/json.ts';
import { hashOf } from './hash.ts';
import type { Prepared } from './prepare.ts';
import type { Variables } from './variables.ts';

/** Completes an event, or takes what another subscriber of the same was given for it. */
export type ShareCompletion = (
  event: EventResult,
  complete: (event: EventResult) => Promise<ExecutionResult>,
) => Promise<ExecutionResult>;

/** Events that are under way at a time, times the operations that listen to them. */
const COMPLETIONS_KEPT = 1_000;
/** Who takes an event later than the others is shown things as they are by then. */
const SHARED_MS = 1_000;

/**
 * One completion for all subscribers who ask the same of an event that depends on no viewer, as far as all that they ask
 * is declared not to. Who is told of an event at all remains the subgraph's to say, for each of them. They are given the
 * same object, so that it need not be serialized for each.
 */
export const sharedCompletions = (supergraphSchema: GraphQLSchema) => {
  const completions = new LRUCache<string, Promise<ExecutionResult>>({ max: COMPLETIONS_KEPT, ttl: SHARED_MS });
  const numbers = new WeakMap<Prepared, number | null>();
  let count = 0;

  /** Null: it is not to be shared. */
  const numberOf = (prepared: Prepared): number | null => {
    let number = numbers.get(prepared);
    if (number === undefined) {
      number = isViewerIndependent(supergraphSchema, prepared.document) ? ++count : null;
      numbers.set(prepared, number);
    }
    return number;
  };

  return (prepared: Prepared, variables: Variables, { token }: OperationContext): ShareCompletion => {
    const number = numberOf(prepared);
    const asked = number === null || token === undefined ? undefined : hashOf([number, variables]);

    return async (event, complete) => {
      const shared = event.extensions?.shared;
      if (shared === undefined) return complete(event);
      if (asked === undefined) return complete(ownOf(event));
      const key = `${asked} ${shared}`;
      const before = completions.get(key);
      if (!before) {
        const completion = complete(ownOf(event));
        completions.set(key, completion);
        return completion;
      }
      const result = await before;
      // what went wrong for one may be theirs alone: a session that ended
      return result.errors ? complete(ownOf(event)) : result;
    };
  };
};

/** Completing changes what it completes, and others are given the same. */
const ownOf = (event: EventResult): EventResult => ({ ...event, data: copyOf(event.data ?? null) });
