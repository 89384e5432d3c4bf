import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { DataSource, EventResult, Fetch, OperationContext } from '#platform/data-source';
import { compose } from '../schema/compose.ts';
import { operationContext } from './graph.fixture.ts';
import type { Prepared } from './prepare.ts';
import { createRouter } from './router.ts';
import type { Events } from './subscriptions.ts';

const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requiresScopes", "@tag"])';
const SHARED = '@tag(name: "viewer-independent")';
const SDL = {
  chat: `${FEDERATION}
    type Query { nothing: Int }
    type Subscription { said: Message! ${SHARED} }
    type Message { text: String ${SHARED} sender: User ${SHARED} reactedByMe: Boolean }
    type User @key(fields: "id", resolvable: false) { id: ID! ${SHARED} }`,
  users: `${FEDERATION}
    type Query { other: Int }
    type User @key(fields: "id") {
      id: ID! ${SHARED} name(in: String): String ${SHARED} email: String
      secret: String ${SHARED} @requiresScopes(scopes: [["admin"]])
    }`,
};
const { supergraphSdl } = compose(Object.entries(SDL).map(([name, sdl]) => ({ name, url: '', sdl })));

/** `events` of chat, one after the other; and users, who answer each viewer with what is that viewer's. */
const graph = (events: readonly EventResult[], refused: readonly string[] = []) => {
  const asked: { token: string | undefined; fetch: Fetch }[] = [];
  const chat: DataSource = {
    execute: () => Promise.reject(new Error('not asked')),
    // in one process all are given the same objects
    subscribe: async () => ({
      async *[Symbol.asyncIterator]() {
        yield* events;
      },
    }),
  };
  const users: DataSource = {
    async execute(fetch, { token }) {
      asked.push({ token, fetch });
      if (refused.includes(token!))
        return { errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }] } as never;
      const representations = fetch.variables!.representations as { id: string }[];
      const user = ({ id }: { id: string }) => ({ name: `Name ${id}`, email: `${token}@x.org`, secret: token });
      return { data: { _entities: representations.map(user) } };
    },
    subscribe: () => Promise.reject(new Error('not asked')),
  };
  const rightsOf = async () => ({ isAuthenticated: true, scopes: new Set(['admin']), policies: new Set<string>() });
  const { prepare, subscribe } = createRouter({
    ...{ supergraphSdl, dataSources: { chat, users }, authorization: { refused: 'null', rightsOf }, onError() {} },
  });
  const listen = async (
    context: Partial<OperationContext>,
    text = 'subscription { said { text sender { name } } }',
    variables = {},
  ) => {
    const opened = (await subscribe(prepare(text) as Prepared, variables, operationContext(context))) as Events;
    return async (): Promise<ExecutionResult> => (await opened.next()).value;
  };
  return { listen, asked };
};

/** What several are given nobody may change. */
const said = (text: string, shared?: string): EventResult => {
  const sender = Object.freeze({ __typename: 'User', id: '1' });
  const event = { data: { said: { text, reactedByMe: true, sender } } };
  return shared === undefined ? structuredClone(event) : { ...event, extensions: { shared } };
};

describe('the completion of an event', () => {
  it('is one for all who ask the same of what depends on no viewer, and the same object', async () => {
    const { listen, asked } = graph([said('one', 'a'), said('two', 'b')]);
    const nexts = await Promise.all(['ann', 'bob', 'cat'].map((token) => listen({ token })));
    for (const text of ['one', 'two']) {
      const [first, ...others] = await Promise.all(nexts.map((next) => next()));
      expect(first).toEqual({ data: { said: { text, sender: { name: 'Name 1' } } } });
      for (const other of others) expect(other).toBe(first);
    }
    expect(asked.map(({ token }) => token)).toEqual(['ann', 'ann']);
  });

  it.each([
    ['a field of another subgraph depends on them', '{ said { sender { email } } }'],
    ['a field of the event does', '{ said { sender { name } reactedByMe } }'],
    ['a field takes rights of its own', '{ said { sender { secret } } }'],
    ['it does within a fragment', '{ said { ...F } } fragment F on Message { sender { ... on User { email } } }'],
  ])("is each viewer's own where %s", async (_, selection) => {
    const { listen, asked } = graph([said('one', 'a')]);
    const query = `subscription ${selection}`;
    const [ann, bob] = [await listen({ token: 'ann' }, query), await listen({ token: 'bob' }, query)];
    const answers = [await ann(), await bob()].map((answer) => JSON.stringify(answer));
    expect(asked.map(({ token }) => token)).toEqual(['ann', 'bob']);
    if (selection.includes('email')) expect(answers[1]).toContain('bob@x.org');
  });

  it('is each their own where the event is, for nobody who is not signed in, and by variables', async () => {
    const own = graph([said('one')]);
    for (const token of ['ann', 'bob']) await (await own.listen({ token }))();
    expect(own.asked).toHaveLength(2);

    const nobodys = graph([said('one', 'a')]);
    for (const _ of [1, 2]) await (await nobodys.listen({}))();
    expect(nobodys.asked).toHaveLength(2);

    const { listen, asked } = graph([said('one', 'a')]);
    const query = 'subscription ($in: String) { said { sender { name(in: $in) } } }';
    for (const language of ['de', 'en', 'de']) await (await listen({ token: language }, query, { in: language }))();
    expect(asked.map(({ fetch }) => fetch.variables?.in)).toEqual(['de', 'en']);
  });

  it('is not what went wrong for another', async () => {
    const { listen } = graph([said('one', 'a')], ['ann']);
    const [ann, bob] = [await listen({ token: 'ann' }), await listen({ token: 'bob' })];
    const [hers, his] = await Promise.all([ann(), bob()]);
    expect(hers).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(his).toEqual({ data: { said: { text: 'one', sender: { name: 'Name 1' } } } });
  });
});
