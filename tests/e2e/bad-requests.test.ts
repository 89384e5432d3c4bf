import { beforeAll, describe, expect, it } from 'vitest';
import { tokens } from '#platform/auth';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import type { Client } from './client.ts';
import { metricsOf, settled, total } from './metrics.ts';
import { type Person, supergraphForTests } from './supergraph.ts';

const supergraph = supergraphForTests();
const { jwtSecret: JWT_SECRET } = supergraph;

let ann: Person;
beforeAll(async () => {
  ann = await supergraph.signUp('ann');
  await settled(ann.url);
});

const eventCount = async () => total(await metricsOf(ann.url), 'metachat_events_published_total');
const send = (init: RequestInit, search = '') => fetch(`${ann.url}/graphql${search}`, init);
const authorized = () => ({ authorization: `Bearer ${ann.token}` });
const post = (body: unknown, headers: Record<string, string> = {}) =>
  send({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorized(), ...headers },
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
const search = (query: string) => `?query=${encodeURIComponent(query)}`;

const ME = '{ me { id } }';
const CREATE = 'mutation { createDiaryEntry(input: { content: "x" }) { id } }';
const PROFILE = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { bio } }';
const repeated = (count: number, text: (nth: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

describe('a request that is no good is refused before anything is done', () => {
  it.each<[what: string, request: () => Promise<Response>, code: string, field: string | undefined]>([
    ['a document that does not parse', () => post({ query: '{ me { id ' }), 'BAD_USER_INPUT', 'query'],
    ['an unknown field', () => post({ query: '{ me { soup } }' }), 'BAD_USER_INPUT', 'soup'],
    ['a field that objects have', () => post({ query: '{ me { constructor } }' }), 'BAD_USER_INPUT', 'constructor'],
    ['a prototype as a field', () => post({ query: '{ __proto__ { id } }' }), 'BAD_USER_INPUT', '__proto__'],
    [
      'an unknown enum value',
      () => post({ query: '{ matches(status: MAYBE) { __typename } }' }),
      'BAD_USER_INPUT',
      'status',
    ],
    [
      'an Int too large',
      () => post({ query: '{ diaryEntries(first: 2147483648) { __typename } }' }),
      'BAD_USER_INPUT',
      'first',
    ],
    ['a missing variable', () => post({ query: 'query ($id: ID!) { user(id: $id) { id } }' }), 'BAD_USER_INPUT', 'id'],
    [
      'a variable that is a prototype',
      () => post('{"query":"query ($__proto__: ID!) { user(id: $__proto__) { id } }","variables":{"__proto__":"x"}}'),
      ...(['BAD_USER_INPUT', '__proto__'] as const),
    ],
    [
      'an input that is a prototype',
      () => post(`{"query":"${PROFILE}","variables":{"input":{"__proto__":{"bio":"polluted"}}}}`),
      ...(['BAD_USER_INPUT', 'input.__proto__'] as const),
    ],
    [
      'an unknown operation',
      () => post({ query: ME, operationName: 'constructor' }),
      'BAD_USER_INPUT',
      'operationName',
    ],
    [
      'a subscription by POST',
      () => post({ query: 'subscription { messageReceived { id } }' }),
      'BAD_USER_INPUT',
      'query',
    ],
    [
      'a mutation by GET',
      () => send({ headers: { ...authorized(), 'apollo-require-preflight': '1' } }, search(CREATE)),
      'BAD_USER_INPUT',
      'query',
    ],
    [
      'a query by GET that any page could send',
      () => send({ headers: authorized() }, search(ME)),
      'BAD_USER_INPUT',
      'headers',
    ],
    ['a body that is no JSON', () => post('{"query":'), 'BAD_USER_INPUT', 'body'],
    ['a body that is no UTF-8', () => post(new Blob([Uint8Array.of(0x7b, 0xff, 0x7d)])), 'BAD_USER_INPUT', 'body'],
    ['an empty body', () => post(''), 'BAD_USER_INPUT', 'body'],
    ['a batch', () => post([{ query: CREATE }, { query: CREATE }]), 'BAD_USER_INPUT', 'body'],
    [
      'a form',
      () => post(`query=${CREATE}`, { 'content-type': 'application/x-www-form-urlencoded' }),
      'BAD_USER_INPUT',
      'body',
    ],
    [
      'plain text',
      () => post(JSON.stringify({ query: CREATE }), { 'content-type': 'text/plain' }),
      'BAD_USER_INPUT',
      'body',
    ],
    [
      'a body of more than a megabyte',
      () => post({ query: CREATE, operationName: 'x'.repeat(8_388_608) }),
      'LIMIT_EXCEEDED',
      undefined,
    ],
    [
      'a deep query',
      () => post({ query: `{ me { ${'entries { edges { node { author { '.repeat(5)} id ${'} } } } '.repeat(5)} } }` }),
      'LIMIT_EXCEEDED',
      undefined,
    ],
    [
      'many aliases',
      () => post({ query: `{ me { ${repeated(51, (n) => `a${n}: id`)} } }` }),
      'LIMIT_EXCEEDED',
      undefined,
    ],
    [
      'many mutations at once',
      () =>
        post({
          query: CREATE.replace(
            '{',
            `{ ${repeated(20, (n) => `a${n}: createDiaryEntry(input: { content: "x" }) { id }`)}`,
          ),
        }),
      'LIMIT_EXCEEDED',
      undefined,
    ],
    ['a long document', () => post({ query: `{ me { ${'id '.repeat(5_000)} } }` }), 'LIMIT_EXCEEDED', undefined],
    [
      'a token of consistency that is forged',
      () =>
        post({ query: '{ diaryEntries { __typename } }' }, { 'x-consistency-token': `diary.${'f'.repeat(32)}.forged` }),
      'BAD_USER_INPUT',
      'extensions.consistencyToken',
    ],
  ])('%s', async (_, request, code, field) => {
    const before = await eventCount();
    const response = await request();
    const { data, errors } = (await response.json()) as { data?: object; errors: { extensions: object }[] };
    expect(errors[0]!.extensions).toMatchObject(field === undefined ? { code } : { code, field });
    expect(response.status).toBeLessThan(500);
    expect(Object.values(data ?? {}).filter((value) => value !== null)).toEqual([]);
    expect(await eventCount()).toBe(before);
  });

  it('names of what every object has are names like others where they may stand', async () => {
    const query = '{ constructor: me { toString: username } hasOwnProperty: me { valueOf: username } }';
    const named = { constructor: { toString: ann.username }, hasOwnProperty: { valueOf: ann.username } };
    expect(await ann.ask(query)).toEqual(named);

    const bob = await supergraph.signUp('bob');
    const input = { kind: 'GROUP' as const, participantIds: [bob.id] };
    const { openConversation } = await ann.ask(app.OpenConversationDocument, { input });
    for (const idempotencyKey of ['__proto__', 'constructor']) {
      const message = { conversationId: openConversation.id, text: idempotencyKey, idempotencyKey };
      const sent = (await ann.ask(app.SendMessageDocument, { input: message })).sendMessage;
      expect(sent).toMatchObject({ status: 'SENT', message: { text: idempotencyKey } });
      const again = (await ann.ask(app.SendMessageDocument, { input: message })).sendMessage;
      expect(again).toEqual({ ...sent, status: 'ALREADY_EXISTS' });
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('a token', () => {
  const viewer = () => ({ id: ann.id, tenant: 'default', sessionId: newId() });
  const signedWith = async (secret: string, expiresInSeconds: number) =>
    (await tokens({ secret: Buffer.from(secret), expiresInSeconds }).issue(viewer())).token;
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  const closingOf = async (who: Client): Promise<unknown> => {
    const listener = who.listen('subscription { messageReceived { id } }');
    const closing = await listener.next().catch((event: unknown) => event);
    await listener.stop();
    return closing;
  };

  it.each<[what: string, token: () => Promise<string>]>([
    ['that has expired', () => signedWith(JWT_SECRET, -1)],
    ['signed with another secret', () => signedWith(`${JWT_SECRET}.`, 900)],
    [
      'without a signature',
      async () => {
        const [, payload] = ann.token.split('.');
        return `${encoded({ alg: 'none', typ: 'JWT' })}.${payload}.`;
      },
    ],
    [
      'for somebody else under the same signature',
      async () => {
        const [header, payload, signature] = ann.token.split('.');
        const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
        return `${header}.${encoded({ ...claims, sub: newId(), scope: 'admin' })}.${signature}`;
      },
    ],
    ['cut short', async () => ann.token.slice(0, -1)],
    ['made of anything', async () => 'soup'],
  ])('%s is UNAUTHENTICATED, by HTTP and by WebSocket', async (_, make) => {
    const stranger = supergraph.nobody.as(await make());
    const before = await eventCount();
    for (const document of [ME, CREATE])
      expect(await stranger.refusal(document)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect(await eventCount()).toBe(before);
    expect(await closingOf(stranger)).toMatchObject({ code: 4403 });
  });

  it('that expires meanwhile closes its socket', async () => {
    const shortly = supergraph.nobody.as(await signedWith(JWT_SECRET, 1));
    expect(await closingOf(shortly)).toMatchObject({ code: 4403 });
  });
});
