import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, type Dispatcher, request } from 'undici';
import { DomainError } from '#platform/domain/errors';

/** A bucket of a server that speaks the S3 API, and who may use it. */
export interface S3Config {
  /** The server, without the bucket. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Whether the bucket is told by the path (`endpoint/bucket/…`) or by the name of the host (`bucket.endpoint/…`). */
  readonly addressing: 'path' | 'host';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Of the object; empty for the bucket itself. */
  readonly name: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** SHA-256 of the body, in hexadecimal. */
  readonly payloadHash?: string;
  /** Made anew for every attempt. */
  readonly body?: () => Readable;
}

export interface S3Response {
  /** 200 to 299; 404: there is no such object; 412: what was the condition is not so. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** To be read or thrown away; of 404 and 412 it was read. */
  readonly body: Dispatcher.ResponseData['body'];
  /** Which attempt has led to it: whatever came before may have been done, and its answer lost. */
  readonly attempts: number;
}

const CONNECT_MS = 2_000;
/** Until the first byte of the answer; between any two of a transfer. */
const SILENCE_MS = 30_000;
/** Before the second attempt, the third and the fourth, half of each drawn by lot: what all do at once would come at once again. */
const RETRY_MS = [100, 400, 1_600];
/** Answers that pass: slow down, and what a server or a gateway before it has not managed. 409: of two conditional writes at once. */
const PASSING: readonly number[] = [409, 429, 500, 502, 503, 504];
/** Answers that say something of the object. */
const TELLING: readonly number[] = [404, 412];
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Signed requests (AWS Signature Version 4). UNAVAILABLE while the server is away or asks to slow down, after some attempts. */
export interface S3Client {
  send(wanted: S3Request): Promise<S3Response>;
  /** Rejects while the bucket can't be used. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export const s3Client = (config: S3Config): S3Client => {
  const { region, accessKeyId, secretAccessKey } = config;
  const agent = new Agent({ connect: { timeout: CONNECT_MS }, headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS });
  const signingKeys = new Map<string, ArrayBuffer>();
  const base = bucketUrl(config);

  const attempt = async ({ method, name, query = {}, headers = {}, payloadHash = EMPTY, body }: S3Request) => {
    const url = new URL(base + name);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const { 'content-length': length, ...signable } = headers;
    const signed = await new AwsV4Signer({
      ...{ method, url: url.href, region, accessKeyId, secretAccessKey, service: 's3', cache: signingKeys },
      headers: { ...signable, 'x-amz-content-sha256': payloadHash },
    }).sign();
    return request(signed.url, {
      ...{ dispatcher: agent, method, body: body?.() ?? null },
      headers: { ...Object.fromEntries(signed.headers), ...(length !== undefined && { 'content-length': length }) },
    });
  };

  const client: S3Client = {
    async send(wanted) {
      for (let attempts = 1; ; attempts++) {
        const answer = await attempt(wanted).catch((error: Error) => error);
        const failed = answer instanceof Error;
        if (!failed && !PASSING.includes(answer.statusCode)) {
          const { statusCode: status, headers, body } = answer;
          if (status < 300) return { status, headers, body, attempts };
          const code = codeIn(await body.text());
          if (TELLING.includes(status) && code !== 'NoSuchBucket') return { status, headers, body, attempts };
          throw new Error(`The store of blobs answered ${status}: ${code}.`);
        }
        if (!failed) await answer.body.dump();
        const pause = RETRY_MS[attempts - 1];
        if (pause === undefined) throw new DomainError('UNAVAILABLE', 'The store of blobs is away. Try again.');
        await delay(pause / 2 + (Math.random() * pause) / 2);
      }
    },

    ping: async () =>
      discard(await client.send({ method: 'GET', name: '', query: { 'list-type': '2', 'max-keys': '1' } })),

    close: () => agent.destroy(),
  };
  return client;
};

/** Reads what nobody wants to its end, so that the connection can be used again. */
export const discard = ({ body }: S3Response): Promise<void> => body.dump();

/** Where the names of objects begin. */
export const bucketUrl = ({ endpoint, bucket, addressing }: S3Config): string => {
  const url = new URL(endpoint);
  if (addressing === 'host') url.host = `${bucket}.${url.host}`;
  const path = url.pathname.replace(/\/$/, '');
  return `${url.origin}${path}/${addressing === 'path' ? `${bucket}/` : ''}`;
};

/** S3's own word for what is wrong, as AccessDenied. */
const codeIn = (xml: string): string => /<Code>(\w+)<\/Code>/.exec(xml)?.[1] ?? 'it does not say why';
