import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { signedUrls } from '#platform/blobs/signed-urls';
import { newId } from '#platform/domain/ids';
import { supergraphForTests } from './supergraph.ts';

const graph = supergraphForTests();

it.each(['users', 'chat'])('blobs of %s are stored and loaded at the public endpoint', async (subgraph) => {
  const { url } = graph.nobody;
  const urls = signedUrls(Buffer.from(graph.jwtSecret), subgraph);
  const key = { tenant: newId(), owner: newId(), name: newId() };
  const contentType = 'image/png';
  const body = new Uint8Array(randomBytes(100_000));

  const upload = new URL(urls.upload(key, { contentType, maxBytes: body.length, expiresInSeconds: 60 }), url);
  const put = await fetch(upload, { method: 'PUT', body, headers: { 'content-type': contentType } });
  expect(put.status).toBe(204);
  const download = new URL(urls.download(key, 60), url);
  const got = await fetch(download);
  expect([got.status, got.headers.get('content-type')]).toEqual([200, contentType]);
  expect(Buffer.from(await got.arrayBuffer()).equals(body)).toBe(true);

  download.pathname = download.pathname.replace(`/${subgraph}/`, subgraph === 'users' ? '/chat/' : '/users/');
  expect((await fetch(download)).status).toBe(403);
  expect((await fetch(new URL('/blobs/nothing', url))).status).toBe(403);
});
