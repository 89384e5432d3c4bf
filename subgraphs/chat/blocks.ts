import { LRUCache } from 'lru-cache';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { conversationAggregate } from './aggregates.ts';
import { conversationStream } from './events.ts';
import { blocks } from './readModel.ts';

/**
 * Whether the viewer blocks one of these people or is blocked by one: one read, however many they are. An unblocking of a
 * moment ago is waited for.
 */
export const anyBlocked = async (
  { readModel, awaited }: SubgraphParts,
  request: Request,
  others: readonly string[],
): Promise<boolean> => {
  const { tenant, viewer } = request;
  let blocked = others;
  const none = await awaited(request, 'users', async () => {
    const keys = blocked.flatMap((other) => [
      { personId: viewer.id, blockedId: other },
      { personId: other, blockedId: viewer.id },
    ]);
    // not by the request, which would wait for what the viewer wrote last: that was no block
    const rows = keys.length === 0 ? [] : await readModel.get(blocks, tenant, keys);
    blocked = blocked.filter((_, nth) => rows[2 * nth] || rows[2 * nth + 1]);
    return blocked.length === 0 || null;
  });
  return none === null;
};

/** Conversations whose kind is remembered: some 5 MB. */
const CONVERSATIONS_KEPT = 20_000;

/** Whether the viewer may not write to a conversation as one of its two blocks the other. Outsiders learn nothing by it. */
export const blockedIn = (parts: SubgraphParts) => {
  const { handler } = parts;
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

  return async (request: Request, conversationId: string): Promise<boolean> => {
    const { tenant, viewer } = request;
    const pair = await pairIn(tenant, conversationId);
    return (
      pair.includes(viewer.id) &&
      anyBlocked(
        parts,
        request,
        pair.filter((id) => id !== viewer.id),
      )
    );
  };
};
