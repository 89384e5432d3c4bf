import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { shadowOf } from './shadow.ts';

const ENTRY = { entryId: 'string', ownerId: 'string' } as const;

/** Leaves nothing in the shadow of what an entry said before it was changed or deleted. */
export const forgetRereadings: Reactor<SubgraphParts> = {
  name: 'forgetRereadings',
  source: 'diary',
  reads: { DiaryEntryUpdated: ENTRY, DiaryEntryDeleted: ENTRY },
  async react(events, { blobs }) {
    const shadow = shadowOf(blobs);
    for (const { tenant, version, data } of events) {
      const { entryId, ownerId } = data as { readonly entryId: string; readonly ownerId: string };
      const kept = await shadow.find(tenant, ownerId, entryId);
      // told late, or again: it may have been read anew since
      if (kept && kept.ofVersion < version) await shadow.remove(tenant, ownerId, entryId);
    }
  },
};
