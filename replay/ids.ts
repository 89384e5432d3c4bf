import { createHash } from 'node:crypto';

/** The time that every derived id carries: an id must not depend on when it is asked for. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** A UUIDv7 that is always the same for a name, so that loading something again finds it instead of making it twice. */
export function derivedId(name: string): string {
  const digest = createHash('sha256').update(name).digest('hex');
  const time = EPOCH_MS.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${digest.slice(0, 3)}`,
    `${variant}${digest.slice(4, 7)}`,
    digest.slice(7, 19),
  ].join('-');
}
