import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 in base64url. What a key signs begins with what it is for, or the key is for nothing else. */
export const sign = (key: Uint8Array, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url');

/** Takes the same time however much of it is right. */
export const isSignatureOf = (key: Uint8Array, text: string, given: string): boolean => {
  const [expected, actual] = [Buffer.from(sign(key, text)), Buffer.from(given)];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
};
