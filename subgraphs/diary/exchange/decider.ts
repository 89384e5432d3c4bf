import { aggregatesOf } from '#platform/domain/aggregate';
import type { Decider } from '#platform/domain/decider';
import {
  type DiaryFormat,
  diaryEvents,
  type ImportCounts,
  type ImportProblem,
  type JobEvent,
  type JobFailure,
} from '../events.ts';

type Ids = { readonly jobId: string; readonly ownerId: string };

export type JobCommand = Ids &
  (
    | { readonly type: 'RequestImport'; readonly format: DiaryFormat; readonly dryRun: boolean }
    | ({ readonly type: 'AdvanceImport' } & ImportCounts)
    | ({ readonly type: 'FinishImport'; readonly problems: readonly ImportProblem[] } & ImportCounts)
    | { readonly type: 'RequestExport'; readonly format: DiaryFormat }
    | { readonly type: 'FinishExport'; readonly fileName: string }
    | { readonly type: 'FailJob'; readonly reason: JobFailure }
    | { readonly type: 'EraseJob' }
  );

/** Null before it is asked for. `counts`: how far an import is. */
export type Job = {
  readonly kind: 'IMPORT' | 'EXPORT';
  readonly ended: boolean;
  readonly counts: ImportCounts | null;
} | null;

/** An import or an export of a diary. Once it has ended, or gone on, nothing is said of it twice. */
export const job: Decider<Job, JobCommand, JobEvent> = {
  initialState: null,

  decide(command, state) {
    const { jobId, ownerId } = command;
    const ids = { jobId, ownerId };
    if (command.type === 'RequestImport' || command.type === 'RequestExport') {
      const { format } = command;
      if (state) return [];
      return command.type === 'RequestExport'
        ? [{ type: 'DiaryExportRequested', data: { ...ids, format } }]
        : [{ type: 'DiaryImportRequested', data: { ...ids, format, dryRun: command.dryRun } }];
    }
    if (command.type === 'EraseJob') return [{ type: 'DiaryJobErased', data: ids }];
    if (!state || state.ended) return [];
    switch (command.type) {
      case 'AdvanceImport': {
        const { type: _, ...data } = command;
        return data.done > (state.counts?.done ?? 0) ? [{ type: 'DiaryImportAdvanced', data }] : [];
      }
      case 'FinishImport': {
        const { type: _, problems, ...data } = command;
        return [{ type: 'DiaryImportFinished', data, personal: { problems } }];
      }
      case 'FinishExport':
        return [{ type: 'DiaryExportFinished', data: { ...ids, fileName: command.fileName } }];
      case 'FailJob': {
        const { kind, counts } = state;
        const { done = 0, total = null } = counts ?? {};
        return [{ type: 'DiaryJobFailed', data: { ...ids, kind, reason: command.reason, done, total } }];
      }
    }
  },

  evolve(state, { type, data }) {
    const kind = state?.kind ?? (type === 'DiaryExportRequested' ? 'EXPORT' : 'IMPORT');
    switch (type) {
      case 'DiaryImportRequested':
      case 'DiaryExportRequested':
        return { kind, ended: false, counts: null };
      case 'DiaryImportAdvanced': {
        const { jobId: _, ownerId: __, ...counts } = data;
        return { kind, ended: false, counts };
      }
      case 'DiaryImportFinished':
      case 'DiaryExportFinished':
      case 'DiaryJobFailed':
      case 'DiaryJobErased':
        return { kind, ended: true, counts: null };
    }
  },
};

export const jobAggregate = aggregatesOf(diaryEvents)(job, 2);
