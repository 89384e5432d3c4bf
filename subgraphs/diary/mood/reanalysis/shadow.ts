import { json } from 'node:stream/consumers';
import type { BlobKey, Blobs } from '#platform/blobs/blobs';
import type { Reading } from '../recording.ts';
import type { LivingEntry } from './living.ts';

/**
 * Where the readings of a new model lie until they are shown: beside everything, sealed under their writers' keys, and erased
 * with them as whatever is theirs in the blob store.
 */
export const shadowOf = (blobs: Blobs) => ({
  /** Null where there is none, of whatever version and model. */
  async find(tenant: string, ownerId: string, entryId: string): Promise<Reading | null> {
    const blob = await blobs.get(placeOf(tenant, ownerId, entryId));
    return blob && ((await json(blob.content)) as Reading);
  },

  /** The reading of the entry as it is now by this model, when there is one. */
  async current({ tenant, entryId, entry }: LivingEntry, modelVersion: string): Promise<Reading | null> {
    const found = await this.find(tenant, entry.ownerId, entryId);
    return found?.modelVersion === modelVersion && found.ofVersion === entry.version ? found : null;
  },

  put: ({ tenant, entryId, entry }: LivingEntry, reading: Reading): Promise<void> =>
    blobs.put(placeOf(tenant, entry.ownerId, entryId), 'application/json', [Buffer.from(JSON.stringify(reading))]),

  remove: (tenant: string, ownerId: string, entryId: string): Promise<void> =>
    blobs.delete(placeOf(tenant, ownerId, entryId)),
});

const placeOf = (tenant: string, owner: string, entryId: string): BlobKey => ({
  ...{ tenant, owner, name: `rereading-${entryId}` },
});
