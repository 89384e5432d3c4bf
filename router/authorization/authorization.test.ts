import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { gatewayExecutor } from '../executor/gateway.ts';
import { ask } from '../graph.fixture.ts';
import { isRefused, type Prepared } from '../prepare.ts';
import { lockedGraph } from './locked.fixture.ts';

const { router, asked, as } = lockedGraph();

/** What somebody gets: the data, and the places of what was refused. */
const answer = async (text: string, token?: string, variables: Record<string, unknown> = {}) => {
  asked.length = 0;
  const { data, errors = [] } = await ask(router, text, variables, as(token));
  for (const { extensions } of errors) expect(extensions).toEqual({ code: 'FORBIDDEN' });
  return { data, refused: errors.map(({ path }) => path?.join('.')) };
};
const wasAsked = (field: string) => asked.some((query) => new RegExp(`\\b${field}\\b`).test(query));

describe('a field under a lock', () => {
  it('is null with FORBIDDEN at its place, is not asked for, and the rest answers', async () => {
    expect(await answer('{ me { name salary } count }')).toEqual({
      data: { me: { name: 'Name 1', salary: null }, count: 3 },
      refused: ['me.salary'],
    });
    expect(wasAsked('salary')).toBe(false);
    expect(await answer('{ hidden count }')).toEqual({ data: { hidden: null, count: 3 }, refused: ['hidden'] });
  });

  it.each([
    ['nobody', undefined, { salary: null, rank: null, phone: null, grade: null }],
    ['somebody', 'ann', { salary: null, rank: null, phone: null, grade: 'A' }],
    ['who has one scope of two', 'pay', { salary: null, rank: null, phone: null, grade: 'A' }],
    ['who has both scopes', 'staff', { salary: 100, rank: null, phone: null, grade: 'A' }],
    ['who has the other list of scopes', 'admin', { salary: 100, rank: null, phone: '123', grade: 'A' }],
    ['for whom the policy holds', 'board', { salary: null, rank: 7, phone: null, grade: 'A' }],
  ])('is given to those who have its keys: %s', async (_, token, me) => {
    const { data, refused } = await answer('{ me { salary rank phone grade } }', token);
    expect(data).toEqual({ me });
    expect(refused).toEqual(Object.entries(me).flatMap(([name, value]) => (value === null ? `me.${name}` : [])));
  });

  it('stands under its alias, and once for each place', async () => {
    expect(await answer('{ a: users { pay: salary id } b: users { id x: salary y: salary } }')).toEqual({
      data: {
        a: ['1', '2'].map((id) => ({ pay: null, id })),
        b: ['1', '2'].map((id) => ({ id, x: null, y: null })),
      },
      refused: ['a.0.pay', 'a.1.pay', 'b.0.x', 'b.0.y', 'b.1.x', 'b.1.y'],
    });
  });

  it('makes null what must have it, as far as that goes up', async () => {
    expect(await answer('{ me { name email } }')).toEqual({ data: { me: null }, refused: ['me.email'] });
    expect(await answer('{ matrix { email } }')).toEqual({
      data: { matrix: null },
      refused: ['matrix.0.0.email', 'matrix.0.1.email'],
    });
    expect(await answer('{ me { id friend { email } } }')).toEqual({
      data: { me: { id: '1', friend: null } },
      refused: ['me.friend.email'],
    });
    expect(await answer('{ count strict }')).toEqual({ data: null, refused: ['strict'] });
    expect(await answer('{ matrix { email } }', 'ann')).toMatchObject({
      data: { matrix: [[{ email: '1@example.org' }, {}], []] },
    });
  });

  it('is told of as far as it was asked for', async () => {
    const text =
      'query ($no: Boolean!) { me { id salary @include(if: $no) ...F @skip(if: $no) } } fragment F on User { s: salary }';
    expect(await answer(text, undefined, { no: false })).toEqual({
      data: { me: { id: '1', s: null } },
      refused: ['me.s'],
    });
    expect(await answer(text, undefined, { no: true })).toEqual({
      data: { me: { id: '1', salary: null } },
      refused: ['me.salary'],
    });
  });

  it('leaves the object that has it: with nothing else asked for, and where there is none', async () => {
    expect(await answer('{ me { salary } }')).toEqual({ data: { me: { salary: null } }, refused: ['me.salary'] });
    expect(await answer('{ vaults { gold } vault { gold } }')).toEqual({
      data: { vaults: null, vault: null },
      refused: ['vaults', 'vault'],
    });
  });
});

describe('a lock is not gone round', () => {
  it('by a fragment on an object, an interface or a union', async () => {
    const text = `{ node { ...N ... on User { salary } } found { __typename ... on Vault { gold } ... on Person { name } } }
      fragment N on Node { ... on User { s: salary } }`;
    expect(await answer(text)).toEqual({
      data: { node: { s: null, salary: null }, found: [{ __typename: 'User', name: 'Name 1' }, null] },
      refused: ['node.s', 'node.salary', 'found.1'],
    });
    expect(wasAsked('gold') || wasAsked('salary')).toBe(false);
    expect((await answer(text, 'admin')).data).toMatchObject({ found: [{}, { gold: 9 }], node: { salary: 100 } });
  });

  it('by an interface, of which an implementation has a stricter field: others are told', async () => {
    const text = '{ people { name } }';
    expect(await answer(text)).toEqual({
      data: { people: [{ name: 'Name 1' }, { name: null }] },
      refused: ['people.1.name'],
    });
    expect(asked.join()).not.toMatch(/Bot\s*\{\s*name/);
    expect((await answer(text, 'ann')).data).toEqual({ people: [{ name: 'Name 1' }, { name: 'Robbie' }] });
  });

  it('by an object of an interface whose fields come of an interface object', async () => {
    expect(await answer('{ nodes { id views } node { ... on User { views } } }')).toEqual({
      data: {
        nodes: [
          { id: '1', views: null },
          { id: 'n1', views: null },
        ],
        node: { views: null },
      },
      refused: ['nodes.0.views', 'nodes.1.views', 'node.views'],
    });
    expect(wasAsked('views')).toBe(false);
    expect((await answer('{ nodes { views } }', 'ann')).data).toEqual({ nodes: [{ views: 11 }, { views: 11 }] });
  });

  it('by an entity that another subgraph refers to', async () => {
    expect(await answer('{ reviews { stars author { salary points } } }')).toMatchObject({
      data: { reviews: [{ stars: 4, author: { salary: null, points: 5 } }, {}] },
      refused: ['reviews.0.author.salary', 'reviews.1.author.salary'],
    });
    expect(wasAsked('salary')).toBe(false);
  });

  it('by a field that is made of it, or of one that is made of it', async () => {
    expect(await answer('{ me { badge } }', 'ann')).toEqual({ data: { me: { badge: null } }, refused: ['me.badge'] });
    expect(wasAsked('pay')).toBe(false);
    expect((await answer('{ me { badge } }', 'pay')).data).toEqual({ me: { badge: 'paid 90' } });
    expect((await answer('{ me { home } }')).refused).toEqual(['me.home']);
    expect((await answer('{ me { home } }', 'ann')).data).toEqual({ me: { home: 'at High Street' } });
    expect(await answer('{ me { id friend { medal } } }', 'ann')).toEqual({
      data: { me: { id: '1', friend: null } },
      refused: ['me.friend.medal'],
    });
    expect((await answer('{ me { medal } }', 'pay')).data).toEqual({ me: { medal: 'medal for paid 90' } });
  });

  it('by whoever comes after somebody that has the keys', async () => {
    const text = '{ me { name salary phone } }';
    for (const token of ['admin', undefined, 'staff', 'ann', 'admin', undefined]) {
      const { data } = await answer(text, token);
      const [salary, phone] = [token === 'admin' || token === 'staff' ? 100 : null, token === 'admin' ? '123' : null];
      expect(data).toEqual({ me: { name: 'Name 1', salary, phone } });
    }
  });

  it('by a token that is not valid any more', async () => {
    const { data, errors } = await ask(router, '{ me { salary } }', {}, as('expired'));
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await ask(router, '{ count }', {}, as('expired'))).toEqual({ data: { count: 3 } });
  });
});

describe('mutations and subscriptions', () => {
  it('run what is allowed, and nothing of what is not', async () => {
    expect(await answer('mutation { hit rename { name } again: hit }')).toEqual({
      data: { hit: 1, rename: null, again: 1 },
      refused: ['rename'],
    });
    expect(wasAsked('rename')).toBe(false);
    expect(await answer('mutation { rename { name } }')).toEqual({ data: { rename: null }, refused: ['rename'] });
    expect(asked).toEqual([]);
    expect(await answer('mutation { hit purge }', 'ann')).toEqual({ data: null, refused: ['purge'] });
    expect((await answer('mutation { rename { name } }', 'ann')).data).toEqual({ rename: { name: 'Name 1' } });
  });

  const events = async (text: string, token?: string) => {
    const opened = await router.subscribe(router.prepare(text) as Prepared, {}, as(token));
    if (!(Symbol.asyncIterator in opened)) return plain(opened);
    return plain((await opened.next()).value as ExecutionResult);
  };
  const plain = (result: ExecutionResult) => JSON.parse(JSON.stringify(result)) as unknown;

  it('are not opened where their field is refused', async () => {
    asked.length = 0;
    const errors = [{ path: ['removed'], extensions: { code: 'FORBIDDEN' } }];
    expect(await events('subscription { removed { name } }')).toMatchObject({ errors });
    expect(asked).toEqual([]);
    expect(await events('subscription { removed { name } }', 'ann')).toEqual({ data: { removed: { name: 'Name 1' } } });
  });

  it('tell of each event what is allowed, also of other subgraphs', async () => {
    const text = 'subscription { changed { name salary badge } }';
    expect(await events(text, 'pay')).toMatchObject({
      data: { changed: { name: 'Name 1', salary: null, badge: 'paid 90' } },
      errors: [{ path: ['changed', 'salary'], extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await events(text, 'ann')).toMatchObject({ data: { changed: { salary: null, badge: null } } });
  });
});

describe('by configuration', () => {
  it('an operation is rejected that has anything which is refused', async () => {
    const rightsOf = async () => ({ isAuthenticated: true, scopes: new Set<string>(), policies: new Set<string>() });
    const strict = lockedGraph({ authorization: { refused: 'reject', rightsOf } });
    const { data, errors } = await ask(strict.router, '{ count me { s: salary ...F } } fragment F on User { badge }');
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'FORBIDDEN', field: 'me.s' },
      { code: 'FORBIDDEN', field: 'me.badge' },
    ]);
    expect(strict.asked).toEqual([]);
    expect(await ask(strict.router, '{ me { email } }', {}, strict.as('ann'))).toHaveProperty('data.me.email');
    expect(await ask(strict.router, 'mutation { hit purge }')).not.toHaveProperty('data');
    expect(strict.asked).toHaveLength(1);
  });

  it('nobody has a key where nothing says who has', async () => {
    const open = lockedGraph({ authorization: undefined as never });
    const { data } = await ask(open.router, '{ me { name grade } }', {}, open.as('admin'));
    expect(data).toEqual({ me: { name: 'Name 1', grade: null } });
  });

  it("the gateway's executor, which can leave out nothing, refuses the whole", async () => {
    const gateway = lockedGraph({ executor: gatewayExecutor });
    const { data, errors } = await ask(gateway.router, '{ me { name salary } }');
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', field: 'me.salary' } }]);
    expect(gateway.asked).toEqual([]);
  });

  it('shares a plan among those who meet the same conditions, and with nobody else', async () => {
    const variants: unknown[] = [];
    const graph = lockedGraph({
      executor: () => async (prepared) => {
        variants.push(prepared);
        return { data: {} };
      },
    });
    const prepared = graph.router.prepare('{ me { salary name } }');
    if (isRefused(prepared)) throw prepared.errors[0];
    for (const token of ['ann', 'pay', 'staff', 'admin', undefined])
      await graph.router.execute(prepared, {}, graph.as(token));
    const [ann, pay, staff, admin, nobody] = variants;
    expect(pay).toBe(ann);
    expect(admin).toBe(staff);
    expect(new Set([ann, staff, nobody]).size).toBe(3);
  });
});
