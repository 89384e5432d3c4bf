import { expect, it } from 'vitest';
import { bucketUrl, type S3Config } from '#platform/blobs/s3-client';

const config: S3Config = {
  ...{ endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1', bucket: 'blobs', addressing: 'host' },
  ...{ accessKeyId: 'id', secretAccessKey: 'secret' },
};

it.each<[Partial<S3Config>, string]>([
  [{}, 'https://blobs.s3.eu-central-1.amazonaws.com/'],
  [{ addressing: 'path' }, 'https://s3.eu-central-1.amazonaws.com/blobs/'],
  [{ endpoint: 'http://store:9000/', addressing: 'path' }, 'http://store:9000/blobs/'],
  [{ endpoint: 'http://store:9000/behind/', addressing: 'path' }, 'http://store:9000/behind/blobs/'],
  [{ endpoint: 'http://store:9000/behind' }, 'http://blobs.store:9000/behind/'],
])('a bucket is found by its path or by the name of its host: %j', (given, url) => {
  expect(bucketUrl({ ...config, ...given })).toBe(url);
});
