import type { ExecutionResult } from 'graphql';
import { DomainError, type ErrorCode } from '#platform/domain/errors';
import { freshnessOf } from '../caching/caching.ts';
import type { RefusalCode } from '../errors.ts';
import { writtenAnswer } from '../introspection.ts';
import { JSON_TYPE, type JsonType } from './media-types.ts';

/** A request that has a status of its own in HTTP. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, cause: DomainError, headers: Readonly<Record<string, string>> = {}) {
    super(cause.message, { cause });
    this.status = status;
    this.headers = headers;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Of requests that did not come as far as GraphQL. */
const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  LIMIT_EXCEEDED: 413,
  UNAVAILABLE: 503,
};

/** What a request that failed before it came to GraphQL is answered with. */
export const refusalAnswer = (error: unknown, onError: (error: unknown) => void): Answer => {
  const known = error instanceof HttpRefusal ? error.cause : error;
  if (!(known instanceof DomainError)) onError(error);
  const { code, message, extensions } =
    known instanceof DomainError ? known : new DomainError('UNAVAILABLE', 'A part of the service is away. Try again.');
  return {
    status: error instanceof HttpRefusal ? error.status : (STATUS[code] ?? 500),
    headers: {
      'content-type': `${JSON_TYPE}; charset=utf-8`,
      ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
      ...(error instanceof HttpRefusal ? error.headers : {}),
    },
    body: `${JSON.stringify({ errors: [{ message, extensions }] })}\n`,
  };
};

/** Answers of GraphQL that HTTP has a word for, whatever they are written in. */
const RESULT_STATUS: Readonly<Partial<Record<RefusalCode, number>>> = {
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL_SERVER_ERROR: 500,
  // by Apollo's protocol; it is no fault
  PERSISTED_QUERY_NOT_FOUND: 200,
};

/**
 * What was executed is 200. What was refused before is 200 in `application/json`, whose clients take other statuses for
 * those of a proxy, and 400 in `application/graphql-response+json`.
 */
export const resultStatus = ({ data, errors }: ExecutionResult, type: JsonType): number => {
  if (data !== undefined) return 200;
  const code = errors?.[0]?.extensions.code as RefusalCode | undefined;
  return (code && RESULT_STATUS[code]) ?? (type === JSON_TYPE ? 200 : 400);
};

export const resultAnswer = (result: ExecutionResult, type: JsonType): Answer => {
  const status = resultStatus(result, type);
  const { retryAfter } = status === 429 ? result.errors![0]!.extensions : {};
  return {
    status,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...cacheHeaders(result),
    },
    body: writtenAnswer(result) ?? JSON.stringify(result),
  };
};

/** The default is that nobody keeps it. */
const cacheHeaders = (result: ExecutionResult): Readonly<Record<string, string>> => {
  const fresh = freshnessOf(result);
  return fresh
    ? {
        'cache-control': `max-age=${fresh.maxAge}, ${fresh.scope.toLowerCase()}`,
        // the tenant is in the token, and who has just written must not be given what was kept
        vary: 'origin, accept, authorization, x-consistency-token',
      }
    : {};
};
