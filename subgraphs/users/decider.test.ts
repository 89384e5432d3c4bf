import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import { diaryJob, relation, user } from './decider.ts';
import type { AccountEvent, JobEvent, RelationEvent } from './events.ts';

const given = specFor(user);
const ann = { userId: 'ann' };
const account = { username: 'ann', email: 'ann@example.org', firstName: 'Ann', lastName: null, dateOfBirth: null };
const created: AccountEvent = { type: 'UserCreated', data: ann, personal: account };
const sage = { id: 'sage', name: 'The Sage', description: null, confidence: 0.8 };
const assigned: AccountEvent = {
  type: 'ArchetypeAssigned',
  data: { ...ann, source: 'ASSIGNED' },
  personal: { archetype: sage },
};

describe('CreateUser', () => {
  it('is recorded once', () =>
    given()
      .when({ type: 'CreateUser', ...ann, ...account })
      .yields(created));
  it('changes nothing the second time', () =>
    given(created)
      .when({ type: 'CreateUser', ...ann, ...account })
      .yieldsNothing());
});

describe('UpdateProfile', () => {
  it('records only what changes, and null for what is cleared', () =>
    given(created)
      .when({ type: 'UpdateProfile', ...ann, changes: { firstName: null, bio: 'hello' } })
      .yields({ type: 'UserProfileUpdated', data: ann, personal: { firstName: null, bio: 'hello' } }));
  it('records nothing when nothing is given', () =>
    given(created)
      .when({ type: 'UpdateProfile', ...ann, changes: {} })
      .yieldsNothing());
  it('is refused for somebody who is not there', () =>
    given()
      .when({ type: 'UpdateProfile', ...ann, changes: { bio: 'hello' } })
      .isRefused('NOT_FOUND'));
});

describe('an archetype that the diary tells', () => {
  const analyze = { type: 'AnalyzeArchetype', ...ann, archetype: sage } as const;
  const nothing = { ...analyze, archetype: null };
  const analyzed = (type: 'ArchetypeAssigned' | 'ArchetypeUpdated') =>
    ({ type, data: { ...ann, source: 'ANALYSIS' }, personal: { archetype: sage } }) as const;

  it('is assigned at first, and updated from then on', () => {
    given(created).when(analyze).yields(analyzed('ArchetypeAssigned'));
    given(created, analyzed('ArchetypeAssigned')).when(analyze).yields(analyzed('ArchetypeUpdated'));
  });
  it('gives way to what is assigned, for good', () => {
    given(created, assigned).when(analyze).yieldsNothing();
    given(created, assigned).when(nothing).yieldsNothing();
    given(created, analyzed('ArchetypeAssigned'), assigned).when(analyze).yieldsNothing();
  });
  it('goes with what it was read from', () => {
    const withdrawn = { type: 'ArchetypeWithdrawn', data: ann } as const;
    given(created, analyzed('ArchetypeAssigned')).when(nothing).yields(withdrawn);
    given(created, analyzed('ArchetypeAssigned'), withdrawn).when(nothing).yieldsNothing();
    given(created, analyzed('ArchetypeAssigned'), withdrawn).when(analyze).yields(analyzed('ArchetypeAssigned'));
  });
  it('is of nobody who is not there, or was erased', () => {
    given().when(analyze).yieldsNothing();
    given(created, { type: 'UserErased', data: { ...ann, jobId: 'job' } })
      .when(analyze)
      .yieldsNothing();
  });
});

describe('an import or an export of the diary', () => {
  const report = {
    ...ann,
    jobId: 'job',
    kind: 'DIARY_IMPORT',
    status: 'RUNNING',
    done: 0,
    total: null,
    fileName: null,
  } as const;
  const givenJob = specFor(diaryJob);

  it('is as it is reported, until it is done', () => {
    const [running, done] = [report, { ...report, status: 'DONE' } as const];
    givenJob().when(running).yields({ type: 'DiaryJobReported', data: running });
    givenJob({ type: 'DiaryJobReported', data: running }).when(done).yields({ type: 'DiaryJobReported', data: done });
    givenJob({ type: 'DiaryJobReported', data: done }).when(running).yieldsNothing();
    const failed = { ...running, status: 'FAILED' as const };
    givenJob({ type: 'DiaryJobReported', data: running })
      .when(failed)
      .yields({ type: 'DiaryJobReported', data: failed });
    givenJob({ type: 'DiaryJobReported', data: failed }).when(done).yieldsNothing();
  });
});

describe('an archetype', () => {
  const assign = { type: 'AssignArchetype', ...ann, archetype: sage } as const;
  const update = { ...assign, type: 'UpdateArchetype' } as const;
  const data = { ...ann, source: 'ASSIGNED' } as const;

  it('is assigned with its source', () =>
    given(created)
      .when(assign)
      .yields({ type: 'ArchetypeAssigned', data, personal: { archetype: sage } }));
  it('is updated where there is one', () =>
    given(created, assigned)
      .when(update)
      .yields({ type: 'ArchetypeUpdated', data, personal: { archetype: sage } }));
  it('is not updated where there is none', () => given(created).when(update).isRefused('NOT_FOUND', 'input.userId'));
  it('is not given to somebody who is not there', () => given().when(assign).isRefused('NOT_FOUND'));
});

describe('a job', () => {
  const job = { ...ann, jobId: 'job-1' };
  const requested: JobEvent = { type: 'DataExportRequested', data: job };
  const erased: JobEvent = { type: 'UserErased', data: job };
  const advance = { type: 'AdvanceJob', ...job, subgraph: 'diary' } as const;
  const advanced = (subgraph: string, done: number): JobEvent => ({
    type: 'JobAdvanced',
    data: { ...job, subgraph, done },
  });

  it('is one export at a time', () => {
    given(created)
      .when({ type: 'RequestExport', ...job })
      .yields(requested);
    given(created, requested)
      .when({ type: 'RequestExport', ...ann, jobId: 'job-2' })
      .yieldsNothing();
  });
  it('counts each subgraph once, and none of a job that is not under way', () => {
    given(created, requested).when(advance).yields(advanced('diary', 1));
    given(created, requested, advanced('users', 1)).when(advance).yields(advanced('diary', 2));
    given(created, requested, advanced('diary', 1)).when(advance).yieldsNothing();
    given(created).when(advance).yieldsNothing();
  });
  it('ends when the export is put together', () => {
    const finished: JobEvent = { type: 'DataExportFinished', data: job };
    given(created, requested)
      .when({ type: 'FinishExport', ...job })
      .yields(finished);
    given(created, requested, finished)
      .when({ type: 'FinishExport', ...job })
      .yieldsNothing();
  });
  it('of an erasure goes on where nothing else does', () => {
    given(created, requested)
      .when({ type: 'EraseUser', ...job })
      .yields(erased);
    given(created, erased).when(advance).yields(advanced('diary', 1));
    given(created, erased)
      .when({ type: 'EraseUser', ...job })
      .isRefused('NOT_FOUND', 'userId');
    given(created, erased)
      .when({ type: 'UpdateProfile', ...ann, changes: { bio: 'hello' } })
      .isRefused('NOT_FOUND', 'userId');
  });
  it('leaves nobody to be made anew under the same id', () =>
    given(created, erased)
      .when({ type: 'CreateUser', ...ann, ...account })
      .yieldsNothing());
});

describe('UpdateModalities', () => {
  it('records all of them', () =>
    given(created)
      .when({ type: 'UpdateModalities', ...ann, modalities: [{ name: 'visual', score: 1 }] })
      .yields({ type: 'ModalitiesUpdated', data: ann, personal: { modalities: [{ name: 'visual', score: 1 }] } }));
});

describe('ChangePrivacy', () => {
  const foundBy = { username: 'ann', firstName: 'Ann', lastName: null };
  const hidden: AccountEvent = { type: 'PrivacyChanged', data: { ...ann, discoverable: false }, personal: foundBy };

  it('records only what differs from before', () =>
    given(created, hidden)
      .when({ type: 'ChangePrivacy', ...ann, changes: { discoverable: false, mood: 'PRIVATE' }, foundBy })
      .yields({ type: 'PrivacyChanged', data: { ...ann, mood: 'PRIVATE' }, personal: foundBy }));
  it('records nothing when all is as before, at the beginning, too', () =>
    given(created)
      .when({ type: 'ChangePrivacy', ...ann, changes: { discoverable: true, profile: 'EVERYONE' }, foundBy })
      .yieldsNothing());
});

describe('two people', () => {
  const between = specFor(relation);
  const block = { type: 'BlockUser', ...ann, blockedId: 'bob' } as const;
  const blocked: RelationEvent = { type: 'UserBlocked', data: { ...ann, blockedId: 'bob' } };

  it('block once', () => between().when(block).yields(blocked));
  it('do not block twice', () => between(blocked).when(block).yieldsNothing());
  it('block each other, each for themselves', () =>
    between(blocked)
      .when({ type: 'BlockUser', userId: 'bob', blockedId: 'ann' })
      .yields({ type: 'UserBlocked', data: { userId: 'bob', blockedId: 'ann' } }));
  it('take back only their own block', () =>
    between(blocked).when({ type: 'UnblockUser', userId: 'bob', blockedId: 'ann' }).yieldsNothing());
  it('take it back', () =>
    between(blocked)
      .when({ type: 'UnblockUser', ...ann, blockedId: 'bob' })
      .yields({ type: 'UserUnblocked', data: { ...ann, blockedId: 'bob' } }));
  it('cannot be one and the same', () =>
    between()
      .when({ ...block, blockedId: 'ann' })
      .isRefused('BAD_USER_INPUT', 'userId'));
  it('are matched once', () =>
    between({ type: 'UsersMatched', data: { ...ann, matchedId: 'bob' } })
      .when({ type: 'MatchUsers', userId: 'bob', matchedId: 'ann' })
      .yieldsNothing());
  it('are reported with the reason', () =>
    between()
      .when({ type: 'ReportUser', ...ann, reportedId: 'bob', messageId: null, reason: 'spam' })
      .yields({
        type: 'UserReported',
        data: { ...ann, reportedId: 'bob', messageId: null },
        personal: { reason: 'spam' },
      }));
});
