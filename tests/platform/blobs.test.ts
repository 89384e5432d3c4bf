import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BlobKey, type Blobs, blobs } from '#platform/blobs/blobs';
import { folderBlobs } from '#platform/blobs/folder';
import { type BlobForwarder, forwardBlobs } from '#platform/blobs/forward';
import { serveBlobs } from '#platform/blobs/http';
import { signedUrls } from '#platform/blobs/signed-urls';
import { newId } from '#platform/domain/ids';
import { postgresKeyStore } from '#platform/vault/postgres';
import { KeyDestroyedError, type Vault, vault } from '#platform/vault/vault';
import { testDatabase } from '../database.ts';

const PNG = 'image/png';
const urls = signedUrls(new TextEncoder().encode('a secret of the tests'), 'users');

let folder: string;
let keys: Vault;
let stored: Blobs;
let key: BlobKey;
const faults: unknown[] = [];
const servers: Server[] = [];
const forwarders: BlobForwarder[] = [];

const listenWith = async (listener: Parameters<typeof createServer>[1]) => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
const forwarding = (addresses: readonly string[]) => {
  const forwarder = forwardBlobs({ users: addresses, chat: [] }, (error) => faults.push(error));
  forwarders.push(forwarder);
  return listenWith(forwarder.listener);
};
const served = () => serveBlobs(new Map([['users', { blobs: stored, blobUrls: urls }]]), (error) => faults.push(error));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-blobs-'));
  keys = vault(postgresKeyStore(await testDatabase(), [randomBytes(32)]));
  stored = blobs(folderBlobs(folder), keys);
});
afterAll(async () => {
  await Promise.all(forwarders.map((forwarder) => forwarder.close()));
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  key = { tenant: newId(), owner: newId(), name: newId() };
  faults.length = 0;
});

const read = async (of: BlobKey) => {
  const blob = await stored.get(of);
  return blob && { type: blob.contentType, size: blob.size, bytes: await buffer(blob.content) };
};
const hashed = (part: string) => createHash('sha256').update(part).digest('hex');
const files = async () => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

describe('a blob', () => {
  it('comes back as it was, with its type', async () => {
    const bytes = randomBytes(70_000);
    expect(await read(key)).toBeNull();
    await stored.put(key, PNG, [bytes]);
    expect(await read(key)).toEqual({ type: PNG, size: 70_000, bytes });
    await stored.delete(key);
    expect(await read(key)).toBeNull();
  });

  it('lies on the disk so that nobody reads it, or what it is', async () => {
    await stored.put(key, 'text/secretive', [Buffer.from('a confession '.repeat(1_000))]);
    const raw = Buffer.concat(await Promise.all((await files()).map((file) => readFile(file))));
    expect(raw.length).toBeGreaterThan(13_000);
    expect([raw.includes('confession'), raw.includes('secretive')]).toEqual([false, false]);
  });

  it('is gone with its owner’s key, though the file is still there', async () => {
    const other = { ...key, owner: newId() };
    for (const of of [key, other]) await stored.put(of, PNG, [randomBytes(10)]);
    await keys.destroy(key.tenant, key.owner);
    expect(await read(key)).toBeNull();
    expect(await read(other)).not.toBeNull();
    await expect(stored.put({ ...key, name: newId() }, PNG, [randomBytes(10)])).rejects.toThrow(KeyDestroyedError);
    expect(await stored.countOf(key.tenant, key.owner)).toBe(1);
    await stored.deleteAllOf(key.tenant, key.owner);
    expect(await stored.countOf(key.tenant, key.owner)).toBe(0);
  });

  it('opens nowhere but where it belongs', async () => {
    const other = { ...key, name: newId() };
    await stored.put(key, PNG, [randomBytes(10)]);
    await stored.put(other, PNG, [randomBytes(10)]);
    const [one, two] = (await files()).filter((file) => file.includes(hashed(key.owner)));
    await copyFile(one!, two!);
    const found = await Promise.all([key, other].map((of) => read(of).catch((error: Error) => error.message)));
    expect(found).toContainEqual(expect.objectContaining({ size: 10 }));
    expect(found).toContainEqual(expect.stringContaining('belongs elsewhere'));
  });
});

describe.each(['by itself', 'behind a router'])('the address of a blob, served %s', (way) => {
  let at: string;
  beforeAll(async () => {
    at = await listenWith(served());
    if (way === 'behind a router') at = await forwarding([at]);
  });

  const get = (path: string) => fetch(at + path);
  const put = (path: string, body: Buffer, type: string | undefined = PNG) =>
    fetch(at + path, { method: 'PUT', body: new Uint8Array(body), headers: { 'content-type': type } });
  const upload = (maxBytes = 1_000, contentType = PNG) =>
    urls.upload(key, { contentType, maxBytes, expiresInSeconds: 60 });

  it('gives it, to be kept as long as the address is good, and never as a page', async () => {
    const bytes = randomBytes(300_000);
    await stored.put(key, PNG, [bytes]);
    const response = await get(urls.download(key, 3_600));
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...{ 'content-type': PNG, 'content-length': '300000', 'content-disposition': 'inline' },
      ...{ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" },
      'cache-control': expect.stringMatching(/^private, max-age=\d+$/),
    });
    const [, seconds] = /max-age=(\d+)/.exec(response.headers.get('cache-control')!)!;
    expect(Number(seconds)).toBeGreaterThan(3_590);
    expect(Number(seconds)).toBeLessThanOrEqual(7_200);
  });

  it.each(['text/html', 'image/svg+xml', 'application/pdf', 'image/png; x'])('shows no %s in a page', async (type) => {
    await stored.put(key, type, [Buffer.from('<script>alert(1)</script>')]);
    const { headers } = await get(urls.download(key, 60));
    expect(headers.get('content-disposition')).toBe('attachment');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('of an attachment shows nothing in a page, not even an image, and says so or grants nothing', async () => {
    await stored.put(key, PNG, [randomBytes(10)]);
    const url = urls.attachment(key, 60);
    const { headers } = await get(url);
    expect(headers.get('content-type')).toBe(PNG);
    expect(headers.get('content-disposition')).toBe('attachment');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect((await get(url.replace('&as=attachment', ''))).status).toBe(403);
    expect((await get(`${urls.download(key, 60)}&as=attachment`)).status).toBe(403);
  });

  it('takes what it was made for', async () => {
    const bytes = randomBytes(1_000);
    expect((await put(upload(), bytes)).status).toBe(204);
    expect(await read(key)).toEqual({ type: PNG, size: 1_000, bytes });
  });

  it('takes it once: what lies there stays as it is', async () => {
    expect((await put(upload(), Buffer.alloc(0))).status).toBe(204);
    const again = await put(upload(), randomBytes(10));
    expect([again.status, await again.text()]).toEqual([409, '']);
    expect((await read(key))?.size).toBe(0);
    expect(await stored.countOf(key.tenant, key.owner)).toBe(1);
  });

  it('takes 25 MB', async () => {
    const bytes = randomBytes(25 * 1_048_576);
    expect((await put(upload(bytes.length), bytes)).status).toBe(204);
    const response = await get(urls.download(key, 60));
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('takes no more than it was made for, whatever its length is said to be', async () => {
    expect((await put(upload(), randomBytes(1_001))).status).toBe(413);
    const { hostname, port } = new URL(at);
    const chunked = request({ hostname, port, path: upload(), method: 'PUT', headers: { 'content-type': PNG } });
    chunked.write(randomBytes(1_000));
    chunked.end(randomBytes(1));
    const [response] = await once(chunked, 'response');
    expect(response.statusCode).toBe(413);
    response.resume();
    expect(await stored.countOf(key.tenant, key.owner)).toBe(0);
  });

  it('is refused without a word when it was not granted', async () => {
    await stored.put(key, PNG, [randomBytes(10)]);
    const [download, forUpload] = [urls.download(key, 60), upload()];
    const attempts = [
      ...[download.replace(/signature=.../, 'signature=AAA'), download.split('?')[0]!, forUpload],
      ...[download.replace('/users/', '/diary/'), download.replace('/users/', '/'), '/blobs/', '/blobs/users'],
      ...[`/blobs/users/${'%2e%2e%2f'.repeat(9)}etc%2fpasswd?expires=9999999999&signature=x`, '/blobs/__proto__/x'],
    ];
    for (const attempt of attempts) {
      const response = await get(attempt);
      expect([response.status, await response.text()], attempt).toEqual([403, '']);
    }
    for (const response of [
      await put(download, randomBytes(10)),
      await put(forUpload, randomBytes(10), 'text/html'),
      await put(forUpload.replace('maxBytes=1000', 'maxBytes=9999'), randomBytes(10)),
      await fetch(at + download, { method: 'HEAD' }),
      await fetch(at + download, { method: 'DELETE' }),
    ])
      expect([response.status, await response.text()]).toEqual([403, '']);
    expect((await read(key))?.size).toBe(10);
  });

  it('says of what is gone only that it is', async () => {
    const answer = async () => {
      const response = await get(urls.download(key, 60));
      return [response.status, await response.text()];
    };
    expect(await answer()).toEqual([404, '']);
    await stored.put(key, PNG, [randomBytes(10)]);
    expect((await answer())[0]).toBe(200);
    await keys.destroy(key.tenant, key.owner);
    expect(await answer()).toEqual([404, '']);
    expect((await put(upload(), randomBytes(10))).status).toBe(404);
  });

  it('breaks off, rather than give less, when the file is damaged', async () => {
    await stored.put(key, PNG, [randomBytes(500_000)]);
    const file = (await files()).find((each) => each.includes(hashed(key.owner)))!;
    await truncate(file, 300_000);
    const response = await get(urls.download(key, 60)).catch(() => null);
    await expect(response?.arrayBuffer() ?? Promise.reject(new Error('broken off'))).rejects.toThrow();
    expect(faults.length).toBeGreaterThan(0);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const { hostname, port } = new URL(at);
    const headers = { 'content-type': PNG, 'content-length': 1_000 };
    const broken = request({ hostname, port, path: upload(), method: 'PUT', headers });
    broken.on('error', () => {});
    broken.write(randomBytes(500));
    await expect.poll(() => stored.countOf(key.tenant, key.owner)).toBe(1);
    broken.destroy();
    await expect.poll(() => stored.countOf(key.tenant, key.owner)).toBe(0);
    expect(await read(key)).toBeNull();
  });
});

describe('the router before several processes', () => {
  it('asks the next one for a download when one is away', async () => {
    const at = await forwarding(['http://127.0.0.1:1/graphql', await listenWith(served()), 'http://127.0.0.1:2']);
    await stored.put(key, PNG, [randomBytes(10)]);
    for (let nth = 0; nth < 6; nth++) expect((await fetch(at + urls.download(key, 60))).status).toBe(200);
  });

  it('says so when all are away', async () => {
    const at = await forwarding(['http://127.0.0.1:1']);
    const response = await fetch(at + urls.download(key, 60));
    expect([response.status, await response.text()]).toEqual([503, '']);
    expect(
      (await fetch(at + urls.upload(key, { contentType: '', maxBytes: 9, expiresInSeconds: 9 }), { method: 'PUT' }))
        .status,
    ).toBe(503);
  });

  it('leads to blobs alone, and tells nobody who asks', async () => {
    const asked: [string | undefined, object][] = [];
    const spy = await listenWith(({ url, headers }, response) => {
      asked.push([url, headers]);
      response.writeHead(200, { 'set-cookie': 'x=y', 'content-type': PNG }).end();
    });
    const at = new URL(await forwarding([spy]));
    const path = '/blobs/users/../../operations/rebuild';
    const sent = request({
      ...{ hostname: at.hostname, port: at.port, path },
      headers: { authorization: 'Bearer x', cookie: 'a' },
    });
    const [response] = await once(sent.end(), 'response');
    response.resume();
    expect(asked).toHaveLength(1);
    expect(asked[0]![0]).toBe(path);
    expect(Object.keys(asked[0]![1]).sort()).toEqual(['connection', 'host']);
    expect(response.headers['set-cookie']).toBeUndefined();
  });
});
