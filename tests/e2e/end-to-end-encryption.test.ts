import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import sodium from 'libsodium-wrappers';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { embeddedForTests, eventually, type Person } from './supergraph.ts';

const supergraph = embeddedForTests();

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** What the first message carries besides itself, for the other side to agree upon the same key. */
interface Opening {
  readonly identityKey: string;
  readonly ephemeralKey: string;
  readonly oneTimePrekey: string | null;
}
interface Box {
  readonly opening?: Opening;
  readonly nonce: string;
  readonly box: string;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/**
 * A device that agrees upon keys by X3DH (https://signal.org/docs/specifications/x3dh/), and keeps the private ones to
 * itself. The identity key signs as Ed25519 and agrees as the Curve25519 key that it is converted to. One key serves a whole
 * conversation here; an app would go on from it by the Double Ratchet.
 */
const device = (who: Person) => {
  const identity = sodium.crypto_sign_keypair();
  const signedPrekey = sodium.crypto_box_keypair();
  const oneTimePrekeys: KeyPair[] = Array.from({ length: 2 }, () => sodium.crypto_box_keypair());
  const agreeing = sodium.crypto_sign_ed25519_sk_to_curve25519(identity.privateKey);
  let sharedKey: Uint8Array | undefined;
  let opening: Opening | undefined;

  const agree = (...secrets: readonly Uint8Array[]): Uint8Array =>
    sodium.crypto_generichash(32, Buffer.concat([Buffer.alloc(32, 0xff), ...secrets]), 'MetaChat X3DH');
  const curve = (ed25519: string) => sodium.crypto_sign_ed25519_pk_to_curve25519(bytes(ed25519));
  const dh = (privateKey: Uint8Array, publicKey: Uint8Array) => sodium.crypto_scalarmult(privateKey, publicKey);

  return {
    publish: () =>
      who.ask(app.PublishKeyBundleDocument, {
        input: {
          identityKey: base64(identity.publicKey),
          signedPrekey: base64(signedPrekey.publicKey),
          signature: base64(sodium.crypto_sign_detached(signedPrekey.publicKey, identity.privateKey)),
          oneTimePrekeys: oneTimePrekeys.map(({ publicKey }) => base64(publicKey)),
        },
      }),

    /** Begins with somebody who may be asleep. */
    async begin(userId: string): Promise<void> {
      const { claimKeyBundle: theirs } = await who.ask(app.ClaimKeyBundleDocument, { userId });
      if (!theirs) throw new Error('They have no keys.');
      const [identityKey, prekey] = [bytes(theirs.identityKey), bytes(theirs.signedPrekey)];
      if (!sodium.crypto_sign_verify_detached(bytes(theirs.signature), prekey, identityKey))
        throw new Error('The prekey is not theirs.');
      const ephemeral = sodium.crypto_box_keypair();
      sharedKey = agree(
        dh(agreeing, prekey),
        dh(ephemeral.privateKey, curve(theirs.identityKey)),
        dh(ephemeral.privateKey, prekey),
        ...(theirs.oneTimePrekey === null ? [] : [dh(ephemeral.privateKey, bytes(theirs.oneTimePrekey))]),
      );
      const { oneTimePrekey } = theirs;
      opening = {
        ...{ identityKey: base64(identity.publicKey), ephemeralKey: base64(ephemeral.publicKey), oneTimePrekey },
      };
    },

    async send(conversationId: string, text: string): Promise<void> {
      const nonce = sodium.randombytes_buf(sodium.crypto_secretbox_NONCEBYTES);
      const box = sodium.crypto_secretbox_easy(text, nonce, sharedKey!);
      const sealed: Box = { nonce: base64(nonce), box: base64(box), ...(opening && { opening }) };
      opening = undefined;
      const ciphertext = Buffer.from(JSON.stringify(sealed)).toString('base64');
      await who.ask(app.SendMessageDocument, { input: { conversationId, ciphertext, idempotencyKey: newId() } });
    },

    async read(conversationId: string): Promise<string[]> {
      const { conversation } = await who.ask(app.ConversationDocument, { id: conversationId, last: 50 });
      return conversation!.messages!.edges.map(({ node: { text, ciphertext } }) => {
        expect(text).toBeNull();
        const { opening: first, nonce, box }: Box = JSON.parse(Buffer.from(ciphertext!, 'base64').toString());
        if (first && !sharedKey) {
          const ephemeral = bytes(first.ephemeralKey);
          const used = oneTimePrekeys.find(({ publicKey }) => base64(publicKey) === first.oneTimePrekey);
          sharedKey = agree(
            dh(signedPrekey.privateKey, curve(first.identityKey)),
            dh(agreeing, ephemeral),
            dh(signedPrekey.privateKey, ephemeral),
            ...(used ? [dh(used.privateKey, ephemeral)] : []),
          );
        }
        return sodium.to_string(sodium.crypto_secretbox_open_easy(bytes(box), bytes(nonce), sharedKey!));
      });
    },
  };
};

let people: Person[];
beforeAll(async () => {
  await sodium.ready;
  people = await Promise.all(['ann', 'bob', 'cat', 'dan', 'eve'].map((name) => supergraph.signUp(name)));
});

it('two devices exchange a conversation that the server can not read', async () => {
  const [ann, bob] = people as [Person, Person];
  const [annsDevice, bobsDevice] = [device(ann), device(bob)];
  await bobsDevice.publish();
  const input = { kind: 'DIRECT' as const, participantIds: [bob.id] };
  const { id } = (await ann.ask(app.OpenConversationDocument, { input })).openConversation;

  const said = Array.from({ length: 6 }, (_, nth) => `secret ${nth} ${randomBytes(8).toString('hex')}`);
  await annsDevice.begin(bob.id);
  await annsDevice.send(id, said[0]!);
  await annsDevice.send(id, said[1]!);
  await eventually(async () => expect(await bobsDevice.read(id)).toEqual(said.slice(0, 2)));
  await bobsDevice.send(id, said[2]!);
  await annsDevice.send(id, said[3]!);
  await bobsDevice.send(id, said[4]!);
  await annsDevice.send(id, said[5]!);
  for (const device of [annsDevice, bobsDevice])
    await eventually(async () => expect(await device.read(id)).toEqual(said));

  // whoever holds all of the server's disk, its keys and its database, has none of it
  const root = supergraph.dataDir();
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const kept = entries.filter((entry) => entry.isFile()).map((entry) => readFile(`${entry.parentPath}/${entry.name}`));
  const disk = Buffer.concat(await Promise.all(kept.map((file) => file.catch(() => Buffer.alloc(0)))));
  expect(disk.length).toBeGreaterThan(1_000_000);
  for (const text of said) expect(disk.includes(text)).toBe(false);
});

it('a one-time prekey is given to one of those who claim it at once, and the others begin without', async () => {
  const [, bob, ...others] = people as [Person, Person, ...Person[]];
  const { oneTimePrekeys, ...keys } = {
    ...{ identityKey: base64(randomBytes(32)), signedPrekey: base64(randomBytes(32)) },
    ...{ signature: base64(randomBytes(64)), oneTimePrekeys: [base64(randomBytes(32)), base64(randomBytes(32))] },
  };
  await bob.ask(app.PublishKeyBundleDocument, { input: { ...keys, oneTimePrekeys } });
  const claimed = await Promise.all(others.map((who) => who.ask(app.ClaimKeyBundleDocument, { userId: bob.id })));
  const given = claimed.map(({ claimKeyBundle }) => claimKeyBundle!.oneTimePrekey);
  expect(given.filter((key) => key !== null).sort()).toEqual(oneTimePrekeys.sort());
  for (const { claimKeyBundle } of claimed) expect(claimKeyBundle).toMatchObject(keys);
});
