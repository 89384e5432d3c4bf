import { hkdfSync, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { OperationContext } from '#platform/data-source';
import { isSignatureOf, sign } from '#platform/signature';
import { traceContextIn } from '#platform/tracing/trace-context';

/** Where a subgraph that runs alone is asked, by POST and by WebSocket. */
export const SUBGRAPH_PATH = '/graphql';

/** On a 503 of a process that is about to stop: it began nothing, so that even a mutation may be sent elsewhere. */
export const NOT_BEGUN = 'x-not-begun';

/**
 * `extensions` of the first message of a subscription that asked for it by `extensions.opening`: the protocol has no
 * other way to tell that a subscription stands, and nothing is missed from now on.
 */
export interface Opening {
  readonly opened: true;
  /** The place before the first event. */
  readonly cursor?: string | undefined;
}

/** What our subgraphs acknowledge a connection with, and others don't. */
export interface Acknowledgement {
  readonly tellsOpening: true;
}

/** Signing one takes longer than all else that is written of an operation. */
const ORIGINS_KEPT = 10_000;

/** What a header can hold. Nothing of ours is outside of it, so that what is outside is nothing of ours. */
const PRINTABLE = /^[\x20-\x7e]+$/;

export interface ContextHeaders {
  /** As HTTP headers, or as `extensions.headers` of a subscription: one connection carries those of many viewers. */
  write(context: OperationContext): Record<string, string>;
  /** `peer` is the address of the other end, which is the client's where no signed one is given. */
  read(headers: Readonly<Record<string, unknown>>, peer: string): OperationContext;
}

/**
 * An operation's context between the router and a subgraph. Nothing in it is taken on trust: the token, the consistency
 * token and the cursor are checked by whoever uses them, a correlation id grants nothing, and the client's address,
 * which limits go by, is signed with a key made of the shared secret, together with the tenant that the client came to.
 */
export const contextHeaders = (secret: Uint8Array): ContextHeaders => {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'metachat client address', 32));
  const signed = new LRUCache<string, string>({ max: ORIGINS_KEPT });
  const signedOrigin = (origin: string): string => {
    const known = signed.get(origin);
    if (known !== undefined) return known;
    const made = `${origin};${sign(key, origin)}`;
    signed.set(origin, made);
    return made;
  };

  /** `<address>;<signature>`, or `<address>;<tenant>;<signature>`. */
  const verifiedOrigin = (
    given = '',
  ): { readonly address?: string | undefined; readonly tenant?: string | undefined } => {
    const [, origin = '', signature = ''] = /^(.*);(.*)$/.exec(given) ?? [];
    if (!isSignatureOf(key, origin, signature)) return {};
    const [address, tenant] = origin.split(';');
    return { address, tenant };
  };

  return {
    write({ token, correlationId, consistencyToken, written, resumeAfter, traceparent, tracestate, address, tenant }) {
      // a fetch that follows a mutation must see what that wrote, whichever replica it comes to
      const awaited = consistencyToken === undefined ? written : [consistencyToken, ...written];
      const origin = tenant === undefined ? address : `${address};${tenant}`;
      const headers: Record<string, string> = {};
      put(headers, 'authorization', token && `Bearer ${token}`);
      put(headers, 'x-correlation-id', correlationId);
      put(headers, 'x-consistency-token', awaited.join(','));
      put(headers, 'x-resume-after', resumeAfter);
      put(headers, 'traceparent', traceparent);
      put(headers, 'tracestate', tracestate);
      put(headers, 'x-client-address', signedOrigin(origin));
      return headers;
    },

    read(headers, peer) {
      const text = (name: string) => {
        const value = headers[name];
        return typeof value === 'string' && PRINTABLE.test(value) ? value : undefined;
      };
      const authorization = text('authorization');
      const correlationId = text('x-correlation-id');
      const { address = peer, tenant } = verifiedOrigin(text('x-client-address'));
      return {
        // what is no bearer token goes on as it is, to be refused as a token that is not valid
        token: /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? authorization,
        correlationId: correlationId !== undefined && /^\S{1,128}$/.test(correlationId) ? correlationId : randomUUID(),
        consistencyToken: text('x-consistency-token'),
        ...{ resumeAfter: text('x-resume-after'), ...traceContextIn(headers) },
        ...{ address, tenant, written: [] },
      };
    },
  };
};

const put = (headers: Record<string, string>, name: string, value: string | undefined): void => {
  if (value !== undefined && PRINTABLE.test(value)) headers[name] = value;
};
