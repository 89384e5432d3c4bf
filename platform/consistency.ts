import { createHmac, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Consumer } from '#platform/bus/bus';
import { badInput, DomainError } from '#platform/domain/errors';
import { type FeedPosition, START } from '#platform/domain/events';

/**
 * Read your own writes. On the replica that wrote, a person's reads wait for their own events by themselves; on any
 * other, the client says how far it has come by the signed token of its mutation's answer.
 */
export interface Consistency {
  /** Remembers the place for the person's next reads here, and answers with the token for their reads elsewhere. */
  wrote(tenant: string, actor: string, position: FeedPosition): string;
  /** Resolves when this person may read. READ_MODEL_BEHIND when a token's place isn't reached within the time. */
  caughtUp(tenant: string, actor: string | undefined, clientTokens: string | undefined): Promise<void>;
}

/** How long a read waits at most. */
const WAIT_MS = 2_000;
const WRITERS_REMEMBERED = 100_000;

export const consistency = (options: {
  readonly subgraph: string;
  readonly secret: Uint8Array;
  /** Of the projections that clients read. */
  readonly consumers: () => readonly Consumer[];
}): Consistency => {
  const { subgraph, secret, consumers } = options;
  const written = new LRUCache<string, FeedPosition>({ max: WRITERS_REMEMBERED, ttl: WAIT_MS });

  const sign = (tenant: string, position: string) =>
    createHmac('sha256', secret).update(`consistency\n${subgraph}\n${tenant}\n${position}`).digest('base64url');

  const verify = (tenant: string, token: string): FeedPosition | undefined => {
    const [of, position = '', signature = ''] = token.split('.');
    if (of !== subgraph) return undefined;
    const [expected, given] = [Buffer.from(sign(tenant, position)), Buffer.from(signature)];
    if (expected.length !== given.length || !timingSafeEqual(expected, given))
      throw badInput('extensions.consistencyToken', 'The consistency token is not one of ours.');
    return position as FeedPosition;
  };

  const reached = async (position: FeedPosition) =>
    (await Promise.all(consumers().map((consumer) => consumer.reached(position, WAIT_MS)))).every(Boolean);

  return {
    wrote(tenant, actor, position) {
      const key = `${tenant}\n${actor}`;
      // of two writes at once the later one may come here first
      if (position > (written.get(key) ?? START)) written.set(key, position);
      return `${subgraph}.${position}.${sign(tenant, position)}`;
    },

    async caughtUp(tenant, actor, clientTokens) {
      const own = actor === undefined ? undefined : written.get(`${tenant}\n${actor}`);
      // when it is not reached in time the reader gets what there is, as any other reader does
      if (own !== undefined) await reached(own);
      for (const token of clientTokens?.split(',') ?? []) {
        const position = verify(tenant, token.trim());
        if (position !== undefined && !(await reached(position)))
          throw new DomainError('READ_MODEL_BEHIND', 'What you wrote can not be read yet. Try again.', {
            details: { retryAfter: 1 },
          });
      }
    },
  };
};
