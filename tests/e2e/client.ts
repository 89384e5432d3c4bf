import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { type GraphQLFormattedError, print } from 'graphql';
import { type ClientOptions, createClient, type SubscribePayload } from 'graphql-ws';
import WebSocket from 'ws';

/** A client of the public endpoint, as the app is one: nothing of the server is imported here. */
export interface Client {
  readonly url: string;
  /** The same client with somebody's token. */
  as(token: string | undefined): Client;
  /** The answer's data; fails the test when it has errors. */
  ask<D, V>(document: TypedDocumentNode<D, V> | string, variables?: V): Promise<D>;
  /** The answer whole, with its HTTP status. */
  answer(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
  /** The first error of an answer that must have one. */
  refusal(query: string, variables?: object): Promise<Refusal>;
  /** Listens until `stop`; `next` waits for the next event that hasn't been taken yet. */
  listen<D = Record<string, never>>(query: string, variables?: Record<string, unknown>): Listener<D>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  readonly data?: any;
  readonly errors?: GraphQLFormattedError[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly extensions?: any;
}
export type Refusal = {
  status: number;
  code: unknown;
  field: unknown;
  message: string;
  extensions: Record<string, unknown>;
};

export interface Listener<D> {
  next(): Promise<D>;
  /** The first error. */
  refusal(): Promise<{ code: unknown; field: unknown }>;
  stop(): Promise<void>;
}

export const client = (url: string, token?: string): Client => {
  const answer: Client['answer'] = async (query, variables, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    const result = (await response.json()) as Pick<Answer, 'data' | 'errors' | 'extensions'>;
    return { status: response.status, headers: response.headers, ...result };
  };

  return {
    url,
    as: (other) => client(url, other),
    answer,

    async ask(document, variables) {
      const { data, errors } = await answer(
        typeof document === 'string' ? document : print(document),
        variables as object,
      );
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },

    async refusal(query, variables) {
      const { status, errors } = await answer(query, variables);
      if (!errors?.[0]) throw new Error('Nothing was refused.');
      const { message, extensions = {} } = errors[0];
      return { status, message, extensions, code: extensions.code, field: extensions.field };
    },

    listen: <D>(query: string, variables = {}) =>
      listener<D>(
        url,
        { connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` } },
        {
          ...{ query, variables },
        },
      ),
  };
};

/** A subscription over a socket of its own. What breaks is not opened again. */
export const listener = <D>(
  url: string,
  options: Pick<ClientOptions, 'connectionParams'>,
  payload: SubscribePayload,
): Listener<D> => {
  const socket = createClient({
    ...{ url: `${url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, ...options },
  });
  const results = socket.iterate<D>(payload)[Symbol.asyncIterator]();
  const take = async () => {
    const result = await results.next();
    if (result.done) throw new Error('The subscription ended.');
    return result.value;
  };
  return {
    async next() {
      const { data, errors } = await take();
      if (errors || !data) throw new Error(JSON.stringify(errors));
      return data as D;
    },
    async refusal() {
      const { errors } = await take().catch((thrown: unknown) => ({ errors: thrown as GraphQLFormattedError[] }));
      const extensions = errors?.[0]?.extensions ?? {};
      return { code: extensions.code, field: extensions.field };
    },
    async stop() {
      await results.return?.();
      await socket.dispose();
    },
  };
};
