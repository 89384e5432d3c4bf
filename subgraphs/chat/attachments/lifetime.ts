import type { ClaimKey } from '#platform/event-store/event-store';

/** Held by an upload until it is ended. */
export const UNDER_WAY = 'upload';
export const underWay = (attachmentId: string): ClaimKey => ({ name: UNDER_WAY, value: attachmentId });

/** What is spent when it is sent: it goes with one message. */
export const sending = (attachmentId: string): ClaimKey => ({ name: 'attachment', value: attachmentId });

/** How long after it was asked for an upload can be sent: far longer than its address is good. */
const SENDABLE_MS = 3_600_000;
/** Whatever was begun before has ended by then, and the clocks of all processes agree that it is over. */
const MARGIN_MS = 10 * 60_000;

export const isSendable = (attachmentId: string): boolean => ageOf(attachmentId) <= SENDABLE_MS;
export const isOver = (attachmentId: string): boolean => ageOf(attachmentId) > SENDABLE_MS + MARGIN_MS;

/** Since a UUIDv7 was made: its first 48 bits are the milliseconds since 1970 (RFC 9562). */
const ageOf = (id: string): number => Date.now() - Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
