import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { personStream, relationStream } from './events.ts';
import { type ChatInMemory, chatInMemory } from './memory.fixture.ts';

let chat: ChatInMemory;
let [ann, bob] = ['', ''];
beforeEach(async () => {
  chat = chatInMemory();
  [ann, bob] = [await person(), await person()];
});

// claims are limited, and the limits of all tests are counted in one place
const person = async (): Promise<string> => {
  const personId = newId();
  await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
  return personId;
};
const random = (bytes: number): string => randomBytes(bytes).toString('base64');
const bundle = (count: number) => ({
  ...{ identityKey: random(32), signedPrekey: random(32), signature: random(64) },
  oneTimePrekeys: Array.from({ length: count }, () => random(32)),
});
const publish = (who: string, input: object) => chat.resolve(who, 'Mutation', 'publishKeyBundle', {}, { input });
const claim = (who: string, userId: string) => chat.resolve(who, 'Mutation', 'claimKeyBundle', {}, { userId });

it('a key bundle is claimed as it was published, each one-time prekey once, and in the end without one', async () => {
  const { oneTimePrekeys, ...keys } = bundle(2);
  expect(await publish(ann, { ...keys, oneTimePrekeys })).toBe(true);
  expect(await claim(bob, ann)).toEqual({ userId: ann, ...keys, oneTimePrekey: oneTimePrekeys[0] });
  expect(await claim(bob, ann)).toEqual({ userId: ann, ...keys, oneTimePrekey: oneTimePrekeys[1] });
  expect(await claim(bob, ann)).toEqual({ userId: ann, ...keys, oneTimePrekey: null });
  for (const key of [...Object.values(keys), ...oneTimePrekeys]) expect(JSON.stringify(chat.events)).not.toContain(key);
});

it('of many who claim it at once no two are given the same one-time prekey', async () => {
  const { oneTimePrekeys, ...keys } = bundle(30);
  await publish(ann, { ...keys, oneTimePrekeys });
  const people = await Promise.all(Array.from({ length: 12 }, person));
  const claimed = await Promise.all([...people, ...people, ...people].map((who) => claim(who, ann)));
  const given = claimed.map(({ oneTimePrekey }) => oneTimePrekey);
  expect(given.filter((key) => key === null)).toHaveLength(6);
  expect(new Set(given.filter((key) => key !== null))).toEqual(new Set(oneTimePrekeys));
});

it('a newer bundle goes on giving the one-time prekeys of those before, unless the identity is another', async () => {
  const first = bundle(2);
  await publish(ann, first);
  const second = { ...bundle(1), identityKey: first.identityKey };
  await publish(ann, second);
  expect(await claim(bob, ann)).toMatchObject({
    signedPrekey: second.signedPrekey,
    oneTimePrekey: first.oneTimePrekeys[0],
  });
  const third = bundle(1);
  await publish(ann, third);
  expect(await claim(bob, ann)).toMatchObject({
    identityKey: third.identityKey,
    oneTimePrekey: third.oneTimePrekeys[0],
  });
  expect(await claim(bob, ann)).toMatchObject({ identityKey: third.identityKey, oneTimePrekey: null });
});

it('a one-time prekey that was published before is refused, and a retry is harmless', async () => {
  const first = bundle(2);
  await publish(ann, first);
  await claim(bob, ann);
  expect(await publish(ann, first)).toBe(true);
  expect(await claim(bob, ann)).toMatchObject({ oneTimePrekey: first.oneTimePrekeys[1] });
  const again = { ...bundle(1), oneTimePrekeys: [random(32), first.oneTimePrekeys[0]] };
  await expect(publish(ann, again)).rejects.toMatchObject({
    ...{ code: 'BAD_USER_INPUT', field: 'input.oneTimePrekeys' },
  });
  // another's may be the same by their own mistake, of which nobody learns
  await publish(bob, { ...bundle(0), oneTimePrekeys: [first.oneTimePrekeys[0]] });
});

it('nobody has one who has published none, is not there, or is apart from who asks', async () => {
  await publish(ann, bundle(1));
  for (const unknown of [bob, newId(), '', 'x', 'a\0b']) expect(await claim(ann, unknown)).toBeNull();
  await publish(bob, bundle(1));
  await chat.append({ type: 'PersonBlocked', data: { personId: ann, blockedId: bob } }, relationStream(ann, bob));
  for (const [who, other] of [
    [ann, bob],
    [bob, ann],
  ] as const)
    expect(await claim(who, other)).toBeNull();
  expect(chat.events.filter(({ type }) => type === 'KeyBundleClaimed')).toEqual([]);
});

it('nobody drains another’s', async () => {
  await publish(ann, bundle(10));
  for (let nth = 0; nth < 5; nth++) await claim(bob, ann);
  await expect(claim(bob, ann)).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 3_600 } });
  expect(await claim(await person(), ann)).not.toMatchObject({ oneTimePrekey: null });
  for (let nth = 6; nth < 100; nth++) await claim(bob, newId());
  await expect(claim(bob, newId())).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});

it.each<[string, object]>([
  ['identityKey', { identityKey: random(33) }],
  ['identityKey', { identityKey: random(32).replace('=', '') }],
  ['signedPrekey', { signedPrekey: '' }],
  ['signedPrekey', { signedPrekey: '!'.repeat(44) }],
  ['signature', { signature: random(32) }],
  ['oneTimePrekeys', { oneTimePrekeys: Array.from({ length: 101 }, () => random(32)) }],
  ['oneTimePrekeys', { oneTimePrekeys: Array(2).fill(random(32)) }],
  ['oneTimePrekeys.1', { oneTimePrekeys: [random(32), random(31)] }],
])('a bundle is refused at %s for %j', async (field, part) => {
  const refused = { code: 'BAD_USER_INPUT', field: `input.${field}` };
  await expect(publish(ann, { ...bundle(1), ...part })).rejects.toMatchObject(refused);
});
