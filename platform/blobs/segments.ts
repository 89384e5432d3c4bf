import { createCipheriv, createDecipheriv } from 'node:crypto';

/** Large enough that its tag and its call cost nothing, small enough that thousands are held at once. */
const SEGMENT_BYTES = 65_536;
const TAG_BYTES = 16;

type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

/**
 * AES-256-GCM of a stream of any length, in segments: nothing is handed out before it is known to be authentic, and no
 * more than two segments are held. The nonce is the segment's number and whether it is the last one (the STREAM
 * construction of Hoang, Reyhanitabar, Rogaway and Vizár), so that segments that are moved, repeated or cut off don't
 * open. The key must never have sealed anything else.
 */
export const sealSegments = async function* (key: Buffer, content: Chunks): AsyncGenerator<Buffer> {
  for await (const { bytes, nonce } of segments(content, SEGMENT_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
};

/** Throws at the first segment that is not what was sealed there. */
export const openSegments = async function* (key: Buffer, sealed: Chunks): AsyncGenerator<Buffer> {
  for await (const { bytes, nonce } of segments(sealed, SEGMENT_BYTES + TAG_BYTES)) {
    const end = bytes.length - TAG_BYTES;
    if (end < 0) throw new Error('A sealed blob was cut off.');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(bytes.subarray(end));
    yield Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]);
  }
};

/** How many bytes open from so many sealed ones. */
export const openedSize = (sealedBytes: number): number =>
  sealedBytes - TAG_BYTES * Math.ceil(sealedBytes / (SEGMENT_BYTES + TAG_BYTES));

/** The last one may be shorter, and is empty when there is nothing at all. */
const segments = async function* (content: Chunks, size: number) {
  let nth = 0;
  const segment = (bytes: Buffer, last: boolean) => ({ bytes, nonce: nonceOf(nth++, last) });
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    held.push(chunk);
    length += chunk.length;
    if (length <= size) continue;
    // joined once per segment: chunks may be as small as a slow sender makes them
    let joined = Buffer.concat(held);
    // one byte more tells that it isn't the last
    for (; joined.length > size; joined = joined.subarray(size)) yield segment(joined.subarray(0, size), false);
    [held, length] = [[joined], joined.length];
  }
  yield segment(Buffer.concat(held), true);
};

const nonceOf = (nth: number, last: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(nth, 7);
  nonce[11] = Number(last);
  return nonce;
};
