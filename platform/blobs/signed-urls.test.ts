import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signedUrls } from '#platform/blobs/signed-urls';

const HOUR = 3_600;
const NOON = Date.parse('2026-11-21T12:00:00Z');
const secret = new TextEncoder().encode('a secret that the replicas of a subgraph share');
const urls = signedUrls(secret, 'users');
const key = { tenant: 'default', owner: 'ann', name: 'portrait' };
const upload = { contentType: 'image/png', maxBytes: 1_000, expiresInSeconds: 60 };

beforeEach(() => {
  vi.useFakeTimers({ now: NOON + 1, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const get = (url: string, by = urls) => by.verify({ method: 'GET', url, contentType: undefined });
const put = (url: string, contentType: string | undefined = upload.contentType, by = urls) =>
  by.verify({ method: 'PUT', url, contentType });

describe('a signed address', () => {
  it('grants what it was made for', () => {
    expect(get(urls.download(key, HOUR))).toMatchObject({ method: 'GET', key, expires: NOON / 1_000 + 2 * HOUR });
    expect(put(urls.upload(key, upload))).toMatchObject({ method: 'PUT', key, maxBytes: 1_000 });
    expect(urls.download(key, HOUR)).toMatch(
      /^\/blobs\/users\/default\/ann\/portrait\?expires=\d+&signature=[\w-]{43}$/,
    );
  });

  it('is the same for an hour, and good for another one', () => {
    const url = urls.download(key, HOUR);
    vi.setSystemTime(NOON + HOUR * 1_000 - 1);
    expect(urls.download(key, HOUR)).toBe(url);
    vi.setSystemTime(NOON + HOUR * 1_000);
    expect(urls.download(key, HOUR)).not.toBe(url);
    vi.setSystemTime(NOON + 2 * HOUR * 1_000 - 1);
    expect(get(url)).not.toBeNull();
    vi.setSystemTime(NOON + 2 * HOUR * 1_000);
    expect(get(url)).toBeNull();
  });

  it('of an upload is over after its time', () => {
    const url = urls.upload(key, upload);
    vi.setSystemTime(NOON + 59_000);
    expect(put(url)).not.toBeNull();
    vi.setSystemTime(NOON + 62_000);
    expect(put(url)).toBeNull();
  });

  it.each([
    ['another blob', (url: string) => url.replace('portrait', 'diary')],
    ['another owner', (url: string) => url.replace('/ann/', '/bob/')],
    ['another tenant', (url: string) => url.replace('default', 'other')],
    ['another spelling', (url: string) => url.replace('/ann/', '/%61nn/')],
    ['a way around', (url: string) => url.replace('/ann/', '/bob/../ann/')],
    ['more time', (url: string) => url.replace(/expires=\d/, 'expires=9')],
    ['endless time', (url: string) => url.replace(/expires=\d+/, 'expires=Infinity')],
    ['another subgraph', (url: string) => url.replace('/users/', '/chat/')],
    ['no signature', (url: string) => url.replace(/&signature=.*/, '')],
    ['an empty signature', (url: string) => url.replace(/signature=.*/, 'signature=')],
    ['a guessed signature', (url: string) => url.replace(/signature=.{5}/, 'signature=AAAAA')],
    ['half a signature', (url: string) => url.slice(0, -20)],
    ['no query', (url: string) => url.split('?')[0]!],
  ])('does not grant %s', (_, forge) => {
    for (const url of [urls.download(key, HOUR), urls.upload(key, upload)]) {
      expect(forge(url)).not.toBe(url);
      expect([get(forge(url)), put(forge(url))]).toEqual([null, null]);
    }
  });

  it('grants one method, one type and one size', () => {
    const [download, url] = [urls.download(key, HOUR), urls.upload(key, upload)];
    expect([put(download), put(download, ''), get(url)]).toEqual([null, null, null]);
    for (const method of ['HEAD', 'DELETE', 'POST', 'get', undefined])
      expect(urls.verify({ method, url: download, contentType: undefined })).toBeNull();
    expect([put(url, 'text/html'), put(url, ''), put(url, 'image/png; x')]).toEqual([null, null, null]);
    expect(put(url.replace('maxBytes=1000', 'maxBytes=9999'))).toBeNull();
  });

  it('is of one subgraph, and of one secret', () => {
    expect(get(urls.download(key, HOUR), signedUrls(secret, 'chat'))).toBeNull();
    expect(get(urls.download(key, HOUR), signedUrls(new TextEncoder().encode('another'), 'users'))).toBeNull();
    expect(get(urls.download(key, HOUR), signedUrls(secret, 'users'))).not.toBeNull();
  });

  it.each(['a/b', 'ü?&=#%', 'a b\n', '..'])('may name any owner: %j', (owner) => {
    expect(get(urls.download({ ...key, owner }, HOUR))?.key).toEqual({ ...key, owner });
  });
});
