import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { type Person, supergraphForTests } from './supergraph.ts';
import { uploaded } from './uploads.ts';

const supergraph = supergraphForTests();
const MEGABYTE = 1_048_576;
const file = { name: 'cat.png', contentType: 'image/png' };

let [ann, bob, eve] = [] as unknown as [Person, Person, Person];
let conversationId: string;
beforeAll(async () => {
  [ann, bob, eve] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob'), supergraph.signUp('eve')]);
  const input = { kind: 'DIRECT' as const, participantIds: [bob.id] };
  conversationId = (await ann.ask(app.OpenConversationDocument, { input })).openConversation.id;
});

const requested = async (size: number) => (await ann.ask(app.RequestUploadDocument, { ...file, size })).requestUpload;
const send = (attachmentIds: string[]) => ({ input: { conversationId, attachmentIds, idempotencyKey: newId() } });
const SEND =
  'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id attachments { url } } } }';
const MESSAGE = 'query ($id: ID!) { message(id: $id) { attachments { name contentType size url } } }';

it('a file goes to the members of a conversation, to be saved, and is gone with its message', async () => {
  const content = randomBytes(1_000).toString('hex');
  const { attachmentId, url, headers } = await requested(2_000);
  const put = () =>
    fetch(new URL(url, ann.url), { method: 'PUT', body: content, headers: headers as Record<string, string> });
  expect((await put()).status).toBe(204);
  const { message } = (await ann.ask(app.SendMessageDocument, send([attachmentId]))).sendMessage;
  const [attachment] = (await bob.answer(MESSAGE, { id: message.id })).data.message.attachments;
  expect(attachment).toMatchObject({ ...file, size: 2_000 });
  const load = () => fetch(new URL(attachment.url, bob.url));
  const response = await load();
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...{ 'content-type': 'image/png', 'content-disposition': 'attachment', 'x-content-type-options': 'nosniff' },
  });
  expect(await response.text()).toBe(content);
  expect(await eve.refusal(MESSAGE, { id: message.id })).toMatchObject({ code: 'NOT_FOUND' });

  await ann.ask(app.DeleteMessageDocument, { id: message.id });
  expect((await load()).status).toBe(404);
  expect((await put()).status).toBe(409);
  expect((await load()).status).toBe(404);
});

it('10 MB that were declared as 1 KB are cut off and leave nothing, whatever length they claim', async () => {
  const body = new Uint8Array(randomBytes(10 * MEGABYTE));
  const { url, headers, attachmentId } = await requested(1_024);
  const at = new URL(url, ann.url);
  const declared = await fetch(at, { method: 'PUT', body, headers: headers as Record<string, string> });
  expect(declared.status).toBe(413);
  // in chunks, as they come
  const chunked = request(at, { method: 'PUT', headers: headers as Record<string, string> });
  chunked.on('error', () => {});
  for (let nth = 0; nth < 100; nth++) chunked.write(body.subarray(0, 10_000));
  const [response] = await once(chunked, 'response');
  expect(response.statusCode).toBe(413);
  response.destroy();
  expect(await ann.refusal(SEND, send([attachmentId]))).toMatchObject({
    ...{ code: 'BAD_USER_INPUT', field: 'input.attachmentIds' },
  });

  // what was refused is not in the way of what was asked for
  expect((await fetch(at, { method: 'PUT', body: 'small', headers: headers as Record<string, string> })).status).toBe(
    204,
  );
  await ann.ask(SEND, send([attachmentId]));
  expect((await fetch(at, { method: 'PUT', body: 'other', headers: headers as Record<string, string> })).status).toBe(
    409,
  );
});

it('a file of another type than was declared is refused, as is another’s upload', async () => {
  const { url, attachmentId } = await requested(1_024);
  const headers = { 'content-type': 'text/html' };
  expect((await fetch(new URL(url, ann.url), { method: 'PUT', body: '<p>', headers })).status).toBe(403);
  const bobs = await uploaded(bob, { ...file, content: 'Mine.' });
  for (const ids of [[attachmentId], [bobs]])
    expect(await ann.refusal(SEND, send(ids))).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.attachmentIds' });
});
