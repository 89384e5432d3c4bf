import { LRUCache } from 'lru-cache';

/** Of GraphQL over HTTP: the old one, which knows no status but 200, and its own. */
export const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';
const EVENTS_TYPE = 'text/event-stream';

export type JsonType = typeof JSON_TYPE | typeof RESPONSE_TYPE;

/** What a client takes for an answer. */
export interface Accepted {
  /** Undefined: it takes events only. */
  readonly json: JsonType | undefined;
  readonly events: boolean;
}

/** Clients say it in a few ways. */
const known = new LRUCache<string, Accepted>({ max: 100 });

/** By the `Accept` header. Whoever takes nothing that there is gets JSON, which says more than 406 would. */
export const acceptedTypes = (accept = '*/*'): Accepted => {
  let accepted = known.get(accept);
  if (!accepted) {
    accepted = read(accept);
    known.set(accept, accepted);
  }
  return accepted;
};

const read = (accept: string): Accepted => {
  let json: JsonType | undefined;
  let best = 0;
  let events = false;
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const quality = qualityIn(parameters);
    if (type === EVENTS_TYPE && quality > 0) events = true;
    const offered = JSON_TYPES.get(type);
    // of equal ones the first
    if (offered && quality > best) [json, best] = [offered, quality];
  }
  return { json: json ?? (events ? undefined : JSON_TYPE), events };
};

const JSON_TYPES = new Map<string, JsonType>([
  [JSON_TYPE, JSON_TYPE],
  [RESPONSE_TYPE, RESPONSE_TYPE],
  ['application/*', JSON_TYPE],
  ['*/*', JSON_TYPE],
]);

const qualityIn = (parameters: readonly string[]): number => {
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return quality === undefined ? 1 : Number(quality.slice(2)) || 0;
};
