import type { ExecutionResult } from 'graphql';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryCache } from '#platform/cache/memory';
import type { OperationContext } from '#platform/data-source';
import { compiledExecutor } from '../executor/compiled.ts';
import { gatewayExecutor } from '../executor/gateway.ts';
import { operationContext } from '../graph.fixture.ts';
import type { Prepared } from '../prepare.ts';
import { createRouter } from '../router.ts';
import { freshnessOf } from './caching.ts';
import { library } from './library.fixture.ts';

const ann = 'here/ann';
const bob = 'here/bob';

afterEach(() => void vi.useRealTimers());

/** Only the clock stands still: promises go on. */
const at = (ms: number) => vi.useFakeTimers({ now: ms, toFake: ['Date', 'performance'] });

describe.each([
  ['compiled', compiledExecutor],
  ['gateway', gatewayExecutor],
])('what is kept, by the %s executor', (_, executor) => {
  const graph = (cache = memoryCache()) => {
    const { ofRouter, asked } = library({ executor }, cache);
    const router = createRouter({ ...ofRouter, onError() {} });
    const ask = async (
      query: string,
      token?: string,
      { variables, ...context }: Partial<OperationContext> & { variables?: Record<string, unknown> } = {},
    ): Promise<ExecutionResult> =>
      router.execute(router.prepare(query) as Prepared, variables, operationContext({ token, ...context }));
    return { ask, asked, cache };
  };

  it('is a PUBLIC answer for all of a tenant who are signed in, as long as its hint says', async () => {
    at(1_000_000);
    const { ask, asked } = graph();
    const first = await ask('{ books { title } }', ann);
    expect(first.data).toEqual({ books: [{ title: '0 of here/ann' }, { title: '1 of here/ann' }] });
    expect(freshnessOf(first)).toEqual({ maxAge: 30, scope: 'PUBLIC' });
    at(1_010_000);
    const again = await ask('{ books { title } }', bob);
    expect(again).toEqual(first);
    expect(freshnessOf(again)).toEqual({ maxAge: 20, scope: 'PUBLIC' });
    expect(asked()).toEqual(['books 0']);

    at(1_031_000);
    expect((await ask('{ books { title } }', bob)).data).toEqual({
      books: [{ title: '0 of here/bob' }, { title: '1 of here/bob' }],
    });
  });

  it('is told to no other tenant, to nobody who is not signed in, and by variables', async () => {
    const { ask, asked } = graph();
    const query = 'query ($n: Int) { books(first: $n) { title } }';
    const titles = async (token?: string, n = 1, tenant?: string) =>
      ((await ask(query, token, { variables: { n }, tenant })).data as { books: { title: string }[] }).books.map(
        ({ title }) => title,
      );
    expect(await titles(ann)).toEqual(['0 of here/ann']);
    expect(await titles('there/ann')).toEqual(['0 of there/ann']);
    expect(await titles()).toEqual(['0 of nobody']);
    expect(await titles(undefined, 1, 'elsewhere')).toEqual(['0 of nobody']);
    expect(await titles(bob, 2)).toEqual(['0 of here/bob', '1 of here/bob']);
    expect(asked()).toHaveLength(5);
    expect(await titles(bob)).toEqual(['0 of here/ann']);
    expect(await titles()).toEqual(['0 of nobody']);
    expect(asked()).toEqual([]);
  });

  it('is a PRIVATE answer for its viewer alone, who must have the same token, and in no shared cache', async () => {
    const shared = memoryCache();
    const set = vi.spyOn(shared, 'set');
    const { ask, asked } = graph(shared);
    for (const token of [ann, bob, `${ann}/admin`])
      for (const _ of [1, 2])
        expect((await ask('{ shelf { title } }', token)).data).toEqual({ shelf: [{ title: `0 of ${token}` }] });
    // where nobody is signed in there is no viewer
    for (const _ of [1, 2]) expect(freshnessOf(await ask('{ shelf { title } }'))).toBeUndefined();
    expect(asked()).toHaveLength(5);
    expect(set).not.toHaveBeenCalled();
    expect(freshnessOf(await ask('{ shelf { title } }', ann))).toMatchObject({ scope: 'PRIVATE' });
  });

  it('is nothing that has an error, or no hint', async () => {
    const { ask, asked } = graph();
    for (const query of ['{ books { title } failing }', '{ all { title } }', '{ books { latest } all { title } }'])
      for (const _ of [1, 2]) expect(freshnessOf(await ask(query, ann))).toBeUndefined();
    expect(asked().filter((subgraph) => subgraph.startsWith('books'))).toHaveLength(6);
  });

  it('is never what rights are needed for, for somebody who has none', async () => {
    const { ask } = graph();
    const query = '{ secret books { title } }';
    expect((await ask(query, `${ann}/admin`)).data).toMatchObject({ secret: 'the secret' });
    const refused = await ask(query, bob);
    expect(JSON.stringify(refused)).not.toContain('the secret');
    expect(refused.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(freshnessOf(refused)).toBeUndefined();
    expect((await ask(query, `${bob}/admin`)).data).toMatchObject({ books: [{ title: '0 of here/ann/admin' }, {}] });
  });

  it('is nothing for a token that is not valid', async () => {
    const { ask, asked } = graph();
    for (const _ of [1, 2]) await ask('{ books { title } }', 'forged');
    expect(asked()).toHaveLength(2);
  });

  it('is not given to who sends a consistency token', async () => {
    const { ask, asked } = graph();
    await ask('{ books { title } }', ann);
    await ask('{ books { title } }', ann, { consistencyToken: 'books.1.signature' });
    expect(asked()).toHaveLength(2);
  });

  it('is not given to who has written since, on whichever replica; others go on with it', async () => {
    at(1_000_000);
    const shared = memoryCache();
    const [one, other] = [graph(shared), graph(shared)];
    await one.ask('{ books { title } }', bob);
    await other.ask('mutation { write }', ann);
    one.asked();
    expect((await one.ask('{ books { title } }', ann)).data).toMatchObject({ books: [{ title: '0 of here/ann' }, {}] });
    expect(one.asked()).toHaveLength(1);
    // what another read a moment after the write may not have it yet
    at(1_003_000);
    await one.ask('{ books { title } }', ann);
    expect(one.asked()).toHaveLength(1);
    await one.ask('{ books { title } }', bob);
    expect(one.asked()).toHaveLength(0);
    at(1_006_000);
    await one.ask('{ books { title } }', ann);
    await one.ask('{ books { title } }', ann);
    expect(one.asked()).toHaveLength(1);
  });

  it('is each entity by itself: only those that are missing are asked for', async () => {
    const { ask, asked } = graph();
    const query = '{ books(first: 1) { latest: id stars } }';
    const stars = async (text: string, token?: string) =>
      ((await ask(text, token)).data as { all: { stars: number }[] }).all.map((book) => book.stars);
    expect((await ask(query, ann)).data).toEqual({ books: [{ latest: '0', stars: 1 }] });
    asked();
    expect(await stars('{ all { stars } }', bob)).toEqual([1, 2]);
    expect(asked()).toEqual(['books 0', 'reviews 1']);
    expect(await stars('{ all { stars } }', ann)).toEqual([1, 2]);
    expect(asked()).toEqual(['books 0']);
    // another selection, another tenant, nobody
    expect(await stars('{ all { stars(scale: 3) } }', ann)).toEqual([3, 4]);
    expect(await stars('{ all { stars } }', 'there/ann')).toEqual([5, 6]);
    expect(await stars('{ all { stars } }')).toEqual([7, 8]);
  });

  it('is a PRIVATE field of an entity for its viewer alone', async () => {
    const { ask, asked } = graph();
    for (const token of [ann, bob, ann, bob])
      expect((await ask('{ all { mine } }', token)).data).toEqual({
        all: [{ mine: `of ${token}` }, { mine: `of ${token}` }],
      });
    expect(asked().filter((subgraph) => subgraph.startsWith('reviews'))).toHaveLength(2);
  });

  it('makes an answer no younger than the entities in it', async () => {
    at(1_000_000);
    const { ask } = graph();
    await ask('{ all { stars } }', ann);
    at(1_015_000);
    expect(freshnessOf(await ask('{ books { stars } }', ann))).toEqual({ maxAge: 5, scope: 'PUBLIC' });
    at(1_020_000);
    expect(freshnessOf(await ask('{ books { stars } }', ann))).toEqual({ maxAge: 20, scope: 'PUBLIC' });
  });
});
