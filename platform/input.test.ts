import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '#platform/domain/ids';
import { clientId, date, dateTime, parseInput, text } from '#platform/input';

const refused = (schema: z.ZodType, value: unknown, message?: string) =>
  expect(() => parseInput(schema, value, 'input')).toThrow(
    expect.objectContaining({ code: 'BAD_USER_INPUT', field: 'input', ...(message ? { message } : {}) }),
  );
const taken = (schema: z.ZodType, value: unknown) => expect(parseInput(schema, value, 'input')).toEqual(value);

describe('parseInput', () => {
  it('names the field that is wrong by its path, and does not repeat its value', () => {
    const schema = z.object({ entry: z.object({ tags: z.array(text(5)) }) });
    const value = { entry: { tags: ['rain', 'my secret'] } };
    const refusal = { field: 'input.entry.tags.1', message: 'Must have at most 5 characters.' };
    expect(() => parseInput(schema, value, 'input')).toThrow(expect.objectContaining(refusal));
  });
});

describe('text', () => {
  it('takes what people write: any script, emoji, line breaks, tabs and spaces around', () => {
    for (const value of ['a', ' a\n\tb\r\n', 'Привет 👨‍👩‍👧 שלום', 'e\u0301']) taken(text(50), value);
  });

  it('counts characters and not the halves of them', () => {
    taken(text(3), '🧡🧡🧡');
    refused(text(3), '🧡🧡🧡🧡', 'Must have at most 3 characters.');
    taken(text(3), 'abc');
    refused(text(3), 'abcd');
  });

  it.each(['', ' ', '\n\t ', '\u00a0'])('refuses the empty text %j', (value) =>
    refused(text(5), value, 'Must not be empty.'),
  );

  it.each(['a\0', 'a\u0007', '\u007fa', 'a\ud800', '\udc00a'])('refuses %j, which no text has in it', (value) =>
    refused(text(5), value),
  );

  it.each([null, undefined, 7, {}])('refuses %j', (value) => refused(text(5), value));
});

describe('clientId', () => {
  it('takes a UUIDv7 in lower case', () => taken(clientId, newId()));
  it.each([
    ...['', 'nonsense', '9b2fb1a0-5b1e-4d63-8d1c-0f3c2f4d5e6f', newId().toUpperCase(), `${newId()} `, `{${newId()}}`],
  ])('refuses %j', (value) => refused(clientId, value));
});

describe('dateTime', () => {
  it.each([
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T10:00:00.123456+03:00', '2026-11-21T07:00:00.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('turns %s into UTC with milliseconds', (given, expected) => {
    expect(parseInput(dateTime, given, 'input')).toBe(expected);
  });

  it.each([
    ...['', 'yesterday', '2026-11-21', '2026-11-21T10:00:00', '2026-02-30T00:00:00Z', '2026-11-21T25:00:00Z'],
    ...['0000-12-31T23:59:59Z', '0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00', '+010000-01-01T00:00:00Z'],
  ])('refuses %j', (value) => refused(dateTime, value));
});

describe('date', () => {
  it.each(['2026-11-21', '2024-02-29', '0001-01-01', '9999-12-31'])('takes %s', (value) => taken(date, value));
  it.each(['', '2026-02-29', '2026-11-21T00:00:00Z', '21.11.2026', '0000-01-01', '10000-01-01'])(
    'refuses %j',
    (value) => refused(date, value),
  );
});
