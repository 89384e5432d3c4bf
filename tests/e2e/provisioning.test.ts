import { randomBytes } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { OutsideIdentity } from '#platform/auth';
import { memoryCache } from '#platform/cache/memory';
import { type CommandHandler, commandHandler } from '#platform/command';
import { newId } from '#platform/domain/ids';
import type { EventStore } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { request } from '#platform/request';
import { postgresKeyStore } from '#platform/vault/postgres';
import { type Vault, vault } from '#platform/vault/vault';
import { userEvents, userStream } from '../../subgraphs/users/events.ts';
import { provisioning } from '../../subgraphs/users/provisioning.ts';
import { testDatabase } from '../database.ts';

let store: EventStore;
let keys: Vault;
beforeAll(async () => {
  const pool = await testDatabase();
  store = postgresEventStore(pool);
  keys = vault(postgresKeyStore(pool, [randomBytes(32)]));
});

type Vouched = Pick<OutsideIdentity, 'username' | 'email'>;

/** A process of its own: nothing but the store and the vault is shared with another. */
const startProcess = () => {
  const handler = commandHandler(store, keys, {
    cache: memoryCache(),
    onSnapshotError: (error) => expect.fail(String(error)),
  });
  const { ensureAccount } = provisioning({ store, vault: keys, handler });
  return {
    handler,
    come: (id: string, outside?: Vouched) =>
      ensureAccount(requestOf(handler, id, outside && { ...outside, authenticatedAt: undefined })),
  };
};

/** Of somebody; nothing here reads rows. */
const requestOf = (handler: CommandHandler, id: string, outside: OutsideIdentity | undefined) => {
  const operation = { token: undefined, correlationId: 'test', consistencyToken: undefined, address: '', written: [] };
  const viewer = { id, tenant: 'default', scopes: new Set<string>(), sessionId: 's', expiresAt: new Date() };
  const consistency = { projected() {}, wrote: async () => '', reading: () => async () => {} };
  return request(operation, outside ? { ...viewer, outside } : viewer, {
    ...{ handler, readModel: undefined as never, vault: keys, consistency, announced: false },
  });
};

const eventsOf = (id: string) => startProcess().handler.read(userEvents, 'default', userStream(id));

const profileOf = async (id: string) => {
  const [created] = await eventsOf(id);
  if (created?.type !== 'UserCreated' || !created.personal) return expect.fail('There is no account.');
  const place = { tenant: 'default', subject: id, stream: userStream(id) };
  const { username, email } = created.personal;
  const [name, address] = await keys.open([
    { ...place, field: 'username', sealed: username },
    { ...place, field: 'email', sealed: email },
  ]);
  return { username: name, email: address };
};

const nameless = { username: undefined, email: undefined };

it('somebody whom the issuer vouches for has an account from the first time they come', async () => {
  const [id, username] = [newId(), `ann-${newId().slice(-12)}`];
  const { come } = startProcess();
  await come(id, { username, email: `${username}@example.org` });
  expect(await profileOf(id)).toEqual({ username, email: `${username}@example.org` });
  // their name at the issuer may change; here it is theirs to change
  await come(id, { username: 'another', email: undefined });
  await startProcess().come(id, { username: 'another', email: undefined });
  expect(await eventsOf(id)).toHaveLength(1);
});

it('has one also when they come to several processes at once', async () => {
  const id = newId();
  const username = `bob-${id.slice(-12)}`;
  await Promise.all(Array.from({ length: 5 }, () => startProcess().come(id, { username, email: undefined })));
  expect(await eventsOf(id)).toHaveLength(1);
  expect(await profileOf(id)).toEqual({ username, email: null });
});

it('has a made-up name where theirs is taken, looks like one that is, or can be none', async () => {
  const taken = `carl-${newId().slice(-12)}`;
  const { come } = startProcess();
  await come(newId(), { username: taken, email: `${taken}@example.org` });
  for (const username of [taken, taken.toUpperCase(), taken.replace('l', '1'), 'two words', 'x', undefined]) {
    const id = newId();
    await come(id, { username, email: `${taken}@example.org` });
    expect(await profileOf(id)).toEqual({ username: `user-${id.slice(-12)}`, email: null });
  }
});

it('has one also when the name that is made up first is taken, too', async () => {
  const id = newId();
  const { come } = startProcess();
  await come(newId(), { ...nameless, username: `user-${id.slice(-12)}` });
  await come(id, nameless);
  expect(await profileOf(id)).toMatchObject({ username: expect.stringMatching(/^user-[0-9a-f]{12}$/) });
});

it('who signs in here has an account already, and an operator needs none', async () => {
  const id = newId();
  await startProcess().come(id);
  expect(await eventsOf(id)).toEqual([]);
});
