import { describe, expect, it } from 'vitest';
import type { DataSource } from '#platform/data-source';
import { ask, operationContext, testGraph } from './graph.fixture.ts';

const away: DataSource = {
  execute: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:4001')),
  subscribe: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:4001')),
};

describe('execute', () => {
  it('answers a query from both subgraphs, all entities of a list by one fetch', async () => {
    const { router, fetches } = testGraph();
    expect(await ask(router, '{ messages { text sender { name } } }')).toEqual({
      data: {
        messages: [
          { text: 'from 1', sender: { name: 'Ada' } },
          { text: 'from 2', sender: { name: 'Grace' } },
        ],
      },
    });
    expect(fetches.map(({ subgraph }) => subgraph)).toEqual(['chat', 'users']);
  });

  it('gives every subgraph the context of the operation itself, so that loaders can hang on it', async () => {
    const { router, fetches } = testGraph();
    const context = operationContext({ token: 'token', consistencyToken: 'users.1.x' });
    await ask(router, '{ messages { sender { name } } }', undefined, context);
    expect(fetches).toHaveLength(2);
    for (const fetch of fetches) expect(fetch.context).toBe(context);
  });

  it('leaves a reference null when its entity is gone, without an error', async () => {
    const { router } = testGraph();
    expect(await ask(router, '{ message(id: "mgone") { text sender { id name } } }')).toEqual({
      data: { message: { text: 'from gone', sender: null } },
    });
  });

  it('answers a mutation, completed from another subgraph, with the place of what it wrote', async () => {
    const { router } = testGraph();
    expect(
      await ask(
        router,
        'mutation { a: send(text: "x", sender: "2") { sender { name } } b: rename(input: {id: "1", name: "B"}) { name } }',
      ),
    ).toEqual({
      data: { a: { sender: { name: 'Grace' } }, b: { name: 'B' } },
      extensions: { consistency: 'chat.1.signature,users.7.signature' },
    });
  });

  it('says nothing of consistency where nothing was written', async () => {
    const { router } = testGraph();
    expect(await ask(router, '{ user(id: "1") { name } }')).not.toHaveProperty('extensions');
  });

  it('passes on code, field and details of a refusal, and neither the subgraph nor a stack', async () => {
    const { router, reported } = testGraph();
    const { data, errors } = await ask(router, '{ refused { id } user(id: "1") { name } }');
    expect(data).toEqual({ refused: null, user: { name: 'Ada' } });
    expect(errors).toEqual([
      {
        message: 'Already there.',
        path: ['refused'],
        extensions: { code: 'CONFLICT', field: 'input.name', currentVersion: 3 },
      },
    ]);
    expect(reported).toEqual([]);
  });

  it('puts the error of an entity where it stands in the answer', async () => {
    const { router } = testGraph();
    const { data, errors } = await ask(router, '{ messages { sender { bio } } }');
    expect(data).toEqual({ messages: [{ sender: { bio: 'A life.' } }, { sender: { bio: null } }] });
    expect(errors).toMatchObject([{ path: ['messages', 1, 'sender', 'bio'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('masks a fault without a code, and reports it', async () => {
    const { router, reported } = testGraph();
    const { data, errors } = await ask(router, '{ broken { id } me { id } }', {}, operationContext({ token: 't' }));
    expect(data).toEqual({ broken: null, me: { id: '1' } });
    expect(errors).toEqual([
      { message: 'Internal server error', path: ['broken'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ]);
    expect(String(reported)).toContain('relation "users" does not exist');
  });

  it('leaves the rest of the answer standing when a subgraph is away', async () => {
    const { dataSources } = testGraph();
    const { router } = testGraph({ dataSources: { ...dataSources, users: away } });
    const { data, errors } = await ask(router, '{ who: user(id: "1") { name } messages { text sender { name } } }');

    expect(data).toEqual({
      who: null,
      messages: [
        { text: 'from 1', sender: null },
        { text: 'from 2', sender: null },
      ],
    });
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['who'], { code: 'UNAVAILABLE' }],
      [undefined, { code: 'UNAVAILABLE' }],
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/ECONN|10\.0|users/);
  });

  it('has an error where the whole answer became null because an entity is gone', async () => {
    const { router, reported } = testGraph();
    const send = 'mutation { send(text: "x", sender: "gone") { author { name } } }';
    expect(await ask(router, send)).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(reported).toHaveLength(1);
  });

  it('answers __typename alone, and never runs a subscription', async () => {
    const { router, fetches } = testGraph();
    expect(await ask(router, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    const { errors } = await ask(router, 'subscription { messageReceived { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'query' } }]);
    expect(fetches).toEqual([]);
  });
});
