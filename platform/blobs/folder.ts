import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { BlobExistsError, type BlobKey, type BlobStore } from '#platform/blobs/blobs';
import { LENGTH_BYTES, labelled } from '#platform/blobs/labelled';
import { hashedName } from '#platform/blobs/names';

/**
 * Blobs as files, in a folder per owner. The parts of a key are hashed into names: whatever stands in them no path leads
 * out of the folder, and none is too long or the same as another on a disk that does not tell capitals apart. Processes
 * may share a folder.
 */
export const folderBlobs = (root: string): BlobStore => {
  const folderOf = (tenant: string, owner: string) => join(root, hashedName(tenant), hashedName(owner));
  const fileOf = ({ tenant, owner, name }: BlobKey) => join(folderOf(tenant, owner), hashedName(name));

  /** Nobody reads it before it is whole and `finish` has given it its name. */
  const write =
    (finish: (unfinished: string, file: string) => Promise<void>): BlobStore['put'] =>
    async (key, label, content) => {
      const file = fileOf(key);
      const unfinished = `${file}.${randomUUID()}`;
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      try {
        await pipeline(labelled(label, content), createWriteStream(unfinished, { mode: 0o600, flush: true }));
        await finish(unfinished, file);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    };

  return {
    put: write(rename),
    create: write(renameToNew),

    async get(key) {
      const handle = await unlessMissing(open(fileOf(key)));
      if (!handle) return null;
      try {
        const length = (await readExactly(handle, 0, LENGTH_BYTES)).readUInt16BE();
        const label = (await readExactly(handle, LENGTH_BYTES, length)).toString('latin1');
        const start = LENGTH_BYTES + length;
        const size = (await handle.stat()).size - start;
        return { label, size, content: handle.createReadStream({ start }) };
      } catch (error) {
        await handle.close();
        throw error;
      }
    },

    delete: (key) => rm(fileOf(key), { force: true }),

    deleteAllOf: (tenant, owner) => rm(folderOf(tenant, owner), { recursive: true, force: true, maxRetries: 3 }),

    async countOf(tenant, owner) {
      return (await unlessMissing(readdir(folderOf(tenant, owner))))?.length ?? 0;
    },
  };
};

/** Where `rename` would replace what is there, `link` refuses. */
const renameToNew = async (from: string, to: string): Promise<void> => {
  await link(from, to).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new BlobExistsError('There is a blob of this name.') : error;
  });
  await rm(from);
};

const readExactly = async (handle: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('The file of a blob was cut off.');
  return buffer;
};

const unlessMissing = <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
