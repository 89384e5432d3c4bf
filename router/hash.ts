import { createHash } from 'node:crypto';

/** A short key of any JSON value. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url');
