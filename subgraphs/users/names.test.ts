import { describe, expect, it } from 'vitest';
import { emailAddress, looksOf, sameEmail, sameName } from './names.ts';

/** Whether only one of the two can be had. */
const clash = (one: string, other: string): boolean =>
  sameName(one) === sameName(other) || looksOf(one).some((look) => looksOf(other).includes(look));

describe('two usernames', () => {
  it.each([
    ['ann', 'ANN'],
    ['paypal', 'paypaI'],
    ['paypal', 'paypa1'],
    ['lan', 'Ian'],
    ['LAN', 'Ian'],
    ['bob', 'b0b'],
    ['BOB', 'b0b'],
    ['maria', 'rnaria'],
    ['Maria', 'rnaria'],
    ['MARIA', 'rnaria'],
  ])('clash that are the same or look it: %s and %s', (one, other) => {
    expect(clash(one, other)).toBe(true);
    expect(clash(other, one)).toBe(true);
  });

  it.each([
    ['ann', 'anna'],
    ['ian', 'lan'],
    ['bill', 'bili'],
    ['a.b', 'a-b'],
    ['a_b', 'a-b'],
  ])('do not clash that are told apart: %s and %s', (one, other) => expect(clash(one, other)).toBe(false));

  it('are looked up by what they are, and not by how they look', () => {
    expect(sameName('Ａnn')).toBe('ann');
    expect(sameName('paypaI')).not.toBe(sameName('paypal'));
  });
});

describe('two e-mail addresses', () => {
  it.each([
    ['Ann@Example.org', 'ann@example.ORG'],
    ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
    ['аnn@example.org', 'ann@example.org'],
    ['АNN@example.org', 'ann@example.org'],
    ['ａｎｎ@example.org', 'ann@example.org'],
  ])('are one: %s and %s', (one, other) => expect(sameEmail(one)).toBe(sameEmail(other)));

  it.each([
    ['al@example.org', 'a1@example.org'],
    ['bob@example.org', 'b0b@example.org'],
    ['maria@example.org', 'rnaria@example.org'],
    ['ann@example.org', 'ann@exаmple.org'],
    ['ann@example.org', 'ann@example.com'],
    ['a@b@example.org', 'b@example.org'],
  ])('are two: %s and %s', (one, other) => expect(sameEmail(one)).not.toBe(sameEmail(other)));

  it.each(['@', 'ann@', '@example.org', 'ann@[', `${'x'.repeat(300)}@`])(
    'need not be any to be compared: %s',
    (given) => expect(sameEmail(given)).toBe(sameEmail(given.toUpperCase())),
  );
});

it('an e-mail address has a name and a domain that can be, in whatever script', () => {
  const isOne = (given: unknown) => emailAddress.safeParse(given).success;
  for (const given of ['ann@example.org', 'ann+x@bücher.example', 'анна@пример.рф', "o'neil@x.xn--p1ai"])
    expect([given, isOne(given)]).toEqual([given, true]);
  for (const given of [
    'ann',
    'ann@',
    '@b.c',
    'a b@c.d',
    'ann@localhost',
    'ann@[',
    'a@b..c',
    `${'x'.repeat(250)}@b.c`,
    '\ud800@b.c',
  ])
    expect([given, isOne(given)]).toEqual([given, false]);
});
