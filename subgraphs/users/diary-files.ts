import type { BlobKey } from '#platform/blobs/blobs';
import { causedBy } from '#platform/command';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { exportedFile } from '#platform/subject-rights/exporting';
import { KeyDestroyedError } from '#platform/vault/vault';
import { diaryJobAggregate } from './decider.ts';
import { diaryJobStream } from './events.ts';

/** For how many seconds an address of a file is good. */
const URL_SECONDS = 3_600;

/** A person has one of each format, the newest. */
const fileOf = (tenant: string, owner: string, name: string): BlobKey => ({ tenant, owner, name });

export const fileUrl = ({ blobUrls }: SubgraphParts, tenant: string, userId: string, name: string): string =>
  blobUrls.download(fileOf(tenant, userId, name), URL_SECONDS);

interface Finished {
  readonly ownerId: string;
  readonly jobId: string;
  readonly fileName: string;
}

/** Takes the file of a diary from where the diary has put it: people load all their files from here. */
export const fetchDiaryFiles: Reactor<SubgraphParts> = {
  ...{ name: 'diary-files', source: 'diary' },
  reads: { DiaryExportFinished: { ownerId: 'string', jobId: 'string', fileName: 'string' } },

  async react(events, { handler, exports, blobs }, actor) {
    for (const event of events) {
      const { tenant } = event;
      const { ownerId: userId, jobId, fileName } = event.data as Finished;
      const left = exportedFile(tenant, { person: userId, jobId });
      // null: erased meanwhile, or fetched before this was cut off
      const file = await exports.get(left);
      try {
        if (file) await blobs.put(fileOf(tenant, userId, fileName), file.contentType, file.content);
      } catch (error) {
        // nobody is there to give it to
        if (!(error instanceof KeyDestroyedError)) throw error;
      } finally {
        file?.content.destroy();
      }
      const report = { userId, jobId, kind: 'DIARY_EXPORT', status: 'DONE', done: 1, total: 1, fileName } as const;
      await handler.handle(diaryJobAggregate, diaryJobStream(jobId), report, causedBy(event, actor));
      await exports.delete(left);
    }
  },
};
