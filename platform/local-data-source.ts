import { createHash } from 'node:crypto';
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
import type { Viewer } from '#platform/auth';
import type { DataSource, EventResult, Fetch, OperationContext } from '#platform/data-source';
import { publicError } from '#platform/faults';
import type { Request } from '#platform/request';
import { sharedAnswers } from '#platform/shared-answers';
import { isViewerIndependent } from '#platform/viewer-independence';

export interface LocalDataSourceOptions {
  /** Who asks, by the token: a subgraph trusts nobody's word on it. Null when nobody does. */
  readonly verify: (operation: OperationContext) => Promise<Viewer | null>;
  /** `announced`: for an event of a subscription. */
  readonly requestOf: (operation: OperationContext, viewer: Viewer | null, announced: boolean) => Request;
  readonly onFault: (error: unknown, operation: OperationContext, path: string | undefined) => void;
}

/**
 * What a subscription's resolver may return, so that a broken subscription can go on. Its events have a `cursor`, too, and
 * those that many are told have in `announced` an object that is the same for all of them.
 */
export interface ResumableSource extends AsyncIterable<unknown> {
  /** Resolves once no event is missed any more, with the place before the first. */
  readonly opened?: Promise<string>;
}

/** A few hundred operations times their plans' fetches. */
const DOCUMENTS_CACHED = 2_000;

/** A subgraph in the router's own process: no HTTP, no JSON, the same checks. */
export const localDataSource = (schema: GraphQLSchema, options: LocalDataSourceOptions): DataSource => {
  const { verify, requestOf, onFault } = options;
  const documents = new LRUCache<string, DocumentNode>({ max: DOCUMENTS_CACHED });
  const share = sharedAnswers();
  // one request, and so one set of loaders, for all the fetches of an operation
  const requests = new WeakMap<OperationContext, Promise<Request | ExecutionResult>>();

  const documentOf = ({ query, document }: Fetch): DocumentNode => {
    const known = document ?? documents.get(query);
    if (known) return known;
    const parsed = parse(query, { noLocation: true });
    documents.set(query, parsed);
    return parsed;
  };

  const independent = new WeakMap<DocumentNode, boolean>();
  const isIndependent = (fetch: Fetch): boolean => {
    const document = documentOf(fetch);
    const known = independent.get(document) ?? isViewerIndependent(schema, document);
    independent.set(document, known);
    return known;
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

  /** Who asks, or the answer that refuses them: their token is not valid. */
  const admit = async (operation: OperationContext): Promise<Admitted | ExecutionResult> => {
    try {
      return { viewer: await verify(operation) };
    } catch (error) {
      return withPublicErrors({ errors: [refusalOf(error)] }, operation);
    }
  };

  const requestFor = async (operation: OperationContext): Promise<Request | ExecutionResult> => {
    const admitted = await admit(operation);
    return isRefused(admitted) ? admitted : requestOf(operation, admitted.viewer, false);
  };

  return {
    async execute(fetch, operation) {
      let admitted = requests.get(operation);
      if (!admitted) {
        admitted = requestFor(operation);
        requests.set(operation, admitted);
      }
      const request = await admitted;
      if (isRefused(request)) return request;
      return withPublicErrors(await execute(argsOf(fetch, withinFetch(request, fetch))), operation);
    },

    async subscribe(fetch, operation) {
      const request = await requestFor(operation);
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
      const asked = isIndependent(fetch) ? askedOf(fetch) : undefined;
      const answered = async (event: unknown): Promise<EventResult> => {
        const admitted = await admit(operation);
        if (isRefused(admitted)) return admitted as EventResult;
        const { viewer } = admitted;
        const answer = async () => {
          // fresh loaders: an event must not be answered with what was loaded for an earlier one
          const request = requestOf(operation, viewer, true);
          return withPublicErrors(await execute(argsOf(fetch, request, event)), operation);
        };
        const announced = asked === undefined || !viewer || viewer.erased ? undefined : announcedIn(event);
        if (!announced) return (await answer()) as EventResult;
        return share(announced, `${viewer!.tenant} ${asked}`, answer);
      };
      const next = async (): Promise<IteratorResult<EventResult>> => {
        const event = await events.next();
        if (event.done) return { done: true, value: undefined };
        const cursor = textIn(event.value, 'cursor');
        let value = await answered(event.value);
        // half an event would be lost for good: the client has no reason to ask for it again
        for (const pause of EVENT_RETRY_MS) {
          if (cursor === undefined || !isPartAway(value)) break;
          await delay(pause);
          value = await answered(event.value);
        }
        if (cursor !== undefined && isPartAway(value)) throw new Error('A part that an event needs stays away.');
        if (cursor === undefined) return { done: false, value };
        const traceparent = textIn(event.value, 'traceparent');
        const extensions = { ...value.extensions, cursor, ...(traceparent !== undefined && { traceparent }) };
        return { done: false, value: { ...value, extensions } };
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

/** What is commanded in the course of a fetch belongs to its span; all that is loaded is shared with the operation's others. */
const withinFetch = (request: Request, { traceparent }: Fetch): Request => {
  if (traceparent === undefined) return request;
  const handle: Request['handle'] = (aggregate, stream, command, options) =>
    request.handle(aggregate, stream, command, { traceparent, ...options });
  return Object.create(request, { handle: { value: handle } });
};

interface Admitted {
  readonly viewer: Viewer | null;
}

/** Long enough for a server that is started again; then the subscription breaks, and can be resumed. */
const EVENT_RETRY_MS = [250, 500, ...Array<number>(7).fill(1_000)];

const isPartAway = ({ errors }: ExecutionResult): boolean =>
  errors?.some(({ extensions }) => extensions.code === 'UNAVAILABLE') ?? false;

const isRefused = (admitted: object): admitted is ExecutionResult => 'errors' in admitted;

/** As one short text, which each of many subscriptions keeps. */
const askedOf = ({ query, operationName, variables }: Fetch): string =>
  createHash('sha256')
    .update(JSON.stringify([query, operationName, variables]))
    .digest('base64url');

const refusalOf = (error: unknown): GraphQLError =>
  new GraphQLError((error as Error).message, { originalError: error as Error });

/** What an event tells of itself: the place behind it, and the span that announced it. */
const textIn = (event: unknown, name: 'cursor' | 'traceparent'): string | undefined => {
  const value = typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
  return typeof value === 'string' ? value : undefined;
};

const announcedIn = (event: unknown): object | undefined =>
  typeof event === 'object' && event !== null && 'announced' in event && typeof event.announced === 'object'
    ? (event.announced ?? undefined)
    : undefined;
