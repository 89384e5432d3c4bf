import { reaction } from '#platform/policy';
import { erasing } from '#platform/subject-rights/erasing';
import { exporting } from '#platform/subject-rights/exporting';
import { personAggregate } from './decider.ts';
import { chatEvents, personStream } from './events.ts';

type Asked = { readonly userId: string; readonly jobId: string };

/** Somebody was erased: others keep the conversations, and in them messages that nobody can read, by a deleted user. */
const erasure = erasing({
  ...{ source: 'users', reads: { UserErased: { userId: 'string', jobId: 'string' } } },
  personOf: ({ userId }: Asked) => userId,
  erase: () => [],
  done: ({ userId: personId, jobId }: Asked) =>
    reaction(personAggregate, personStream(personId), { type: 'ErasePerson', personId, jobId }),
});

/** Their data are theirs to have. */
const dataExport = exporting({
  ...{ subgraph: 'chat', catalog: chatEvents, source: 'users' },
  reads: { DataExportRequested: { userId: 'string', jobId: 'string' } },
  exportedOf: ({ userId: person, jobId }: Asked) => ({ person, jobId }),
  done: ({ person: personId, jobId }) =>
    reaction(personAggregate, personStream(personId), { type: 'ExportPerson', personId, jobId }),
});

export const reactors = [erasure, dataExport];
