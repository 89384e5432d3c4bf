import type { BlobKey } from '#platform/blobs/blobs';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { type Attachment, conversationStream } from '../events.ts';
import type { MessageRow } from '../readModel.ts';

/** How long the address of an attachment is good for, at least. */
const URL_SECONDS = 3_600;

/** An attachment as a member is shown it. */
export interface AttachmentNode extends Attachment {
  /** Relative to the endpoint; saved by browsers, never shown. */
  readonly url: string;
}

/** Where its content lies, sealed under the key of who sends it. */
export const blobOf = (tenant: string, ownerId: string, attachmentId: string): BlobKey => ({
  ...{ tenant, owner: ownerId, name: attachmentId },
});

/** What goes with a message, in the order in which it was sent; nothing with a deleted one. */
export const attachmentsOf = async (
  { blobUrls }: Pick<SubgraphParts, 'blobUrls'>,
  request: Request,
  { conversationId, senderId, attachments }: MessageRow,
): Promise<AttachmentNode[]> => {
  const place = { subject: senderId, stream: conversationStream(conversationId) };
  const opened = await request.open<Attachment[]>(place, 'attachments', attachments);
  return (opened ?? []).map((attachment) => ({
    ...attachment,
    url: blobUrls.attachment(blobOf(request.tenant, senderId, attachment.id), URL_SECONDS),
  }));
};
