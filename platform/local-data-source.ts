import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { DataSource, Fetch, OperationContext } from '#platform/data-source';
import { publicError } from '#platform/faults';
import type { Request } from '#platform/request';

export interface LocalDataSourceOptions {
  /** Verifies the token anew: a subgraph trusts nobody's word on who asks. */
  readonly requestFor: (operation: OperationContext) => Promise<Request>;
  readonly onFault: (error: unknown, operation: OperationContext, path: string | undefined) => void;
}

/** A few hundred operations times their plans' fetches. */
const DOCUMENTS_CACHED = 2_000;

/** A subgraph in the router's own process: no HTTP, no JSON, the same checks. */
export const localDataSource = (schema: GraphQLSchema, options: LocalDataSourceOptions): DataSource => {
  const { requestFor, onFault } = options;
  const documents = new LRUCache<string, DocumentNode>({ max: DOCUMENTS_CACHED });
  // one request, and so one set of loaders, for all the fetches of an operation
  const requests = new WeakMap<OperationContext, Promise<Request | ExecutionResult>>();

  const documentOf = ({ query, document }: Fetch): DocumentNode => {
    const known = document ?? documents.get(query);
    if (known) return known;
    const parsed = parse(query, { noLocation: true });
    documents.set(query, parsed);
    return parsed;
  };

  const withPublicErrors = (result: ExecutionResult, operation: OperationContext): ExecutionResult =>
    result.errors
      ? {
          ...result,
          errors: result.errors.map((error) =>
            publicError(error, (fault) => onFault(fault, operation, error.path?.join('.'))),
          ),
        }
      : result;

  const argsOf = (fetch: Fetch, contextValue: Request, rootValue?: unknown) => ({
    ...{ schema, document: documentOf(fetch), contextValue, rootValue },
    operationName: fetch.operationName ?? null,
    variableValues: fetch.variables ?? null,
  });

  /** The request, or the answer that refuses it: its token is not valid. */
  const admit = async (operation: OperationContext): Promise<Request | ExecutionResult> => {
    try {
      return await requestFor(operation);
    } catch (error) {
      const { message } = error as Error;
      const refusal = new GraphQLError(message, { originalError: error as Error });
      return withPublicErrors({ errors: [refusal] }, operation);
    }
  };

  return {
    async execute(fetch, operation) {
      let admitted = requests.get(operation);
      if (!admitted) {
        admitted = admit(operation);
        requests.set(operation, admitted);
      }
      const request = await admitted;
      return isRefused(request) ? request : withPublicErrors(await execute(argsOf(fetch, request)), operation);
    },

    async subscribe(fetch, operation) {
      const request = await admit(operation);
      if (isRefused(request)) return request;
      const source = await createSourceEventStream(argsOf(fetch, request));
      if (!(Symbol.asyncIterator in source)) return withPublicErrors(source, operation);
      const events = source[Symbol.asyncIterator]();
      const next = async (): Promise<IteratorResult<ExecutionResult>> => {
        const event = await events.next();
        if (event.done) return { done: true, value: undefined };
        // fresh loaders: an event must not be answered with what was loaded for an earlier one
        const request = await admit(operation);
        if (isRefused(request)) return { done: false, value: request };
        const result = await execute(argsOf(fetch, request, event.value));
        return { done: false, value: withPublicErrors(result, operation) };
      };
      return {
        [Symbol.asyncIterator]: () => ({
          next,
          return: async () => {
            await events.return?.();
            return { done: true, value: undefined };
          },
        }),
      };
    },
  };
};

const isRefused = (admitted: Request | ExecutionResult): admitted is ExecutionResult => 'errors' in admitted;
