import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { ErrorCode } from '#platform/domain/errors';

const CODES: Readonly<Record<ErrorCode, true>> = {
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  NOT_FOUND: true,
  BAD_USER_INPUT: true,
  CONFLICT: true,
  ALREADY_EXISTS: true,
  IDEMPOTENCY_KEY_REUSED: true,
  RATE_LIMITED: true,
  LIMIT_EXCEEDED: true,
  READ_MODEL_BEHIND: true,
  UNAVAILABLE: true,
  INTERNAL_SERVER_ERROR: true,
};

/** Whether clients may see it in `extensions.code`. */
export const isPublicCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(CODES, code);

/** Also what the router alone says, of documents that are known by their hash. */
export type RefusalCode =
  | ErrorCode
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_HASH_MISMATCH'
  | 'QUERY_NOT_IN_SAFELIST';

type Path = readonly (string | number)[] | undefined;

/** Where in the document or in the answer an error is. */
type Place = { readonly [K in 'nodes' | 'source' | 'positions' | 'path']?: GraphQLErrorOptions[K] | undefined };

/** An error of the router's own, with a code of the public API. */
export const refusal = (
  code: RefusalCode,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
  place: Place = {},
): GraphQLError => new GraphQLError(message, { ...(place as GraphQLErrorOptions), extensions: { code, ...details } });

/** graphql-js's word on a value that does not fit, without the value: it may be anybody's text. */
export const withoutValue = (message: string): string =>
  message
    .replace(/^(.* cannot represent .*?): .*$/s, '$1.')
    .replace(/^Value .* does not exist in ("\w+" enum).*$/s, 'The value does not exist in $1.');

/** A fault of ours, of which the client is told nothing else. */
export const internalError = (path?: Path): GraphQLError =>
  refusal('INTERNAL_SERVER_ERROR', 'Internal server error', {}, { path });

/** A subgraph can't be reached. Which one is nobody's business outside. */
export const unavailable = (path?: Path): GraphQLError =>
  refusal('UNAVAILABLE', 'A part of the service is away. Try again.', {}, { path });

/**
 * An error as the client may see it. Refusals keep their code and what a client can act upon; whatever has no code of
 * the public API is a fault of ours: it goes to `report`, and the client learns where it was, not what it was.
 */
export const publicError = (error: GraphQLError, report: (error: unknown) => void): GraphQLError => {
  const { message, nodes, source, positions, path, extensions } = error;
  if (!isPublicCode(extensions.code)) {
    report(error);
    return internalError(path);
  }
  const { code, serviceName: _topology, stacktrace: _internals, ...details } = extensions;
  return refusal(code as ErrorCode, message, details, { nodes, source, positions, path });
};
