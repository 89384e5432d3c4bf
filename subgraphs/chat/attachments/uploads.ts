import { z } from 'zod';
import type { BlobKey } from '#platform/blobs/blobs';
import { badInput } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import type { EventStore } from '#platform/event-store/event-store';
import { parseInput, text } from '#platform/input';
import { rateLimit } from '#platform/rate-limit';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { uploadAggregate } from '../aggregates.ts';
import { type Attachment, chatEvents, uploadStream } from '../events.ts';
import type { MutationResolvers } from '../schema.types.ts';
import { blobOf } from './attached.ts';
import { isSendable, sending, underWay } from './lifetime.ts';
import { cleanName } from './names.ts';

const MEGABYTE = 1_048_576;
export const MAX_BYTES = 25 * MEGABYTE;
/** How long the content may be put at its address. */
const URL_SECONDS = 15 * 60;

/** What one person may ask room for within an hour. Each upload counts as one megabyte at least. */
const MAX_BYTES_PER_HOUR = 500 * MEGABYTE;
const HOUR_MS = 3_600_000;

/** A type and a subtype (RFC 6838), without parameters. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/;
/** What a browser would run or show as a page. It is never served as one, and need not be called so either. */
const ACTIVE = /^(text\/(html|xml)|application\/xml|multipart\/.+|.+\/(.+\+xml|(x-)?(java|ecma)script))$/;
const contentTypeInput = z
  .string()
  .transform((value) => value.toLowerCase())
  .refine((value) => MEDIA_TYPE.test(value), 'Must be a media type as image/png, without parameters')
  .refine((value) => !ACTIVE.test(value), 'Must not be what a browser runs: call it application/octet-stream');
const sizeInput = z.int().min(1, 'Must be at least 1').max(MAX_BYTES, `Must be at most ${MAX_BYTES}, which is 25 MB`);

/**
 * Makes room for a file. Its content goes to the blob endpoint of this subgraph, and not straight to whatever store stands
 * behind that: it is sealed on its way, so that nobody who holds the store can read it.
 */
export const requestUpload = ({ cache, blobUrls }: SubgraphParts): NonNullable<MutationResolvers['requestUpload']> => {
  const count = rateLimit({
    ...{ cache, max: MAX_BYTES_PER_HOUR, windowMs: HOUR_MS },
    message: 'Too many uploads within an hour. Try again later.',
  });
  return async (_, given, request) => {
    const name = cleanName(parseInput(text(255), given.name, 'name'));
    if (name === null) throw badInput('name', 'Must be the name of a file.');
    const contentType = parseInput(contentTypeInput, given.contentType, 'contentType');
    const size = parseInput(sizeInput, given.size, 'size');
    const { tenant, viewer } = request;
    await count(`uploads ${tenant}\n${viewer.id}`, Math.max(size, MEGABYTE));

    const attachmentId = newId();
    const expiresAt = new Date(Date.now() + URL_SECONDS * 1_000).toISOString();
    const command = { type: 'RequestUpload' as const, attachmentId, ownerId: viewer.id, size, name, contentType };
    await request.handle(uploadAggregate, uploadStream(attachmentId), command, { claims: [underWay(attachmentId)] });
    const blob = blobOf(tenant, viewer.id, attachmentId);
    const url = blobUrls.upload(blob, { contentType, maxBytes: size, expiresInSeconds: URL_SECONDS });
    return { attachmentId, url, method: 'PUT', headers: { 'content-type': contentType }, expiresAt };
  };
};

/**
 * Nothing is put where what was there has been sent: neither a second time, nor in the place of what was deleted with its
 * message, where nobody would ever remove it.
 */
export const takesUpload = async (store: EventStore, { tenant, name: attachmentId }: BlobKey): Promise<boolean> =>
  (await store.findClaim(tenant, sending(attachmentId))) === null;

/** The viewer's uploads of these ids, if all of their contents are there; else null. */
export const finishedUploads = async (
  { handler, blobs }: SubgraphParts,
  request: Request,
  ids: readonly string[],
): Promise<readonly Attachment[] | null> => {
  const { tenant, viewer } = request;
  const finished = async (id: string): Promise<Attachment | null> => {
    if (!isId(id) || !isSendable(id)) return null;
    const stream = uploadStream(id);
    const [requested] = await handler.read(chatEvents, tenant, stream, { to: 1 });
    if (requested?.type !== 'UploadRequested' || requested.data.ownerId !== viewer.id) return null;
    const blob = await blobs.get(blobOf(tenant, viewer.id, id));
    if (!blob) return null;
    blob.content.destroy();
    const place = { subject: viewer.id, stream };
    const [name, contentType] = await Promise.all(
      (['name', 'contentType'] as const).map((field) =>
        request.open<string>(place, field, requested.personal?.[field] ?? null),
      ),
    );
    return name == null || contentType == null ? null : { id, name, contentType, size: blob.size };
  };
  const all = await Promise.all(ids.map(finished));
  return all.every((attachment) => attachment !== null) ? all : null;
};
