/**
 * The codes a client may see in `extensions.code`. They are part of the public API (schema/api.graphql's header names
 * them): a client branches on the code, never on the message.
 */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'ALREADY_EXISTS'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'RATE_LIMITED'
  | 'LIMIT_EXCEEDED'
  | 'READ_MODEL_BEHIND'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR';

/** A request that was understood and refused. The message is for people and tells nothing about anybody's data. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  /** The dotted path of the input that is wrong, as the client wrote it: `input.text`. */
  readonly field: string | undefined;
  /** What else the client can act upon: `currentVersion`, `limit`, `retryAfter`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: { field?: string; details?: Record<string, unknown> } = {}) {
    super(message);
    this.code = code;
    this.field = options.field;
    this.details = options.details ?? {};
  }

  /** What graphql-js copies into the error of the answer. */
  get extensions(): Record<string, unknown> {
    return { code: this.code, ...(this.field === undefined ? {} : { field: this.field }), ...this.details };
  }
}

/** Input that breaks a rule of the API. `field` is always named. */
export const badInput = (field: string, message: string): DomainError =>
  new DomainError('BAD_USER_INPUT', message, { field });

/** Nothing there, or nothing the viewer may know of: the two are told apart by nobody. */
export const notFound = (what: string, field?: string): DomainError =>
  new DomainError('NOT_FOUND', `There is no such ${what}.`, field === undefined ? {} : { field });
