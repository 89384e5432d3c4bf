import * as app from '../../schema/operations.ts';
import type { Client } from './client.ts';

/** Puts a file as the app does it; answers with its id, for `attachmentIds`. */
export const uploaded = async (
  who: Client,
  { name, contentType, content }: { readonly name: string; readonly contentType: string; readonly content: string },
): Promise<string> => {
  const size = Buffer.byteLength(content);
  const { requestUpload } = await who.ask(app.RequestUploadDocument, { name, contentType, size });
  const { url, method, headers, attachmentId } = requestUpload;
  const { status } = await fetch(new URL(url, who.url), {
    method,
    headers: headers as Record<string, string>,
    body: content,
  });
  if (status !== 204) throw new Error(`The upload was answered with ${status}.`);
  return attachmentId;
};
