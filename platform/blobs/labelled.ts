import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Content } from '#platform/blobs/blobs';

/** The length of the label, in two bytes; the label; the content. */
export const LENGTH_BYTES = 2;

/** A label and content as one: whoever reads the one can't come upon the other of a later writing. */
export const labelled = async function* (label: string, content: Content) {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(label.length);
  yield Buffer.concat([length, Buffer.from(label, 'latin1')]);
  yield* content;
};

/** Takes the label from the start of what `labelled` has made: what is left in the stream is the content. */
export const takeLabel = async (stream: Readable): Promise<string> => {
  const length = (await take(stream, LENGTH_BYTES)).readUInt16BE();
  return length === 0 ? '' : (await take(stream, length)).toString('latin1');
};

const take = async (stream: Readable, length: number): Promise<Buffer> => {
  for (;;) {
    const bytes: Buffer | null = stream.read(length);
    // at its end a stream gives whatever is left
    if (bytes?.length === length) return bytes;
    if (bytes !== null || stream.readableEnded) throw new Error('A blob was cut off.');
    await Promise.race([once(stream, 'readable'), once(stream, 'end')]);
  }
};
