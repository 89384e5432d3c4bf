import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobExistsError, type BlobKey } from '#platform/blobs/blobs';
import { s3Blobs } from '#platform/blobs/s3';
import { type S3Config, s3Client } from '#platform/blobs/s3-client';
import { newId } from '#platform/domain/ids';
import { s3Config } from '../../ops/servers/s3.ts';
import { readSettings } from '../../ops/servers/settings.ts';
import { testBlobStore } from './blobs.ts';

const config = s3Config(readSettings(process.env));
const folder = `tests/${newId()}`;
const closed: (() => unknown)[] = [];
const open = (given: Partial<S3Config> = {}) => {
  const client = s3Client({ ...config, ...given });
  closed.push(client.close);
  return s3Blobs(client, folder);
};

testBlobStore('S3', async () => s3Blobs(s3Client(config), folder));

describe('blobs on S3', () => {
  let key: BlobKey;
  beforeEach(() => {
    key = { tenant: newId(), owner: newId(), name: newId() };
  });
  afterEach(async () => {
    for (const close of closed.splice(0).reverse()) await close();
  });

  /** Before the server: answers some requests in its place, also once it has done what they ask for. */
  const faulty = async (faults: readonly ('refused' | 'done')[]) => {
    const left = [...faults];
    let seen = 0;
    const forward = async (from: IncomingMessage, to: ServerResponse) => {
      seen++;
      const fault = left.shift();
      const slowDown = () => void to.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      if (fault === 'refused') {
        from.resume();
        return slowDown();
      }
      const { method, url, headers } = from;
      const onward = request(`${config.endpoint}${url}`, { method, headers });
      const [[answer]] = await Promise.all([
        once(onward, 'response') as Promise<[IncomingMessage]>,
        pipeline(from, onward),
      ]);
      if (fault === 'done') {
        answer.resume();
        return slowDown();
      }
      to.writeHead(answer.statusCode!, answer.headers);
      await pipeline(answer, to);
    };
    const server = createServer((from, to) => void forward(from, to)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closed.push(() => server.close());
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { store: open({ endpoint }), seen: () => seen };
  };

  it('are all that an owner has, also when that is more than a page of the listing', async () => {
    const store = open();
    const names = Array.from({ length: 1_010 }, newId);
    for (let nth = 0; nth < names.length; nth += 20)
      await Promise.all(
        names.slice(nth, nth + 20).map((name) => store.put({ ...key, name }, 'label', [Buffer.alloc(1)])),
      );
    expect(await store.countOf(key.tenant, key.owner)).toBe(1_010);
    await store.deleteAllOf(key.tenant, key.owner);
    expect(await store.countOf(key.tenant, key.owner)).toBe(0);
  });

  it('are asked for again while the server asks to slow down, and each is sent whole', async () => {
    const { store, seen } = await faulty(['refused', 'refused', 'refused']);
    const bytes = randomBytes(300_000);
    await store.put(key, 'label', [bytes]);
    expect(seen()).toBe(4);
    expect((await buffer((await store.get(key))!.content)).equals(bytes)).toBe(true);
  });

  it('are not there twice for who created one and was not told so', async () => {
    const { store } = await faulty(['done']);
    await store.create(key, 'mine', [Buffer.alloc(10)]);
    expect((await open().get(key))?.label).toBe('mine');
    const { store: other } = await faulty(['refused']);
    await expect(other.create(key, 'of another', [Buffer.alloc(10)])).rejects.toThrow(BlobExistsError);
  });

  it('are UNAVAILABLE while the server is away', async () => {
    const { store, seen } = await faulty(Array(10).fill('refused'));
    await expect(store.get(key)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(seen()).toBe(4);
    const nowhere = open({ endpoint: 'http://127.0.0.1:1' });
    await expect(nowhere.put(key, 'label', [Buffer.alloc(1)])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('are refused to who has another secret, in words of the server', async () => {
    const stranger = open({ secretAccessKey: 'another' });
    await expect(stranger.get(key)).rejects.toThrow('403: SignatureDoesNotMatch');
    await expect(stranger.put(key, 'label', [Buffer.alloc(1)])).rejects.toThrow('403: SignatureDoesNotMatch');
    await expect(open({ bucket: 'not-there' }).countOf(key.tenant, key.owner)).rejects.toThrow('NoSuchBucket');
  });
});
