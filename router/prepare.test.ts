import { getIntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Refused } from './document.ts';
import { ask, testGraph } from './graph.fixture.ts';

const { router, fetches } = testGraph();

const refusalsOf = (text: string, operationName?: string) => {
  const prepared = router.prepare(text, operationName);
  return 'errors' in prepared ? prepared.errors.map(({ extensions }) => extensions) : [];
};

describe('prepare', () => {
  it('gives the same plan for the same document and operation, without planning again', () => {
    const text = 'query A { me { id } } query B { me { name } }';
    const [a, again, b] = [router.prepare(text, 'A'), router.prepare(text, 'A'), router.prepare(text, 'B')];
    expect(again).toBe(a);
    expect(b).not.toBe(a);
  });

  it('recalls what it has prepared or refused, with the same errors at the same places, and nothing else', () => {
    const [good, bad] = ['{ me { id bio } }', '{ me { id } }\n{ me { nickname } }'];
    for (const text of [good, bad]) expect(router.recall(text)).toBeUndefined();
    const [prepared, refused] = [router.prepare(good), router.prepare(bad)];
    expect(router.recall(good)).toBe(prepared);
    expect(router.recall(good, 'A')).toBeUndefined();
    expect(router.recall(bad)).toBe(refused);
    expect(JSON.parse(JSON.stringify(refused))).toMatchObject({
      errors: expect.arrayContaining([
        {
          ...{ message: expect.stringContaining('nickname'), locations: [{ line: 2, column: 8 }] },
          extensions: { code: 'BAD_USER_INPUT', reason: 'GRAPHQL_VALIDATION_FAILED', field: 'nickname' },
        },
      ]),
    });
    // they would hold what was parsed of the document
    expect((refused as Refused).errors.map(({ nodes }) => nodes)).not.toContainEqual(expect.anything());
  });

  it('refuses a document that is far too long without parsing it', () => {
    expect(router.recall(`{ ${'me '.repeat(5_000)} }`)).toMatchObject({
      errors: [{ extensions: { limit: 'tokens' } }],
    });
    expect(router.recall(`{ ${'me '.repeat(4_998)} }`)).toBeUndefined();
  });

  it.each([
    ['{ me { ', { reason: 'GRAPHQL_PARSE_FAILED', field: 'query' }],
    ['{ me { nickname } }', { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'nickname' }],
    ['{ user(id: "1", age: 3) { id } }', { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'age' }],
    ['{ user { id } }', { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'id' }],
    ['{ user(id: $id) { id } }', { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'id' }],
    ['{ user(id: 1.5) { id } }', { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'id' }],
    ['query ($id: Int) { me { id } }', { reason: 'GRAPHQL_VALIDATION_FAILED', field: 'id' }],
    ['mutation { rename(input: {id: "1", name: 5}) { id } }', { field: 'input.name' }],
    ['mutation { rename(input: {id: "1"}) { id } }', { field: 'input.name' }],
    ['mutation { rename(input: {id: "1", name: "a", nick: "b"}) { id } }', { field: 'input.nick' }],
    ['subscription ($on: Boolean!) { messageReceived @include(if: $on) { id } }', { field: 'if' }],
    ['query A { me { id } } query B { me { id } }', { reason: 'OPERATION_RESOLUTION_FAILED', field: 'operationName' }],
  ])('refuses %s and names the field', (text, extensions) => {
    expect(refusalsOf(text)).toEqual([expect.objectContaining({ code: 'BAD_USER_INPUT', ...extensions })]);
  });

  it('refuses the name of an operation that the document does not have', () => {
    expect(refusalsOf('query A { me { id } }', 'B')).toEqual([
      { code: 'BAD_USER_INPUT', reason: 'OPERATION_RESOLUTION_FAILED', field: 'operationName' },
    ]);
  });

  it.each([
    ['tokens', `{ ${'me '.repeat(5_000)} }`, { value: 5_001, maximum: 5_000 }],
    ['depth', `{ me ${'{ friend '.repeat(16)} { id } ${'}'.repeat(16)} }`, { value: 18, maximum: 16 }],
    ['rootFields', `{ ${Array.from({ length: 21 }, (_, n) => `u${n}: user(id: "1") { id }`).join(' ')} }`, {}],
    ['aliases', `{ me { ${Array.from({ length: 51 }, (_, n) => `n${n}: name`).join(' ')} } }`, { value: 51 }],
  ])('refuses an operation with too many %s, and says how many are allowed', (limit, text, values) => {
    expect(refusalsOf(text)).toContainEqual(expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit, ...values }));
  });

  it('counts the fields of fragments wherever they are spread, and does so at once', () => {
    const fragments = Array.from({ length: 14 }, (_, n) => {
      const next = n === 13 ? 'id' : `...F${n + 1}`;
      return `fragment F${n} on User { a: friend { ${next} } b: friend { ${next} } }`;
    });
    const started = performance.now();
    expect(refusalsOf(`{ me { ...F0 } } ${fragments.join(' ')}`)).toContainEqual(
      expect.objectContaining({ limit: 'fields', value: 49_151, maximum: 1_000 }),
    );
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('lets the introspection of explorers pass, and answers it without asking a subgraph', async () => {
    fetches.length = 0;
    const { data, errors } = await ask(
      router,
      getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true }),
    );
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty('__schema.queryType.name', 'Query');
    expect(fetches).toEqual([]);
  });
});

describe('variables', () => {
  const rename = 'mutation ($input: RenameInput!) { rename(input: $input) { name } }';

  it.each([
    [{ input: { id: '1', name: 7 } }, 'input.name'],
    [{ input: { id: '1', name: null } }, 'input.name'],
    [{ input: { id: '1' } }, 'input.name'],
    [{ input: { id: '1', name: 'a', nick: 'b' } }, 'input.nick'],
    [{ input: { id: '1', name: 'a', tags: ['x', 2] } }, 'input.tags.1'],
    [{ input: null }, 'input'],
    [{ input: 'Ada' }, 'input'],
    [{}, 'input'],
    [undefined, 'input'],
  ])('refuses %j and names the field', async (variables, field) => {
    fetches.length = 0;
    const { data, errors } = await ask(router, rename, variables);
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
    expect(fetches).toEqual([]);
  });

  it('fills in defaults, and passes by what the operation does not declare', async () => {
    const text =
      'query ($first: Int = 1, $full: Boolean = false) { messages(first: $first) { id text @include(if: $full) } }';
    expect(await ask(router, text, { other: 1 })).toEqual({ data: { messages: [{ id: 'm1' }] } });
  });

  it('answers a long list of wrong items with the first of them', async () => {
    const tags = Array.from({ length: 1_000 }, () => 1);
    const { errors } = await ask(router, rename, { input: { id: '1', name: 'a', tags } });
    expect(errors).toHaveLength(20);
  });
});
