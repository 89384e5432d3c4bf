import { setTimeout as delay } from 'node:timers/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { EventResults, OperationContext } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import { localDataSource } from '#platform/local-data-source';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@requiresScopes", "@tag"])
  type Query { nothing: Int }
  type Subscription { said: Message! @tag(name: "viewer-independent") }
  type Message {
    text(loud: Boolean): String @tag(name: "viewer-independent")
    reactedByMe: Boolean
    secret: String @tag(name: "viewer-independent") @requiresScopes(scopes: [["admin"]])
  }`;

type Viewed = { readonly viewer: { readonly id: string } };

/** A subgraph whose tokens are the viewers' ids; `ended` are those that are good no more. */
const subgraph = () => {
  const ended = new Set<string>();
  const worked: string[] = [];
  const entries: object[] = [];
  const resolvers = {
    Subscription: {
      said: {
        async *subscribe() {
          for (const [nth, entry] of entries.entries()) yield { ...entry, cursor: `${nth}`, announced: entry };
        },
        resolve(event: object, _: object, { viewer }: Viewed) {
          worked.push(viewer.id);
          if ('failsFor' in event && event.failsFor === viewer.id) throw new GraphQLError('Not for you.');
          return event;
        },
      },
    },
    Message: {
      text: ({ text }: { text: string }, { loud }: { loud?: boolean }) => (loud ? text.toUpperCase() : text),
      reactedByMe: (_: object, __: object, { viewer }: Viewed) => viewer.id === 'ann',
      secret: () => 'x',
    },
  };
  const schema = buildSubgraphSchema([{ typeDefs: parse(SDL), resolvers: resolvers as never }]);
  const { subscribe } = localDataSource(schema, {
    async verify({ token = '' }) {
      if (ended.has(token)) throw new DomainError('UNAUTHENTICATED', 'Ended.');
      const [id = '', tenant = 'default'] = token.split('@');
      return { ...{ id, tenant, scopes: new Set<string>(), sessionId: '', expiresAt: new Date() } };
    },
    requestOf: (_, viewer) => ({ viewer }) as never,
    onFault() {},
  });
  const listen = async (token: string, query = '{ said { text } }', variables = {}) => {
    const context: OperationContext = {
      ...{ token, correlationId: '', consistencyToken: undefined, address: '', written: [] },
    };
    const source = (await subscribe(
      { query: `subscription ($loud: Boolean) ${query}`, variables },
      context,
    )) as EventResults;
    const events = source[Symbol.asyncIterator]();
    return async () => (await events.next()).value;
  };
  return { entries, listen, worked, ended };
};

describe('the answer to an event', () => {
  it('is worked out once for all who ask the same, and each is told their own place', async () => {
    const { entries, listen, worked } = subgraph();
    entries.push({ text: 'one' }, { text: 'two' });
    const [ann, bob] = [await listen('ann'), await listen('bob')];
    const [hers, his] = [await ann(), await bob()];
    expect(hers).toEqual({ data: { said: { text: 'one' } }, extensions: { cursor: '0', shared: expect.any(String) } });
    expect(his).toEqual(hers);
    expect(his.data).toBe(hers.data);
    expect((await ann()).extensions.shared).not.toBe(hers.extensions.shared);
    expect(worked).toEqual(['ann', 'ann']);
  });

  it.each([
    ['something depends on the viewer', '{ said { text reactedByMe } }'],
    ['it does within a fragment', '{ said { ...All } } fragment All on Message { ... { reactedByMe } }'],
    ['something takes rights of its own', '{ said { secret } }'],
  ])('is worked out for each of them where %s', async (_, query) => {
    const { entries, listen, worked } = subgraph();
    entries.push({ text: 'one' });
    const [hers, his] = [await (await listen('ann', query))(), await (await listen('bob', query))()];
    expect(worked).toEqual(['ann', 'bob']);
    for (const { extensions } of [hers, his]) expect(extensions).toEqual({ cursor: '0' });
    if (query.includes('reactedByMe'))
      expect([hers, his].map(({ data }) => data.said.reactedByMe)).toEqual([true, false]);
  });

  it('is not that of other variables, or of another tenant', async () => {
    const { entries, listen, worked } = subgraph();
    entries.push({ text: 'one' });
    const query = '{ said { text(loud: $loud) } }';
    const heard = [
      ...[await listen('ann', query, { loud: true }), await listen('bob', query, { loud: false })],
      await listen('cat@acme', query, { loud: true }),
    ];
    const texts = [];
    for (const next of heard) texts.push((await next()).data.said.text);
    expect(texts).toEqual(['ONE', 'one', 'ONE']);
    expect(worked).toEqual(['ann', 'bob', 'cat']);
  });

  it('goes to nobody whose session has ended, and what fails for one is tried for the others', async () => {
    const { entries, listen, worked, ended } = subgraph();
    entries.push({ text: 'one', failsFor: 'ann' });
    const [ann, bob, cat] = [await listen('ann'), await listen('bob'), await listen('cat')];
    ended.add('cat');
    const [hers, his, cats] = await Promise.all([ann(), bob(), cat()]);
    expect(hers.errors).toHaveLength(1);
    expect(his.data).toEqual({ said: { text: 'one' } });
    expect(cats).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(worked).toEqual(['ann', 'bob']);
  });

  it('is worked out anew for who comes later', async () => {
    const { entries, listen, worked } = subgraph();
    entries.push({ text: 'one' });
    const [ann, bob] = [await listen('ann'), await listen('bob')];
    await ann();
    await delay(1_050);
    expect((await bob()).data).toEqual({ said: { text: 'one' } });
    expect(worked).toEqual(['ann', 'bob']);
  });
});
