import { v7, validate, version } from 'uuid';

/** A new UUIDv7: unique everywhere, and in the order of its making, so that indexes stay dense at their end. */
export const newId = (): string => v7();

/** Whether a client's own id may be used: a UUIDv7 in its canonical, lower-case form (two spellings would be two ids). */
export const isId = (value: string): boolean =>
  validate(value) && version(value) === 7 && value === value.toLowerCase();
