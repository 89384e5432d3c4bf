import { badInput } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import type { SubgraphParts } from '#platform/subgraph';

/** The input that carries an image. */
const FIELD = 'input.avatar';
const MAX_BYTES = 5 * 1_048_576;
/** Decoded it takes four bytes a pixel, whatever it was as a file. */
const MAX_PIXELS = 40_000_000;
const MAX_SIDE = 512;
const QUALITY = 82;
const CONTENT_TYPE = 'image/webp';
/** Of one image. */
const MAX_SECONDS = 10;
/** Decoding blocks threads that passwords and files need, too. */
const AT_ONCE = 2;
/** How long an avatar's address is good for, at least. */
const URL_SECONDS = 3_600;

/** Base64 of the largest image, with what stands before it. */
const MAX_CHARACTERS = Math.ceil(MAX_BYTES / 3) * 4 + 100;
const DATA_URL = /^data:[^,]{0,80};base64,/;

/** By their first bytes: what a file is called, or says of itself in a data: URL, tells nothing. */
const SIGNATURES: readonly RegExp[] = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^GIF8[79]a/, /^RIFF....WEBP/s];

/**
 * The image that somebody sent as their picture, as WebP: upright, its middle square, at most 512 × 512 pixels and never
 * enlarged, the first frame of an animation, without EXIF or any other metadata. Takes PNG, JPEG, WebP and GIF of at most
 * 5 MB and 40 megapixels, as base64 or a data: URL; all else is BAD_USER_INPUT at `input.avatar`, an image that is too
 * large before it is decoded.
 */
export const parseAvatar = async (base64: string): Promise<Buffer> => {
  if (base64.length > MAX_CHARACTERS) throw tooLarge();
  const bytes = Buffer.from(base64.replace(DATA_URL, ''), 'base64');
  if (bytes.length > MAX_BYTES) throw tooLarge();
  if (!SIGNATURES.some((signature) => signature.test(bytes.toString('latin1', 0, 12)))) throw unreadable();
  return decoding(() => squareOf(bytes));
};

const squareOf = async (bytes: Buffer): Promise<Buffer> => {
  const { default: sharp } = await loadSharp();
  // only the head of the file is read for this
  const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata().catch(refuse);
  if (width * height > MAX_PIXELS) throw badInput(FIELD, 'Must have at most 40 megapixels.');
  const side = Math.min(width, height, MAX_SIDE);
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .timeout({ seconds: MAX_SECONDS })
    .autoOrient()
    .resize(side, side)
    .webp({ quality: QUALITY })
    .toBuffer()
    .catch(refuse);
};

/** Loaded with the first picture: it would be a tenth of the start. */
const loadSharp = async () => {
  const loaded = await import('sharp');
  loaded.default.concurrency(1);
  loaded.default.cache(false);
  return loaded;
};

/** Runs two at once; the others wait for their turn. */
const decoding = (() => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < AT_ONCE) running++;
    else await new Promise<void>((turn) => waiting.push(turn));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
})();

const unreadable = () => badInput(FIELD, 'Must be a PNG, JPEG, WebP or GIF image in base64.');
const tooLarge = () => badInput(FIELD, 'Must have at most 5 MB.');

/** Whatever the decoder says of it is of no use to whoever sent it. */
const refuse = (): never => {
  throw unreadable();
};

/** People's pictures in the blob store. A picture never changes: a new one has a new name. */
export const avatars = ({ blobs, blobUrls }: Pick<SubgraphParts, 'blobs' | 'blobUrls'>) => ({
  /** Stores what `parseAvatar` made; answers with its name, for the event. */
  async store(tenant: string, userId: string, image: Buffer): Promise<string> {
    const name = newId();
    await blobs.put({ tenant, owner: userId, name }, CONTENT_TYPE, [image]);
    return name;
  },

  /** Where it can be loaded from: relative to the endpoint, for an hour or two, the same address within each hour. */
  urlOf: (tenant: string, userId: string, name: string): string =>
    blobUrls.download({ tenant, owner: userId, name }, URL_SECONDS),

  /** For one that was replaced, or whose event was not stored. */
  remove: (tenant: string, userId: string, name: string): Promise<void> =>
    blobs.delete({ tenant, owner: userId, name }),
});
