import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { OperationContext } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import type { TraceContext } from '#platform/tracing/trace-context';
import type { AddressOf } from './addresses.ts';

/** Whom a token names. */
export interface Viewer {
  readonly id: string;
  readonly tenant: string;
  readonly expiresAt?: Date;
}

/** Who asks: `viewer` is whom the context's token names. */
export interface Caller {
  readonly viewer: Viewer | undefined;
  readonly context: OperationContext;
}

/** Whoever asks by a request, or by the socket that it opened. Throws a DomainError where it names what can be no tenant. */
export type CallerOf = (
  request: IncomingMessage,
  said: Pick<OperationContext, 'token' | 'correlationId' | 'consistencyToken' | keyof TraceContext>,
  viewer: Viewer | undefined,
) => Caller;

export const callersBy =
  (tenantOf: (headers: IncomingHttpHeaders) => string | undefined, addressOf: AddressOf): CallerOf =>
  (request, { token, correlationId, consistencyToken, traceparent, tracestate }, viewer) => {
    const [address, tenant] = [addressOf(request), tenantOf(request.headers)];
    return {
      viewer,
      context: { token, correlationId, consistencyToken, traceparent, tracestate, address, tenant, written: [] },
    };
  };

/**
 * Resolves when a token may come in, with whom it names, or with nobody where tokens can't be verified here; rejects with
 * UNAUTHENTICATED when it may not. The subgraphs verify the token again: this only keeps out early what could not succeed,
 * and counts what one person asks for.
 */
export type Authenticate = (token: string) => Promise<Viewer | undefined>;

export const unauthenticated = (message: string): DomainError => new DomainError('UNAUTHENTICATED', message);

/**
 * The token of an `Authorization: Bearer …`; undefined when there is none. An explorer's "Bearer" without a token is
 * none; what is no bearer token at all is refused, since the client believes itself to be signed in.
 */
export const bearerToken = (authorization: string | undefined): string | undefined => {
  const text = authorization?.trim() ?? '';
  if (text === '' || /^bearer$/i.test(text)) return undefined;
  const token = /^bearer +(\S+)$/i.exec(text)?.[1];
  if (token === undefined) throw unauthenticated('The authorization must read: Bearer <access token>.');
  return token;
};

/** The client's own id where it can stand in a log line and a header, else a new one. */
export const correlationIdOf = ({ headers }: IncomingMessage): string => {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
};

export const isUnauthenticated = (error: unknown): error is DomainError =>
  error instanceof DomainError && error.code === 'UNAUTHENTICATED';
