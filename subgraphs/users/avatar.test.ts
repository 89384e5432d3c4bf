import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { blobs } from '#platform/blobs/blobs';
import { folderBlobs } from '#platform/blobs/folder';
import { signedUrls } from '#platform/blobs/signed-urls';
import { vault } from '#platform/vault/vault';
import { avatars, parseAvatar } from './avatar.ts';

const MEGABYTE = 1_048_576;
const [RED, BLUE] = [
  { r: 250, g: 0, b: 0 },
  { r: 0, g: 0, b: 250 },
];

const image = (width: number, height: number, background = RED) =>
  sharp({ create: { width, height, channels: 3, background } });
const parsed = (bytes: Buffer, prefix = '') => parseAvatar(prefix + bytes.toString('base64'));
const refusal = async (given: Buffer | string): Promise<string> => {
  const error = await (typeof given === 'string' ? parseAvatar(given) : parsed(given)).then(
    () => expect.fail('it was taken'),
    (refused) => refused,
  );
  expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.avatar' });
  return error.message;
};
/** The colour in the middle. */
const colourOf = async (bytes: Buffer) => {
  const { info, data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels;
  return data[at]! > data[at + 2]! ? 'red' : 'blue';
};

/** A part of a PNG: its length, type, data and checksum. */
const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
};
const black = (width: number, height: number) => deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
/** A PNG that claims so many pixels, of one bit. */
const claimed = (width: number, height: number, pixels = black(width, height)): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

describe('an avatar', () => {
  let png: Buffer;
  beforeAll(async () => {
    png = await image(40, 30).png().toBuffer();
  });

  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('may be sent as %s, and becomes WebP', async (format) => {
    const bytes = await image(40, 30).toFormat(format).toBuffer();
    for (const prefix of ['', `data:image/${format};base64,`, 'data:;base64,']) {
      const avatar = await parsed(bytes, prefix);
      expect(await sharp(avatar).metadata()).toMatchObject({ format: 'webp', width: 30, height: 30 });
      expect(await colourOf(avatar)).toBe('red');
    }
  });

  it('is known by what it is, whatever it is said to be', async () => {
    expect((await sharp(await parsed(png, 'data:text/html;base64,')).metadata()).format).toBe('webp');
  });

  it.each([
    [2_000, 1_000, 512],
    [600, 5_000, 512],
    [513, 512, 512],
    [100, 100, 100],
    [1, 1, 1],
    [300, 1, 1],
  ])('of %i × %i is the middle square of %i pixels, never enlarged', async (width, height, side) => {
    const avatar = await parsed(await image(width, height).png().toBuffer());
    expect(await sharp(avatar).metadata()).toMatchObject({ width: side, height: side });
  });

  it('shows the middle', async () => {
    const middle = await image(200, 200, BLUE).png().toBuffer();
    const wide = image(1_000, 200).composite([{ input: middle, gravity: 'centre' }]);
    const avatar = await parsed(await wide.png().toBuffer());
    const corner = await sharp(avatar).extract({ left: 5, top: 5, width: 9, height: 9 }).png().toBuffer();
    expect([await colourOf(avatar), await colourOf(corner)]).toEqual(['blue', 'blue']);
  });

  it('keeps nothing of where and with what it was taken', async () => {
    const exif = {
      IFD0: { Copyright: 'Ann Secretary', Make: 'Camera works' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
    };
    const taken = await image(40, 30).withExif(exif).withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>').jpeg().toBuffer();
    expect((await sharp(taken).metadata()).exif?.includes('Ann Secretary')).toBe(true);
    const avatar = await parsed(taken);
    const { exif: left, xmp, iptc, icc, orientation } = await sharp(avatar).metadata();
    expect([left, xmp, iptc, icc, orientation]).toEqual([undefined, undefined, undefined, undefined, undefined]);
    for (const text of ['Ann Secretary', 'Camera works', 'EXIF', 'GPS', 'xmpmeta'])
      expect(avatar.includes(text), text).toBe(false);
  });

  it('stands upright, as the camera was held', async () => {
    const blue = await image(40, 20, BLUE).png().toBuffer();
    // blue above red, and told to be turned by a right angle: blue on the right
    const turned = await image(40, 40)
      .composite([{ input: blue, top: 0, left: 0 }])
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const avatar = await parsed(turned);
    const part = (left: number) => sharp(avatar).extract({ left, top: 10, width: 10, height: 20 }).png().toBuffer();
    expect([await colourOf(await part(2)), await colourOf(await part(28))]).toEqual(['red', 'blue']);
  });

  it('is the first picture of an animation', async () => {
    const frames = await Promise.all([RED, BLUE].map((colour) => image(20, 20, colour).png().toBuffer()));
    for (const format of ['gif', 'webp'] as const) {
      const animated = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer();
      expect((await sharp(animated).metadata()).pages).toBe(2);
      const avatar = await parsed(animated);
      expect((await sharp(avatar).metadata()).pages ?? 1).toBe(1);
      expect(await colourOf(avatar)).toBe('red');
    }
  });

  it('that would burst when it is decoded is refused before', async () => {
    const bomb = claimed(30_000, 30_000);
    expect(bomb.length).toBeLessThan(MEGABYTE);
    expect(await refusal(bomb)).toContain('40 megapixels');
    // whoever came as far as the pixels would find none
    expect(await refusal(claimed(30_000, 30_000, randomBytes(1_000)))).toContain('40 megapixels');
    expect(await refusal(claimed(8_000, 5_000, randomBytes(1_000)))).toContain('Must be a PNG');
    expect(await refusal(claimed(8_000, 5_001))).toContain('40 megapixels');
    expect((await parsed(claimed(8_000, 5_000))).length).toBeGreaterThan(0);
  });

  it('of more than five megabytes is refused before it is read', async () => {
    const padded = (length: number) => Buffer.concat([png, randomBytes(length - png.length)]);
    expect(await refusal(padded(6 * MEGABYTE))).toContain('5 MB');
    expect(await refusal(padded(5 * MEGABYTE + 1))).toContain('5 MB');
    expect(await refusal('A'.repeat(50 * MEGABYTE))).toContain('5 MB');
    expect((await parsed(padded(5 * MEGABYTE))).length).toBeGreaterThan(0);
  });

  const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';
  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a data: URL of nothing', 'data:image/png;base64,'],
    ['what is no base64', 'æøå ###'],
    ['SVG', Buffer.from(SVG)],
    ['SVG that is said to be PNG', `data:image/png;base64,${Buffer.from(SVG).toString('base64')}`],
    ['a data: URL that is no base64', `data:image/svg+xml,${SVG}`],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['garbage', randomBytes(1_000)],
    ['a signature and garbage', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(1_000)])],
    ['a signature and nothing', Buffer.from([0xff, 0xd8, 0xff])],
    ['a signature and SVG', Buffer.from(`GIF89a${SVG}`)],
    ['a signature of WebP and HTML', Buffer.from('RIFF....WEBP<html>')],
    ['TIFF, which is not for the web', Buffer.from('II*\0')],
  ])('is not %s', async (_, given) => {
    expect(await refusal(given)).toBe('Must be a PNG, JPEG, WebP or GIF image in base64.');
  });

  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('that was cut off as %s is refused', async (format) => {
    const noise = sharp(randomBytes(200 * 200 * 3), { raw: { width: 200, height: 200, channels: 3 } });
    const whole = await noise.toFormat(format).toBuffer();
    expect((await parsed(whole)).length).toBeGreaterThan(0);
    for (const part of [0.9, 0.5, 0.01])
      expect(await refusal(whole.subarray(0, whole.length * part)), `${part}`).toContain('Must be a PNG');
  });

  it('is taken from many at once', async () => {
    const photo = await image(3_000, 2_000).jpeg().toBuffer();
    const avatars = await Promise.all(Array.from({ length: 8 }, (_, nth) => parsed(nth % 2 ? photo : png)));
    const sides = await Promise.all(avatars.map(async (avatar) => (await sharp(avatar).metadata()).width));
    expect(sides).toEqual([30, 512, 30, 512, 30, 512, 30, 512]);
  });
});

describe('avatars', () => {
  it('lie in the blob store, each under a name of its own, until they are removed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'metachat-avatars-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const key = randomBytes(32);
    const keys = { load: async () => new Map([['ann', key]]), create: async () => key, destroy: async () => {} };
    const stored = blobs(folderBlobs(folder), vault({ ...keys, check: async () => {} }));
    const blobUrls = signedUrls(randomBytes(32), 'users');
    const { store, urlOf, remove } = avatars({ blobs: stored, blobUrls });

    const image = randomBytes(1_000);
    const [name, other] = [await store('default', 'ann', image), await store('default', 'ann', image)];
    expect(other).not.toBe(name);
    const granted = blobUrls.verify({ method: 'GET', url: urlOf('default', 'ann', name), contentType: undefined });
    expect(granted!.expires - Date.now() / 1_000).toBeGreaterThan(3_590);
    const found = await stored.get(granted!.key);
    expect([found?.contentType, await buffer(found!.content)]).toEqual(['image/webp', image]);

    await remove('default', 'ann', name);
    expect(await stored.get(granted!.key)).toBeNull();
    expect(await stored.countOf('default', 'ann')).toBe(1);
  });
});
