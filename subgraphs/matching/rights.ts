import { reaction } from '#platform/policy';
import { erasing } from '#platform/subject-rights/erasing';
import { exporting } from '#platform/subject-rights/exporting';
import { matchAggregate, personAggregate } from './decider.ts';
import { MATCH_STREAM, matchingEvents, personStream } from './events.ts';

type Asked = { readonly userId: string; readonly jobId: string };

/** Somebody was erased: what they wrote to those they asked goes with them. */
const erasure = erasing({
  ...{ source: 'users', reads: { UserErased: { userId: 'string', jobId: 'string' } } },
  personOf: ({ userId }: Asked) => userId,
  erase: (requesterId, streams) =>
    [...streams.keys()]
      .filter((stream) => stream.startsWith(MATCH_STREAM))
      .map((stream) => reaction(matchAggregate, stream, { type: 'EraseMessage', requesterId })),
  done: ({ userId: personId, jobId }: Asked) =>
    reaction(personAggregate, personStream(personId), { type: 'ErasePerson', personId, jobId }),
});

/** Their data are theirs to have. */
const dataExport = exporting({
  ...{ subgraph: 'matching', catalog: matchingEvents, source: 'users' },
  reads: { DataExportRequested: { userId: 'string', jobId: 'string' } },
  exportedOf: ({ userId: person, jobId }: Asked) => ({ person, jobId }),
  done: ({ person: personId, jobId }) =>
    reaction(personAggregate, personStream(personId), { type: 'ExportPerson', personId, jobId }),
});

export const rights = [erasure, dataExport];
