import { reaction } from '#platform/policy';
import { erasing } from '#platform/subject-rights/erasing';
import { exporting } from '#platform/subject-rights/exporting';
import { matchAggregate, personAggregate, profileAggregate, relationAggregate } from './aggregates.ts';
import { MATCH_STREAM, matchingEvents, personStream, profileStream, RELATION_STREAM } from './events.ts';

type Asked = { readonly userId: string; readonly jobId: string };

/** Somebody was erased: what is known of them, whom they blocked or dismissed, and what they wrote to those they asked. */
const erasure = erasing({
  ...{ source: 'users', reads: { UserErased: { userId: 'string', jobId: 'string' } } },
  personOf: ({ userId }: Asked) => userId,
  erase: (personId, streams) => [
    reaction(profileAggregate, profileStream(personId), { type: 'EraseProfile', data: { personId } }),
    ...Array.from(streams.keys()).flatMap((stream) => {
      if (stream.startsWith(MATCH_STREAM))
        return [reaction(matchAggregate, stream, { type: 'EraseMessage', requesterId: personId })];
      if (!stream.startsWith(RELATION_STREAM)) return [];
      const otherId = stream
        .slice(RELATION_STREAM.length)
        .split(':')
        .find((id) => id !== personId)!;
      return [reaction(relationAggregate, stream, { type: 'EraseRelation', personId, otherId })];
    }),
  ],
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
