/**
 * A server, or what should be there on it, can't be used: at the start or later. One line that names the address and why, and
 * never a password. Each adapter has its own.
 */
export class UnreachableError extends Error {
  override readonly name: string = 'UnreachableError';
}
