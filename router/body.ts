import type { IncomingMessage } from 'node:http';
import { DomainError } from '#platform/domain/errors';

/** Of a request's body: a picture of 5 MB fits, in base64. */
export const MAX_BODY_BYTES = 8 * 1_048_576;
/** Who has not signed in has no picture to send. */
export const MAX_BODY_BYTES_OF_STRANGERS = 1_048_576;

const badBody = (message: string) => new DomainError('BAD_USER_INPUT', message, { field: 'body' });

const tooLarge = (bytes: number, maximum: number) =>
  new DomainError('LIMIT_EXCEEDED', `The body has ${bytes} or more bytes; at most ${maximum} are allowed.`, {
    details: { limit: 'bodyBytes', value: bytes, maximum },
  });

/** The JSON of a request, or BAD_USER_INPUT or LIMIT_EXCEEDED. Undefined when its type isn't JSON. */
export const readJson = async (request: IncomingMessage, maximum: number): Promise<unknown> => {
  const {
    'content-type': type = '',
    'content-encoding': encoding = 'identity',
    'content-length': length,
  } = request.headers;
  if (!/^application\/(graphql\+)?json\s*(;|$)/i.test(type.trim())) return undefined;
  if (encoding !== 'identity') throw badBody(`The body must not be encoded, but is ${encoding}.`);
  if (Number(length) > maximum) throw tooLarge(Number(length), maximum);

  return parseJson(await readBytes(request, maximum));
};

/** By its events: an async iterator would take longer than all else that is done to a small body. */
const readBytes = (request: IncomingMessage, maximum: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maximum) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge(bytes, maximum));
      }
    });
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    // also after its end, when this changes nothing any more
    request.once('close', () => reject(badBody('The body broke off.')));
  });

const utf8 = new TextDecoder('utf-8', { fatal: true });

const parseJson = (bytes: Buffer): unknown => {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw badBody('The body must be UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw badBody('The body must be JSON.');
  }
};
