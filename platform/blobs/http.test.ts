import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BlobKey, type Blobs, blobs } from '#platform/blobs/blobs';
import { folderBlobs } from '#platform/blobs/folder';
import { serveBlobs } from '#platform/blobs/http';
import { signedUrls } from '#platform/blobs/signed-urls';
import { type KeyStore, vault } from '#platform/vault/vault';

const key: BlobKey = { tenant: 'default', owner: 'ann', name: 'cat' };
const allowed = { contentType: 'image/png', maxBytes: 1_000, expiresInSeconds: 60 };
const blobUrls = signedUrls(randomBytes(32), 'chat');
const dataKey = randomBytes(32);
const keys: Partial<KeyStore> = { load: async (_, of) => new Map(of.map((subject) => [subject, dataKey])) };

let folder: string;
let stored: Blobs;
let close = () => {};
let over: boolean;
let at: string;

const serve = async (listener: RequestListener) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = () => server.close();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-served-'));
  stored = blobs(folderBlobs(folder), vault(keys as KeyStore));
  over = false;
  const fail = (error: unknown) => expect.fail(String(error));
  at = await serve(serveBlobs(new Map([['chat', { blobs: stored, blobUrls, takes: async () => !over }]]), fail));
});
afterEach(async () => {
  close();
  await rm(folder, { recursive: true });
});

/** Answers with the status; `during` comes after the first half. */
const put = async (during = () => {}): Promise<number> => {
  const url = blobUrls.upload(key, allowed);
  const call = request(`${at}${url}`, { method: 'PUT', agent: false, headers: { 'content-type': 'image/png' } });
  const answered = once(call, 'response');
  call.write(randomBytes(100));
  await new Promise((resolve) => setTimeout(resolve, 50));
  during();
  call.end(randomBytes(100));
  const [answer] = await answered;
  return answer.resume().statusCode;
};

it('takes one upload, and no second one while it is there', async () => {
  expect(await put()).toBe(204);
  expect(await put()).toBe(409);
  expect((await stored.get(key))?.size).toBe(200);
});

it('takes none where nothing more may come, and keeps none that has come too late', async () => {
  over = true;
  expect(await put()).toBe(409);
  over = false;
  expect(
    await put(() => {
      over = true;
    }),
  ).toBe(409);
  expect(await stored.countOf(key.tenant, key.owner)).toBe(0);
});
