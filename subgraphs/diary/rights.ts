import { reaction } from '#platform/policy';
import { erasing } from '#platform/subject-rights/erasing';
import { exporting } from '#platform/subject-rights/exporting';
import { entryAggregate } from './entries/decider.ts';
import { diaryEvents, ENTRY_STREAM, JOB_STREAM, personStream, portraitStream, SESSION_STREAM } from './events.ts';
import { jobAggregate } from './exchange/decider.ts';
import { personAggregate } from './person.ts';
import { portraitAggregate } from './portrait/decider.ts';
import { sessionAggregate } from './sessions/decider.ts';

type Asked = { readonly userId: string; readonly jobId: string };

/** Somebody was erased: their diary goes with them, whole. */
const erasure = erasing({
  ...{ source: 'users', reads: { UserErased: { userId: 'string', jobId: 'string' } } },
  personOf: ({ userId }: Asked) => userId,
  erase: (ownerId, streams) =>
    Array.from(streams).flatMap(([stream, facts]) => {
      if (stream.startsWith(ENTRY_STREAM)) {
        const entryId = stream.slice(ENTRY_STREAM.length);
        return [reaction(entryAggregate, stream, { type: 'EraseEntry', entryId, ownerId })];
      }
      if (stream.startsWith(SESSION_STREAM)) {
        const sessionId = stream.slice(SESSION_STREAM.length);
        return [reaction(sessionAggregate, stream, { type: 'EraseSession', sessionId, ownerId })];
      }
      if (stream.startsWith(JOB_STREAM)) {
        const jobId = stream.slice(JOB_STREAM.length);
        return [reaction(jobAggregate, stream, { type: 'EraseJob', jobId, ownerId })];
      }
      if (stream !== portraitStream(ownerId)) return [];
      const portraits = facts.map(({ at, version }) => ({ at, version }));
      return [reaction(portraitAggregate, stream, { ownerId, portraits })];
    }),
  done: ({ userId: personId, jobId }: Asked) =>
    reaction(personAggregate, personStream(personId), { type: 'ErasePerson', personId, jobId }),
});

/** Their data are theirs to have. */
const dataExport = exporting({
  ...{ subgraph: 'diary', catalog: diaryEvents, source: 'users' },
  reads: { DataExportRequested: { userId: 'string', jobId: 'string' } },
  exportedOf: ({ userId: person, jobId }: Asked) => ({ person, jobId }),
  done: ({ person: personId, jobId }) =>
    reaction(personAggregate, personStream(personId), { type: 'ExportPerson', personId, jobId }),
});

export const rights = [erasure, dataExport];
