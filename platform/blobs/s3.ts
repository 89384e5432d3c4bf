import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BlobExistsError, type BlobKey, type BlobStore, type Content } from '#platform/blobs/blobs';
import { LENGTH_BYTES, labelled, takeLabel } from '#platform/blobs/labelled';
import { hashedName } from '#platform/blobs/names';
import { discard, type S3Client } from '#platform/blobs/s3-client';

/** Objects that are deleted at a time. */
const DELETED_AT_ONCE = 8;

/**
 * Blobs as objects of a bucket that others may share, by the S3 API. The parts of a key are hashed into names, as those of
 * the folder are: an owner's have one prefix. S3 wants to know how long an object is before it comes: each is written down
 * in the folder for temporary files first, as sealed as it is to lie there, and sent from it as often as that takes.
 */
export const s3Blobs = (client: S3Client, folder: string): BlobStore => {
  const prefixOf = (tenant: string, owner: string) => `${folder}/${hashedName(tenant)}/${hashedName(owner)}/`;
  const nameOf = ({ tenant, owner, name }: BlobKey) => prefixOf(tenant, owner) + hashedName(name);

  const write =
    (condition: Readonly<Record<string, string>>): BlobStore['put'] =>
    async (key, label, content) => {
      const file = join(tmpdir(), `metachat-blob-${randomUUID()}`);
      try {
        const { size, digest } = await writeDown(labelled(label, content), file);
        const answer = await client.send({
          ...{ method: 'PUT', name: nameOf(key), payloadHash: digest, body: () => createReadStream(file) },
          headers: { ...condition, 'content-length': String(size) },
        });
        if (answer.status !== 412) return await discard(answer);
        // the first attempt may have been done, and its answer lost: then what lies there is this very one
        const stored = answer.attempts > 1 ? await store.get(key) : null;
        stored?.content.destroy();
        if (stored?.label !== label) throw new BlobExistsError('There is a blob of this name.');
      } finally {
        await rm(file, { force: true });
      }
    };

  /** Names of all that lie under a prefix, a thousand at a time. */
  const names = async function* (prefix: string): AsyncGenerator<string[]> {
    for (let token: string | undefined; ; ) {
      const query = { 'list-type': '2', prefix, ...(token !== undefined && { 'continuation-token': token }) };
      const { body } = await client.send({ method: 'GET', name: '', query });
      const xml = await body.text();
      yield Array.from(xml.matchAll(/<Key>([^<]*)<\/Key>/g), ([, name]) => name!);
      token = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(xml)?.[1]?.replaceAll('&amp;', '&');
      if (token === undefined) return;
    }
  };

  const remove = async (name: string): Promise<void> => discard(await client.send({ method: 'DELETE', name }));

  const store: BlobStore = {
    put: write({}),
    create: write({ 'if-none-match': '*' }),

    async get(key) {
      const { status, headers, body } = await client.send({ method: 'GET', name: nameOf(key) });
      if (status === 404) return null;
      // whoever reads it is told by the reading; who destroys it before its end wants to hear of nothing
      body.on('error', () => {});
      const label = await takeLabel(body);
      return { label, size: Number(headers['content-length']) - LENGTH_BYTES - label.length, content: body };
    },

    delete: (key) => remove(nameOf(key)),

    async deleteAllOf(tenant, owner) {
      const prefix = prefixOf(tenant, owner);
      for await (const page of names(prefix))
        for (let nth = 0; nth < page.length; nth += DELETED_AT_ONCE)
          await Promise.all(page.slice(nth, nth + DELETED_AT_ONCE).map(remove));
    },

    async countOf(tenant, owner) {
      let count = 0;
      for await (const page of names(prefixOf(tenant, owner))) count += page.length;
      return count;
    },
  };

  return store;
};

/** How long it has become, and its SHA-256, which S3 holds against what it receives. */
const writeDown = async (content: Content, file: string): Promise<{ size: number; digest: string }> => {
  const hash = createHash('sha256');
  let size = 0;
  const measured = async function* () {
    for await (const chunk of content) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  await pipeline(measured, createWriteStream(file, { mode: 0o600 }));
  return { size, digest: hash.digest('hex') };
};
