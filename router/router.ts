import { type ExecutionResult, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { DataSource, OperationContext } from '#platform/data-source';
import type { Tracing } from '#platform/tracing/tracing';
import { type CachingOptions, createCaching } from './caching/caching.ts';
import { internalError, refusal } from './errors.ts';
import { type CreateExecutor, publicExecutor } from './execute.ts';
import { compiledExecutor } from './executor/compiled.ts';
import { createIntrospection } from './introspection.ts';
import { createPrepare, isRefused, type Prepared, type Preparing } from './prepare.ts';
import { sharedCompletions } from './shared-completions.ts';
import { createSubscriber, type Events } from './subscriptions.ts';
import { loadSupergraph } from './supergraph.ts';
import { coerceVariables, type Variables } from './variables.ts';
import { type Authorization, createVariants, type VariantFor } from './variants.ts';

/** One graph made of its subgraphs, whatever transport it is asked by. */
export interface Router extends Preparing {
  readonly supergraphSdl: string;
  readonly apiSchema: GraphQLSchema;
  /** Parses, validates and plans; remembers what it has planned. Never throws. */
  readonly prepare: Preparing['prepare'];
  /** Answers a query or a mutation. Never rejects: every fault is in `errors`, with a code of the public API. */
  execute(
    prepared: Prepared,
    variables: Variables | null | undefined,
    context: OperationContext,
  ): Promise<ExecutionResult>;
  /** Opens a subscription, or says in `errors` why not. Never rejects. */
  subscribe(
    prepared: Prepared,
    variables: Variables | null | undefined,
    context: OperationContext,
  ): Promise<Events | ExecutionResult>;
}

export interface RouterOptions {
  readonly supergraphSdl: string;
  /** By the subgraphs' names in the supergraph. */
  readonly dataSources: Readonly<Record<string, DataSource>>;
  /** Who may see what the graph puts a lock on; nobody, if left out. */
  readonly authorization?: Authorization;
  /** Keeps what the graph's `@cacheControl` lets it keep; nothing, if left out. */
  readonly caching?: CachingOptions;
  /** Labels of progressive overrides that hold for everybody. */
  readonly overrideLabels?: readonly string[];
  /** Records the deliveries of subscriptions, where there are traces. */
  readonly tracing?: Tracing | undefined;
  /** What runs the plans; the compiled executor, if left out. */
  readonly executor?: CreateExecutor;
  /** Whether clients may ask for the schema; true, if left out. */
  readonly introspection?: boolean;
  /** Takes the faults of which clients see only INTERNAL_SERVER_ERROR or UNAVAILABLE. */
  readonly onError: (error: unknown, context: OperationContext | undefined) => void;
}

export const createRouter = (options: RouterOptions): Router => {
  const { supergraphSdl, authorization, overrideLabels, tracing, onError } = options;
  const { executor = compiledExecutor, introspection = true } = options;
  const supergraph = loadSupergraph(supergraphSdl, overrideLabels);
  const caching = options.caching && createCaching(supergraph, options.caching);
  const dataSources = caching?.sources(options.dataSources) ?? options.dataSources;
  const variantFor = createVariants(supergraph, authorization);
  const { prepare, recall, known } = createPrepare(supergraph, { introspection });
  const executePlan = publicExecutor(executor({ supergraph, dataSources, report: onError }), onError);
  const sharing = sharedCompletions(supergraph.supergraphSchema);
  const openSubscription = createSubscriber({ dataSources, executePlan, sharing, tracing, report: onError });
  const introspect = createIntrospection(supergraph.apiSchema);

  /** Never rejects. */
  const admitted: VariantFor = async (prepared, context) => {
    try {
      return await variantFor(prepared, context);
    } catch (error) {
      onError(error, context);
      return { errors: [internalError()] };
    }
  };

  return {
    supergraphSdl,
    apiSchema: supergraph.apiSchema,
    ...{ known, recall },

    prepare(text, operationName) {
      try {
        return prepare(text, operationName);
      } catch (error) {
        onError(error, undefined);
        return { errors: [internalError()] };
      }
    },

    async execute(prepared, variables, context) {
      if (prepared.operation.operation === OperationTypeNode.SUBSCRIPTION)
        return {
          errors: [
            refusal('BAD_USER_INPUT', 'A subscription needs a WebSocket (subprotocol graphql-transport-ws).', {
              field: 'query',
            }),
          ],
        };
      const coerced = coerceVariables(prepared.variables, variables);
      if ('errors' in coerced) return coerced;
      if (!prepared.plan) return introspect(prepared, coerced.values);
      const variant = await admitted(prepared, context);
      if (isRefused(variant)) return variant;
      const run = () => executePlan(variant, coerced.values, context);
      return caching ? caching.answer({ prepared, variant, variables: coerced.values }, context, run) : run();
    },

    async subscribe(prepared, variables, context) {
      const coerced = coerceVariables(prepared.variables, variables);
      if ('errors' in coerced) return coerced;
      const variant = await admitted(prepared, context);
      return isRefused(variant) ? variant : openSubscription(variant, coerced.values, context);
    },
  };
};
