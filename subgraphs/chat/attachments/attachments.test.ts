import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#platform/domain/ids';
import { personStream } from '../events.ts';
import { type ChatInMemory, chatInMemory } from '../memory.fixture.ts';
import { endUploads } from './ending.ts';
import { takesUpload } from './uploads.ts';

const MINUTE = 60_000;
let folder: string;
let chat: ChatInMemory;
let conversationId: string;

const open = async () => {
  const input = { id: newId(), kind: 'GROUP', participantIds: ['bob'] };
  await chat.resolve('ann', 'Mutation', 'openConversation', {}, { input });
  return input.id;
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-attachments-'));
  chat = chatInMemory(folder);
  for (const personId of ['ann', 'bob', 'cat'])
    await chat.append({ type: 'PersonRegistered', data: { personId } }, personStream(personId));
  conversationId = await open();
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const png = { name: 'holidays/cat.png', contentType: 'image/PNG', size: 1_000 };
const mutate = (who: string, field: string, args: object) => chat.resolve(who, 'Mutation', field, {}, args);
const request = (who = 'ann', args: object = {}) => mutate(who, 'requestUpload', { ...png, ...args });
/** As the endpoint does what an address grants. */
const put = async ({ url, method, headers }: { url: string; method: string; headers: object }, content: Buffer) => {
  const contentType = (headers as Record<string, string>)['content-type'];
  const granted = chat.parts.blobUrls.verify({ method, url, contentType })!;
  await chat.parts.blobs.create(granted.key, contentType!, [content]);
};
const uploaded = async (who = 'ann', content = randomBytes(700)): Promise<string> => {
  const upload = await request(who);
  await put(upload, content);
  return upload.attachmentId;
};
const send = async (who: string, attachmentIds: string[], more: object = {}) => {
  const input = { conversationId, idempotencyKey: newId(), attachmentIds, ...more };
  return mutate(who, 'sendMessage', { input });
};
const shown = async (who: string, id: string) => {
  const message = await chat.resolve(who, 'Query', 'message', {}, { id });
  return chat.resolve(who, 'Message', 'attachments', message);
};
const load = async (url: string) => {
  const granted = chat.parts.blobUrls.verify({ method: 'GET', url, contentType: undefined })!;
  const blob = await chat.parts.blobs.get(granted.key);
  return blob && { attached: granted.attached, bytes: await buffer(blob.content) };
};
const countOf = (who: string) => chat.parts.blobs.countOf('default', who);
const refused = (field: string) => ({ code: 'BAD_USER_INPUT', field });

describe('an attachment', () => {
  it('is shown to the members as what it is, with an address at which it is saved', async () => {
    const content = randomBytes(700);
    const id = await uploaded('ann', content);
    const { message } = await send('ann', [id], { text: 'Look!' });
    const [attachment, ...others] = await shown('bob', message.id);
    expect(others).toEqual([]);
    expect(attachment).toEqual({ id, name: 'cat.png', contentType: 'image/png', size: 700, url: expect.any(String) });
    expect(await load(attachment.url)).toEqual({ attached: true, bytes: content });
    // what is kept in rows and events says nothing
    expect(JSON.stringify([chat.events, [...chat.rows[0].all()]])).not.toMatch(/cat\.png|image\/png/);
    await expect(shown('cat', message.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('stays with a message that is edited, and needs no words', async () => {
    const ids = [await uploaded(), await uploaded()];
    const { message } = await send('ann', ids, { text: ' ' });
    expect(await chat.resolve('bob', 'Message', 'text', message)).toBeNull();
    const edited = await mutate('ann', 'editMessage', { id: message.id, text: 'Two cats.' });
    expect(await chat.resolve('bob', 'Message', 'text', edited)).toBe('Two cats.');
    expect((await shown('bob', message.id)).map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  it('may go with what is encrypted', async () => {
    const { message } = await send('ann', [await uploaded()], { ciphertext: 'AAAA' });
    expect(await shown('bob', message.id)).toHaveLength(1);
  });

  it('is removed with its message, and nobody else removes it', async () => {
    const { message } = await send('ann', [await uploaded(), await uploaded()]);
    await send('ann', [await uploaded()]);
    const [{ url }] = await shown('bob', message.id);
    await expect(mutate('bob', 'deleteMessage', { id: message.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await countOf('ann')).toBe(3);
    await mutate('ann', 'deleteMessage', { id: message.id });
    expect(await countOf('ann')).toBe(1);
    expect(await load(url)).toBeNull();
    expect(await shown('bob', message.id)).toEqual([]);
    expect([...chat.rebuilt()[0].all()]).toEqual([...chat.rows[0].all()]);
  });

  it('is not put again once it was sent, not even where it was deleted', async () => {
    const upload = await request();
    const { method, url, headers } = upload;
    const contentType = (headers as Record<string, string>)['content-type'];
    const { key } = chat.parts.blobUrls.verify({ method, url, contentType })!;
    expect(await takesUpload(chat.parts.store, key)).toBe(true);
    await put(upload, randomBytes(10));
    expect(await takesUpload(chat.parts.store, key)).toBe(true);
    const { message } = await send('ann', [upload.attachmentId]);
    expect(await takesUpload(chat.parts.store, key)).toBe(false);
    await mutate('ann', 'deleteMessage', { id: message.id });
    expect(await takesUpload(chat.parts.store, key)).toBe(false);
  });

  it('goes with one message: a retry is that message, another one is refused, of two at once one is sent', async () => {
    const ids = [await uploaded()];
    const { message } = await send('ann', ids, { idempotencyKey: 'key' });
    const retried = await send('ann', ids, { idempotencyKey: 'key' });
    expect([retried.status, retried.message.id]).toEqual(['ALREADY_EXISTS', message.id]);
    await expect(send('ann', ids)).rejects.toMatchObject(refused('input.attachmentIds'));
    conversationId = await open();
    await expect(send('ann', ids)).rejects.toMatchObject(refused('input.attachmentIds'));

    const more = [await uploaded()];
    const sent = await Promise.allSettled([send('ann', more), send('ann', more), send('ann', more)]);
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is the first message again also when it was deleted meanwhile', async () => {
    const ids = [await uploaded()];
    const { message } = await send('ann', ids, { idempotencyKey: 'key' });
    await mutate('ann', 'deleteMessage', { id: message.id });
    expect(await send('ann', ids, { idempotencyKey: 'key' })).toMatchObject({ status: 'ALREADY_EXISTS' });
    await expect(send('ann', [], { text: 'Look!', idempotencyKey: 'key' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });

  it('is a finished upload of the sender’s own', async () => {
    const { attachmentId: unfinished } = await request();
    const another = await uploaded('bob');
    const own = await uploaded();
    for (const ids of [[unfinished], [another], [newId()], ['x'], [''], ['a\0b'], [own, unfinished], [own, own]])
      await expect(send('ann', ids, { text: 'Look!' })).rejects.toMatchObject(refused('input.attachmentIds'));
    await expect(send('ann', Array.from({ length: 11 }, newId))).rejects.toMatchObject(refused('input.attachmentIds'));
    await expect(send('cat', [await uploaded('cat')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await send('ann', [own]);
  });
});

describe('an upload', () => {
  it('is granted for one type and as many bytes as were said', async () => {
    const { attachmentId, url, method, headers, expiresAt } = await request();
    expect([method, headers]).toEqual(['PUT', { 'content-type': 'image/png' }]);
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(14 * MINUTE);
    const granted = chat.parts.blobUrls.verify({ method, url, contentType: 'image/png' })!;
    expect(granted).toMatchObject({ maxBytes: 1_000, key: { tenant: 'default', owner: 'ann', name: attachmentId } });
    expect(chat.parts.blobUrls.verify({ method, url, contentType: 'text/html' })).toBeNull();
  });

  it.each<[string, object]>([
    ['name', { name: '..' }],
    ['name', { name: 'x'.repeat(256) }],
    ['name', { name: 'a\0b' }],
    ['contentType', { contentType: 'image' }],
    ['contentType', { contentType: 'text/plain; charset=utf-8' }],
    ['contentType', { contentType: 'text/html' }],
    ['contentType', { contentType: 'Application/XHTML+xml' }],
    ['contentType', { contentType: 'image/svg+xml' }],
    ['contentType', { contentType: 'application/javascript' }],
    ['contentType', { contentType: 'image/png\r\nx: y' }],
    ['size', { size: 0 }],
    ['size', { size: -1 }],
    ['size', { size: 25 * 1_048_576 + 1 }],
  ])('is refused at %s for %j', async (field, args) => {
    await expect(request('ann', args)).rejects.toMatchObject(refused(field));
  });

  it('takes 25 MB, and what offices write', async () => {
    const contentType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    expect(await request('ann', { contentType, size: 25 * 1_048_576 })).toMatchObject({ method: 'PUT' });
  });

  it('is refused to who has asked for 500 MB within an hour, and not to others', async () => {
    const size = 25 * 1_048_576;
    // the limits of all tests are counted in one place
    const [greedy, another] = [newId(), newId()];
    for (let nth = 0; nth < 20; nth++) await request(greedy, { size });
    await expect(request(greedy)).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfter: 3_600 } });
    await request(another);
  });

  it('that was not sent is removed after an hour, and one that was sent is not', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const [forgotten, sent] = [await uploaded(), await uploaded()];
    const { message } = await send('ann', [sent]);
    await request();
    // no closer: ids tell the time of an upload, and run some minutes ahead where other tests had set the clock forward
    vi.advanceTimersByTime(50 * MINUTE);
    const late = await uploaded();
    await endUploads.run(chat.parts);
    expect(await countOf('ann')).toBe(3);
    vi.advanceTimersByTime(20 * MINUTE);
    await expect(send('ann', [forgotten])).rejects.toMatchObject(refused('input.attachmentIds'));
    vi.advanceTimersByTime(10 * MINUTE);
    for (let twice = 0; twice < 2; twice++) await endUploads.run(chat.parts);

    expect(await countOf('ann')).toBe(2);
    expect(await load((await shown('bob', message.id))[0].url)).not.toBeNull();
    await send('ann', [late]);
    expect(chat.events.filter(({ type }) => type === 'UploadEnded')).toHaveLength(3);
  });
});
