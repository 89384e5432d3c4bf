import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import { listen } from '../endpoint.fixture.ts';
import type { EndpointOptions } from '../http.ts';
import { library } from './library.fixture.ts';

const QUERY = '{ books { title } }';
const sha256Hash = createHash('sha256').update(QUERY).digest('hex');
const persistedQuery = { version: 1, sha256Hash };

const serve = async (options: Partial<EndpointOptions> = {}) => {
  const cache = memoryCache();
  const { ofRouter, viewerOf, asked } = library({}, cache);
  const served = await listen({ authenticate: viewerOf, cache, ...options }, ofRouter);
  const get = (search: Record<string, string>, token?: string) =>
    fetch(`${served.url()}?${new URLSearchParams(search)}`, {
      headers: { 'apollo-require-preflight': 'true', ...(token && { authorization: `Bearer ${token}` }) },
    });
  return { ...served, get, asked };
};

it('an answer says for how long it is good, for whom, and by what it varies; one that may not be kept says that', async () => {
  const { get, close } = await serve();
  const headers = async (query: string, token = 'here/ann') => {
    const response = await get({ query }, token);
    return [response.headers.get('cache-control'), response.headers.get('vary')];
  };
  const varying = 'origin, accept, authorization, x-consistency-token';
  expect(await headers(QUERY)).toEqual(['max-age=30, public', varying]);
  expect(await headers('{ shelf { title } }')).toEqual(['max-age=30, private', varying]);
  for (const query of ['{ all { title } }', '{ books { title } failing }', '{ secret }', '{ nothing }'])
    expect(await headers(query)).toEqual(['no-store', 'origin']);
  await close();
});

it.each([
  ['automatically persisted', {}],
  ['on the safelist', { safelist: new Map([[sha256Hash, QUERY]]) }],
])('a document that is %s and sent by its hash gets the answer that its text got', async (_, options) => {
  const { get, post, asked, close } = await serve(options);
  const { answer } = await post({ query: QUERY, extensions: { persistedQuery } }, { authorization: 'Bearer here/ann' });
  const response = await get({ extensions: JSON.stringify({ persistedQuery }) }, 'here/bob');
  expect(await response.json()).toEqual(answer);
  expect(asked()).toHaveLength(1);
  await close();
});
