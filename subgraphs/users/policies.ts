import { type Policy, reaction } from '#platform/policy';
import { diaryJobAggregate, relationAggregate, userAggregate } from './decider.ts';
import { diaryJobStream, relationStream, type SubgraphName, userStream } from './events.ts';

/** Two people matched: they may see of each other what matched people may. */
const matched: Policy = {
  name: 'matched',
  source: 'matching',
  reads: { MatchAccepted: { requesterId: 'string', recipientId: 'string' } },
  react: ({ data: { requesterId, recipientId } }: { data: { requesterId: string; recipientId: string } }) => [
    reaction(relationAggregate, relationStream(requesterId, recipientId), {
      ...{ type: 'MatchUsers' as const, userId: requesterId, matchedId: recipientId },
    }),
  ],
};

/** Another subgraph has done its part of an erasure or an export. */
const jobsDoneBy = (source: SubgraphName): Policy => ({
  name: `jobs-in-${source}`,
  source,
  reads: {
    PersonErased: { personId: 'string', jobId: 'string' },
    PersonExported: { personId: 'string', jobId: 'string' },
  },
  react: ({ data: { personId: userId, jobId } }: { data: { personId: string; jobId: string } }) => [
    reaction(userAggregate, userStream(userId), { type: 'AdvanceJob', userId, jobId, subgraph: source }),
  ],
});

type DiaryJobIds = { readonly ownerId: string; readonly jobId: string };

const ENDS: Readonly<Record<string, 'DONE' | 'FAILED'>> = { DiaryImportFinished: 'DONE', DiaryJobFailed: 'FAILED' };

/** The diary imports or exports something for somebody. An export is done when its file has been fetched (diary-files.ts). */
const diaryJobs: Policy = {
  name: 'diary-jobs',
  source: 'diary',
  reads: {
    DiaryImportRequested: { ownerId: 'string', jobId: 'string' },
    DiaryImportAdvanced: { ownerId: 'string', jobId: 'string', done: 'number', total: 'number' },
    DiaryImportFinished: { ownerId: 'string', jobId: 'string', done: 'number', total: 'number' },
    DiaryExportRequested: { ownerId: 'string', jobId: 'string' },
    DiaryJobFailed: { ownerId: 'string', jobId: 'string', kind: 'string', done: 'number' },
  },
  react({ type, data }: { type: string; data: DiaryJobIds & { done?: number; total?: number; kind?: string } }) {
    const { ownerId: userId, jobId, done = 0, total = null } = data;
    const isExport = type === 'DiaryExportRequested' || data.kind === 'EXPORT';
    const kind = isExport ? ('DIARY_EXPORT' as const) : ('DIARY_IMPORT' as const);
    const status = ENDS[type] ?? ('RUNNING' as const);
    const report = { userId, jobId, kind, status, done, total, fileName: null };
    return [reaction(diaryJobAggregate, diaryJobStream(jobId), report)];
  },
};

interface Portrayed {
  /** The likest archetype first. */
  readonly portrait: {
    readonly archetypes: readonly { readonly id: string; readonly name: string; readonly score: number }[];
  } | null;
}

/** The diary tells something new of its owner. */
const portrayed: Policy = {
  name: 'portrayed',
  source: 'diary',
  reads: { PortraitUpdated: { ownerId: 'string' } },
  opens: { PortraitUpdated: ['portrait'] },
  react({ data: { ownerId: userId } }: { data: { ownerId: string } }, opened?: Portrayed) {
    // erased meanwhile
    if (!opened) return [];
    const likest = opened.portrait?.archetypes[0];
    const archetype = likest ? { id: likest.id, name: likest.name, description: null, confidence: likest.score } : null;
    return [reaction(userAggregate, userStream(userId), { type: 'AnalyzeArchetype', userId, archetype })];
  },
};

export const policies = [matched, diaryJobs, portrayed, ...(['diary', 'chat', 'matching'] as const).map(jobsDoneBy)];
