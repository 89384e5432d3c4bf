import { version as uuidVersion, validate } from 'uuid';
import { describe, expect, it } from 'vitest';
import { derivedId } from './ids.ts';

describe('derivedId', () => {
  it('is a valid UUIDv7', () => {
    const ids = Array.from({ length: 200 }, (_, index) => derivedId(`line ${index}`));
    expect(ids.filter((id) => !validate(id) || uuidVersion(id) !== 7)).toEqual([]);
  });

  it('is the same for the same name and another for another', () => {
    expect(derivedId('a')).toBe(derivedId('a'));
    expect(derivedId('a')).not.toBe(derivedId('b'));
  });
});
