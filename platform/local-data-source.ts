import { setTimeout as delay } from 'node:timers/promises';
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
  /** Verifies the token anew: a subgraph trusts nobody's word on who asks. `announced`: for an event of a subscription. */
  readonly requestFor: (operation: OperationContext, announced: boolean) => Promise<Request>;
  readonly onFault: (error: unknown, operation: OperationContext, path: string | undefined) => void;
}

/** What a subscription's resolver may return, so that a broken subscription can go on. Its events have a `cursor`, too. */
export interface ResumableSource extends AsyncIterable<unknown> {
  /** Resolves once no event is missed any more, with the place before the first. */
  readonly opened?: Promise<string>;
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
  const admit = async (operation: OperationContext, announced = false): Promise<Request | ExecutionResult> => {
    try {
      return await requestFor(operation, announced);
    } catch (error) {
      return withPublicErrors({ errors: [refusalOf(error)] }, operation);
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
      let cursor: string | undefined;
      try {
        cursor = await (source as ResumableSource).opened;
      } catch (error) {
        return withPublicErrors({ errors: [refusalOf(error)] }, operation);
      }
      const events = source[Symbol.asyncIterator]();
      const answered = async (event: unknown): Promise<ExecutionResult> => {
        // fresh loaders: an event must not be answered with what was loaded for an earlier one
        const request = await admit(operation, true);
        if (isRefused(request)) return request;
        return withPublicErrors(await execute(argsOf(fetch, request, event)), operation);
      };
      const next = async (): Promise<IteratorResult<ExecutionResult>> => {
        const event = await events.next();
        if (event.done) return { done: true, value: undefined };
        const cursor = cursorOf(event.value);
        let value = await answered(event.value);
        // half an event would be lost for good: the client has no reason to ask for it again
        for (const pause of EVENT_RETRY_MS) {
          if (cursor === undefined || !isPartAway(value)) break;
          await delay(pause);
          value = await answered(event.value);
        }
        if (cursor !== undefined && isPartAway(value)) throw new Error('A part that an event needs stays away.');
        return { done: false, value: cursor === undefined ? value : { ...value, extensions: { cursor } } };
      };
      return {
        cursor,
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

/** Long enough for a server that is started again; then the subscription breaks, and can be resumed. */
const EVENT_RETRY_MS = [250, 500, ...Array<number>(7).fill(1_000)];

const isPartAway = ({ errors }: ExecutionResult): boolean =>
  errors?.some(({ extensions }) => extensions.code === 'UNAVAILABLE') ?? false;

const isRefused = (admitted: Request | ExecutionResult): admitted is ExecutionResult => 'errors' in admitted;

const refusalOf = (error: unknown): GraphQLError =>
  new GraphQLError((error as Error).message, { originalError: error as Error });

/** The place behind an event, if its source tells it. */
const cursorOf = (event: unknown): string | undefined =>
  typeof event === 'object' && event !== null && 'cursor' in event && typeof event.cursor === 'string'
    ? event.cursor
    : undefined;
