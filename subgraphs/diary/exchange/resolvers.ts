import { badInput } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { type ImportProblem, type JobFailure, jobStream } from '../events.ts';
import { jobs } from '../projections.ts';
import { type DiaryJobRow, diaryJobs } from '../readModel.ts';
import { ownRow } from '../rows.ts';
import type { Resolvers } from '../schema.types.ts';
import { type JobCommand, jobAggregate } from './decider.ts';
import { FORMATS } from './formats.ts';
import { importedData } from './importing.ts';

/** Of UTF-8: within what a request may have, also where half of it is quotes that JSON puts a backslash before. */
const MAX_BYTES = 5_000_000;

/** The way in and out. */
export const exchangeResolvers = ({ blobs, handler }: SubgraphParts): Resolvers => {
  const begin = async (request: Request, command: JobCommand): Promise<DiaryJobRow> => {
    const { events } = await request.handle(jobAggregate, jobStream(command.jobId), command);
    return rowAfter(jobs, diaryJobs, null, events);
  };

  return {
    Mutation: {
      async importDiary(_, { format, data, dryRun }, request) {
        const { tenant, id: ownerId } = request.viewer;
        const bytes = Buffer.from(data);
        const fault = faultOf(data, bytes) ?? FORMATS[format].fault(data);
        if (fault !== null) throw badInput('data', `${fault}.`);
        const jobId = newId();
        const ids = { jobId, ownerId };
        // before its file, which nobody would know of if this was cut off between the two
        const job = await begin(request, { type: 'RequestImport', ...ids, format, dryRun: dryRun ?? false });
        const key = importedData(tenant, ownerId, jobId);
        try {
          await blobs.put(key, FORMATS[format].contentType, [bytes]);
        } catch (error) {
          await request.handle(jobAggregate, jobStream(jobId), { type: 'FailJob', ...ids, reason: 'FILE_MISSING' });
          throw error;
        }
        // too late: it is not waited for any more
        if ((await handler.load(jobAggregate, tenant, jobStream(jobId))).state?.ended) await blobs.delete(key);
        return job;
      },

      exportDiary: (_, { format }, request) =>
        begin(request, { type: 'RequestExport', jobId: newId(), ownerId: request.viewer.id, format }),
    },

    Job: {
      __resolveReference: ({ id }, request) => ownRow(request, diaryJobs, id, request.viewerOrNull?.id),
      async importReport(row, _, request) {
        const { id, ownerId, kind, dryRun, done, created, skipped, failed, failure, problems } = row;
        if (kind !== 'IMPORT') return null;
        const opened = await request.open<ImportProblem[]>(
          { subject: ownerId, stream: jobStream(id) },
          'problems',
          problems,
        );
        return {
          ...{ dryRun: dryRun ?? false, created: created ?? 0, skipped: skipped ?? 0, failed: failed ?? 0 },
          problems: failure ? [{ index: done, sourceId: null, message: FAILURES[failure] }] : (opened ?? []),
        };
      },
    },
  };
};

const FAILURES: Readonly<Record<JobFailure, string>> = {
  FILE_MISSING: 'The file did not arrive. Send it once more.',
  BROKEN: 'It failed several times. Nothing is done twice when it is asked for once more.',
};

/** By the first bytes of a file, an empty one, and one of several parts. */
const ARCHIVES = ['PK\u0003\u0004', 'PK\u0005\u0006', 'PK\u0007\u0008'];

/** What is wrong with a file, whatever its format. */
const faultOf = (data: string, bytes: Buffer): string | null => {
  if (bytes.length > MAX_BYTES) return `Must have at most ${MAX_BYTES} bytes: import it in portions`;
  if (ARCHIVES.some((signature) => data.startsWith(signature)))
    return 'Must be the file itself, and not a ZIP archive: unpack it first';
  if (data.includes('\0')) return 'Must be text';
  if (!data.isWellFormed()) return 'Must be well-formed Unicode';
  return data.trim() === '' ? 'Must not be empty' : null;
};
