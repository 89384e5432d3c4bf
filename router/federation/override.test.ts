import { describe, expect, it } from 'vitest';
import type { DataSource } from '#platform/data-source';
import { compose } from '../../schema/compose.ts';
import { ask, operationContext } from '../graph.fixture.ts';
import { shareOf } from '../overrides.ts';
import { createRouter } from '../router.ts';

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])';

const { supergraphSdl } = compose(
  Object.entries({
    a: `${FEDERATION}
      type Query { me: User } type User @key(fields: "id") { id: ID! name: String age: Int }`,
    b: `${FEDERATION}
      type User @key(fields: "id") {
        id: ID! name: String @override(from: "a", label: "percent(25)") age: Int @override(from: "a", label: "new-ages")
      }`,
  }).map(([name, sdl]) => ({ name, url: '', sdl })),
);

/** Each subgraph says its own name. */
const graph = (overrideLabels?: readonly string[]) => {
  const source = (name: string, age: number): DataSource => ({
    execute: async ({ query }) =>
      query.includes('_entities')
        ? { data: { _entities: [{ name, age }] } }
        : { data: { me: { __typename: 'User', id: '1', ...(name === 'a' && { name, age }) } } },
    subscribe: () => Promise.reject(new Error('no subscriptions here')),
  });
  const dataSources = { a: source('a', 1), b: source('b', 2) };
  const router = createRouter({ supergraphSdl, dataSources, onError() {}, ...(overrideLabels && { overrideLabels }) });
  return async (text: string, token: string) => {
    const { data } = await ask(router, text, {}, operationContext({ token }));
    return data?.me as { name?: string; age?: number };
  };
};

const tokens = Array.from({ length: 400 }, (_, nth) => `token ${nth}`);

describe('progressive @override', () => {
  it('gives its share of viewers the newer subgraph, the same ones each time', { timeout: 20_000 }, async () => {
    const me = graph();
    const of = async (token: string) => (await me('{ me { name } }', token)).name;
    for (const token of tokens.slice(0, 40)) {
      const expected = shareOf(token) < 25 ? 'b' : 'a';
      expect([await of(token), await of(token)]).toEqual([expected, expected]);
    }
    const share = tokens.filter((token) => shareOf(token) < 25).length / tokens.length;
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
  });

  it('gives everybody the newer subgraph where a label of its own is switched on, and nobody else', async () => {
    const [older, newer] = [graph(), graph(['new-ages', 'another'])];
    for (const token of tokens.slice(0, 5)) {
      expect((await older('{ me { age } }', token)).age).toBe(1);
      expect((await newer('{ me { age } }', token)).age).toBe(2);
    }
  });
});
