import { LRUCache } from 'lru-cache';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { conversationAggregate, isBlocked, relationAggregate } from './decider.ts';
import { conversationStream, relationStream } from './events.ts';

/**
 * Whether the viewer blocks one of these people or is blocked by one: as the own events have it, never behind as rows may
 * be. An unblocking of a moment ago is waited for.
 */
export const anyBlocked = async (
  { handler, awaited }: SubgraphParts,
  request: Request,
  others: readonly string[],
): Promise<boolean> => {
  const { tenant, viewer } = request;
  let blocked = others;
  const none = await awaited(request, 'users', async () => {
    const relations = await Promise.all(
      blocked.map((other) => handler.load(relationAggregate, tenant, relationStream(viewer.id, other))),
    );
    blocked = blocked.filter((_, nth) => isBlocked(relations[nth]!.state));
    return blocked.length === 0 || null;
  });
  return none === null;
};

/** Conversations whose kind is remembered: some 5 MB. */
const CONVERSATIONS_KEPT = 20_000;

/** Finds the other one of a direct conversation; nobody for a group, and nobody for an outsider, who learns nothing. */
export const counterparts = ({ handler }: SubgraphParts) => {
  /** The two of a direct conversation, nobody for a group. They never change, so that sending need not read them again. */
  const pairs = new LRUCache<string, readonly string[]>({ max: CONVERSATIONS_KEPT });

  const pairIn = async (tenant: string, conversationId: string): Promise<readonly string[]> => {
    const key = `${tenant}\n${conversationId}`;
    const known = pairs.get(key);
    if (known) return known;
    const { state } = await handler.load(conversationAggregate, tenant, conversationStream(conversationId));
    const pair = state.kind === 'DIRECT' ? state.participantIds : [];
    if (state.kind !== null) pairs.set(key, pair);
    return pair;
  };

  return async ({ tenant, viewer }: Request, conversationId: string): Promise<readonly string[]> => {
    const pair = await pairIn(tenant, conversationId);
    return pair.includes(viewer.id) ? pair.filter((id) => id !== viewer.id) : [];
  };
};
