/**
 * A server, or what should be there on it, can't be used: at the start or later. One line that names the address and why, and
 * never a password. Each adapter has its own.
 */
export class UnreachableError extends Error {
  override readonly name: string = 'UnreachableError';
}

/** Connection failures of Node and SQLSTATE classes that say "not now": 08 connection, 53 resources, 57 intervention. */
const AWAY = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08|53|57)/;

/** Whether a server is away, which is nobody's fault here and passes. */
export const isAway = (error: unknown): boolean =>
  error instanceof Error &&
  (error instanceof UnreachableError ||
    ('code' in error && typeof error.code === 'string' && AWAY.test(error.code)) ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message));
