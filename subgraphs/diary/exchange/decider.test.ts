import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import type { JobEvent } from '../events.ts';
import { job } from './decider.ts';

const given = specFor(job);
const ids = { jobId: 'job', ownerId: 'ann' };
const counts = { done: 100, total: 120, created: 90, skipped: 9, failed: 1 };
const problems = [{ index: 7, sourceId: 'A', message: 'text must be a text' }];

describe('an import', () => {
  const request = { type: 'RequestImport', ...ids, format: 'DAY_ONE_JSON', dryRun: false } as const;
  const requested: JobEvent = {
    type: 'DiaryImportRequested',
    data: { ...ids, format: 'DAY_ONE_JSON', dryRun: false },
  };
  const advanced: JobEvent = { type: 'DiaryImportAdvanced', data: { ...ids, ...counts } };
  const finished: JobEvent = { type: 'DiaryImportFinished', data: { ...ids, ...counts }, personal: { problems } };

  it('is asked for once', () => {
    given().when(request).yields(requested);
    given(requested).when(request).yieldsNothing();
  });
  it('says how far it is, and never goes back', () => {
    given(requested)
      .when({ type: 'AdvanceImport', ...ids, ...counts })
      .yields(advanced);
    given(requested, advanced)
      .when({ type: 'AdvanceImport', ...ids, ...counts, done: 50 })
      .yieldsNothing();
  });
  it('ends once', () => {
    const finish = { type: 'FinishImport', ...ids, ...counts, problems } as const;
    given(requested, advanced).when(finish).yields(finished);
    given(requested, finished).when(finish).yieldsNothing();
    given(requested, finished)
      .when({ type: 'AdvanceImport', ...ids, ...counts })
      .yieldsNothing();
  });
  it('fails where it has got to, and no more is heard of it', () => {
    const fail = { type: 'FailJob', ...ids, reason: 'BROKEN' } as const;
    const failed: JobEvent = {
      type: 'DiaryJobFailed',
      data: { ...ids, kind: 'IMPORT', reason: 'BROKEN', done: 100, total: 120 },
    };
    given(requested, advanced).when(fail).yields(failed);
    given(requested, advanced, failed).when(fail).yieldsNothing();
    given(requested, advanced, failed)
      .when({ type: 'FinishImport', ...ids, ...counts, problems })
      .yieldsNothing();
    given(requested, finished).when(fail).yieldsNothing();
  });
  it('is not reported once its person is erased', () => {
    const erased: JobEvent = { type: 'DiaryJobErased', data: ids };
    given(requested)
      .when({ type: 'EraseJob', ...ids })
      .yields(erased);
    given(requested, erased)
      .when({ type: 'FinishImport', ...ids, ...counts, problems })
      .yieldsNothing();
  });
});

describe('an export', () => {
  const requested: JobEvent = { type: 'DiaryExportRequested', data: { ...ids, format: 'MARKDOWN' } };
  const finish = { type: 'FinishExport', ...ids, fileName: 'diary.md' } as const;
  const finished: JobEvent = { type: 'DiaryExportFinished', data: { ...ids, fileName: 'diary.md' } };

  it('is asked for, and ends once', () => {
    given()
      .when({ type: 'RequestExport', ...ids, format: 'MARKDOWN' })
      .yields(requested);
    given(requested).when(finish).yields(finished);
    given(requested, finished).when(finish).yieldsNothing();
    given().when(finish).yieldsNothing();
    given(requested)
      .when({ type: 'FailJob', ...ids, reason: 'BROKEN' })
      .yields({
        type: 'DiaryJobFailed',
        data: { ...ids, kind: 'EXPORT', reason: 'BROKEN', done: 0, total: null },
      });
  });
});
