import { createHash } from 'node:crypto';

/** A part of a key as a name that leads nowhere else, is never too long, and differs where parts differ. */
export const hashedName = (part: string): string => createHash('sha256').update(part).digest('hex');
