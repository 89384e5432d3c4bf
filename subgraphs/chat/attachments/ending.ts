import type { Chore } from '#platform/chore';
import { newId } from '#platform/domain/ids';
import type { HeldClaim } from '#platform/event-store/event-store';
import type { SubgraphParts } from '#platform/subgraph';
import { uploadAggregate } from '../aggregates.ts';
import { uploadStream } from '../events.ts';
import { blobOf } from './attached.ts';
import { isOver, sending, UNDER_WAY, underWay } from './lifetime.ts';

const SWEEP_MS = 5 * 60_000;
/** Uploads that are looked at together. */
const PAGE = 500;

const ACTOR = 'chat.endUploads';

/** Removes what was uploaded and not sent, an hour later. */
export const endUploads: Chore<SubgraphParts> = {
  name: 'endUploads',
  everyMs: SWEEP_MS,
  async run(parts) {
    let after: HeldClaim | null = null;
    do {
      const page: readonly HeldClaim[] = await parts.store.claims(UNDER_WAY, after, PAGE);
      for (const { tenant, value: attachmentId } of page)
        if (isOver(attachmentId)) await end(parts, tenant, attachmentId);
      after = page.length < PAGE ? null : page.at(-1)!;
    } while (after);
  },
};

const end = async ({ store, handler, blobs }: SubgraphParts, tenant: string, attachmentId: string): Promise<void> => {
  const stream = uploadStream(attachmentId);
  const { state } = await handler.load(uploadAggregate, tenant, stream);
  const sent = await store.findClaim(tenant, sending(attachmentId));
  // before it is noted down: who is cut off in between does it again
  if (sent === null) await blobs.delete(blobOf(tenant, state.ownerId!, attachmentId));
  await handler.handle(
    uploadAggregate,
    stream,
    { type: 'EndUpload', attachmentId },
    { tenant, actor: ACTOR, correlationId: newId() },
    { releases: [underWay(attachmentId)] },
  );
};
