import type { BlobKey } from '#platform/blobs/blobs';
import { causedBy } from '#platform/command';
import { reaction } from '#platform/policy';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { type Exported, exporting, exportPart } from '#platform/subject-rights/exporting';
import { KeyDestroyedError } from '#platform/vault/vault';
import { userAggregate } from './decider.ts';
import { type JobIds, SUBGRAPHS, userEvents, userStream } from './events.ts';

/** For how many seconds an address of a finished export is good. */
const URL_SECONDS = 3_600;

/** A person has one, the newest. */
const exportOf = (tenant: string, owner: string): BlobKey => ({ tenant, owner, name: 'data-export.json' });

export const exportUrl = ({ blobUrls }: SubgraphParts, tenant: string, userId: string): string =>
  blobUrls.download(exportOf(tenant, userId), URL_SECONDS);

const jobOf = ({ person: userId, jobId }: Exported): JobIds => ({ userId, jobId });

/** The part of this subgraph. */
export const exportPartOfUsers = exporting({
  ...{ subgraph: 'users', catalog: userEvents, source: 'users' },
  reads: { DataExportRequested: { userId: 'string', jobId: 'string' } },
  exportedOf: ({ userId: person, jobId }: JobIds) => ({ person, jobId }),
  filesIn: ({ avatar }) => (typeof avatar === 'string' ? [avatar] : []),
  done: (exported) =>
    reaction(userAggregate, userStream(exported.person), {
      ...{ type: 'AdvanceJob' as const, subgraph: 'users' as const, ...jobOf(exported) },
    }),
});

/** Puts the parts together once all are there: one file, in which each subgraph has its place. */
export const assembleExport: Reactor<SubgraphParts> = {
  ...{ name: 'assemble-export', source: 'users' },
  reads: { JobAdvanced: { userId: 'string', jobId: 'string', done: 'number' } },

  async react(events, { handler, exports, blobs }, actor) {
    for (const event of events) {
      const { tenant } = event;
      const { userId, jobId, done } = event.data as JobIds & { readonly done: number };
      if (done < SUBGRAPHS.length) continue;
      const stream = userStream(userId);
      const { state } = await handler.load(userAggregate, tenant, stream);
      if (state.exportId !== jobId) continue;
      try {
        await blobs.put(exportOf(tenant, userId), 'application/json', together({ exports }, tenant, userId, jobId));
      } catch (error) {
        // erased meanwhile
        if (error instanceof KeyDestroyedError) continue;
        throw error;
      }
      const command = { type: 'FinishExport' as const, userId, jobId };
      await handler.handle(userAggregate, stream, command, causedBy(event, actor));
      await exports.deleteAllOf(tenant, userId);
    }
  },
};

/** `{"users": {...}, "diary": {...}, ...}` */
async function* together(
  { exports }: Pick<SubgraphParts, 'exports'>,
  tenant: string,
  person: string,
  jobId: string,
): AsyncGenerator<Buffer> {
  for (const [nth, subgraph] of SUBGRAPHS.entries()) {
    yield Buffer.from(`${nth === 0 ? '{' : ',\n'}"${subgraph}": `);
    const part = await exports.get(exportPart(tenant, { person, jobId }, subgraph));
    if (!part) throw new Error(`The part of ${subgraph} is missing in the export ${jobId}.`);
    yield* part.content;
  }
  yield Buffer.from('}\n');
}
