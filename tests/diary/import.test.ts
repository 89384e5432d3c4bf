import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { blobs } from '#platform/blobs/blobs';
import { folderBlobs } from '#platform/blobs/folder';
import type { CommandHandler } from '#platform/command';
import type { RecordedEvent } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type { SubgraphParts } from '#platform/subgraph';
import { jobStream } from '../../subgraphs/diary/events.ts';
import { jobAggregate } from '../../subgraphs/diary/exchange/decider.ts';
import { importDiaries, importedData } from '../../subgraphs/diary/exchange/importing.ts';
import { jobs } from '../../subgraphs/diary/projections.ts';
import { entriesByTime } from '../../subgraphs/diary/readModel.ts';
import { type DiaryByHand, diaryByHand, somebodysDiary } from './by-hand.ts';

let all: DiaryByHand;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-import-'));
  all = await diaryByHand();
});
afterAll(() => rm(folder, { recursive: true }));

const ENTRIES = 500;
/** Of which every tenth is none, and the last one repeats the first. */
const file = (length: number) => {
  const entries = Array.from({ length }, (_, nth) => ({
    uuid: nth === length - 1 ? 'E0' : `E${nth}`,
    creationDate: new Date(Date.UTC(2020, 0, 1 + nth)).toISOString(),
    text: nth % 10 === 5 ? 7 : `Entry ${nth}`,
  }));
  return JSON.stringify({ entries });
};
const reportOn = (entries: number) => ({
  ...{ total: entries, done: entries, created: entries - entries / 10 - 1, skipped: 1, failed: entries / 10 },
});
const REPORT = reportOn(ENTRIES);

const begun = async (entries = ENTRIES) => {
  const diary = await somebodysDiary(all);
  const { tenant, ownerId, feed } = diary;
  const jobId = newId();
  const parts: SubgraphParts = { ...all.parts, blobs: blobs(folderBlobs(folder), all.parts.vault) };
  await parts.blobs.put(importedData(tenant, ownerId, jobId), 'application/json', [Buffer.from(file(entries))]);
  await parts.handler.handle(
    jobAggregate,
    jobStream(jobId),
    { type: 'RequestImport', jobId, ownerId, format: 'DAY_ONE_JSON', dryRun: false },
    { tenant, actor: ownerId, correlationId: newId() },
  );
  const [requested] = (await feed()).filter(({ stream }) => stream === jobStream(jobId)) as [RecordedEvent];
  const finished = async () => {
    const row = jobs.project((await feed()).findLast(({ stream }) => stream === jobStream(jobId)) as never)[0]!;
    return 'row' in row ? row.row : null;
  };
  return { diary, parts, requested, jobId, finished };
};

/** A handler that fails from its nth command on, as when the process is killed. */
const failingAfter = (handler: CommandHandler, commands: number): CommandHandler => {
  let left = commands;
  return {
    ...handler,
    async handle(...args) {
      if (left-- <= 0) throw new Error('killed');
      return handler.handle(...args);
    },
  };
};

it.each([0, 1, 37, 150, 447, 451])(
  'an import that is cut off after %i commands ends as if it had not been',
  async (commands) => {
    const { diary, parts, requested, finished } = await begun();
    const cutOff = { ...parts, handler: failingAfter(parts.handler, commands) };
    await expect(importDiaries.react([requested], cutOff, 'diary.import')).rejects.toThrow('killed');
    await importDiaries.react([requested], parts, 'diary.import');
    expect(await finished()).toMatchObject({ ...REPORT, status: 'DONE' });
    await diary.settle();
    expect(await diary.rows(entriesByTime, { ownerId: diary.ownerId })).toHaveLength(REPORT.created);
  },
);

it('and told once more it does nothing, and has left no data', async () => {
  const { diary, parts, requested, jobId, finished } = await begun();
  await importDiaries.react([requested], parts, 'diary.import');
  const events = (await diary.feed()).length;
  await importDiaries.react([requested], parts, 'diary.import');
  expect((await diary.feed()).length).toBe(events);
  expect(await finished()).toMatchObject(REPORT);
  expect(await parts.blobs.get(importedData(diary.tenant, diary.ownerId, jobId))).toBeNull();
});

it('writes nothing of somebody who is erased meanwhile', async () => {
  const { diary, parts, requested } = await begun();
  await parts.vault.destroy(diary.tenant, diary.ownerId);
  await importDiaries.react([requested], parts, 'diary.import');
  expect((await diary.feed()).map(({ type }) => type)).toEqual(['DiaryImportRequested']);
});

it('of 10,000 entries says how far it is, and goes on from the midst of it', { timeout: 240_000 }, async () => {
  const entries = 10_000;
  const { diary, parts, requested, jobId, finished } = await begun(entries);
  const cutOff = { ...parts, handler: failingAfter(parts.handler, entries / 2) };
  await expect(importDiaries.react([requested], cutOff, 'diary.import')).rejects.toThrow('killed');
  await importDiaries.react([requested], parts, 'diary.import');
  expect(await finished()).toMatchObject({ ...reportOn(entries), status: 'DONE' });

  const { tenant } = diary;
  const reports = (await parts.store.readStream(tenant, jobStream(jobId))).flatMap(({ type, data }) =>
    type === 'DiaryImportAdvanced' ? [(data as { done: number }).done] : [],
  );
  expect(reports).toEqual(Array.from({ length: 20 }, (_, nth) => ((nth + 1) * entries) / 20));
  const created = (await diary.feed(2 * entries)).filter(({ type }) => type === 'DiaryEntryCreated');
  expect(new Set(created.map(({ stream }) => stream)).size).toBe(reportOn(entries).created);
  expect(created).toHaveLength(reportOn(entries).created);
});

it('fails when its file does not come, and others go on', async () => {
  const { diary, parts, requested, jobId, finished } = await begun();
  await parts.blobs.delete(importedData(diary.tenant, diary.ownerId, jobId));
  const next = await begun();
  const clock = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(Number.POSITIVE_INFINITY);
  await importDiaries.react([requested], parts, 'diary.import');
  clock.mockRestore();
  expect(await finished()).toMatchObject({ status: 'FAILED', failure: 'FILE_MISSING' });
  await importDiaries.react([next.requested], next.parts, 'diary.import');
  expect(await next.finished()).toMatchObject({ status: 'DONE' });
});

it('fails when its file can’t be read, after some attempts, and leaves none of it', async () => {
  const { diary, parts, requested, jobId, finished } = await begun();
  const { get } = parts.blobs;
  const failing = (error: Error): SubgraphParts => ({
    ...parts,
    blobs: {
      ...parts.blobs,
      async get(key) {
        const blob = await get(key);
        blob?.content.destroy();
        throw error;
      },
    },
  });
  const attempt = (given: SubgraphParts) => importDiaries.react([requested], given, 'diary.import');
  // what is away comes back
  const away = failing(Object.assign(new Error('away'), { code: 'ECONNREFUSED' }));
  for (let times = 0; times < 10; times++) await expect(attempt(away)).rejects.toThrow('away');
  for (let times = 0; times < 4; times++)
    await expect(attempt(failing(new Error('damaged')))).rejects.toThrow('damaged');
  await attempt(failing(new Error('damaged')));
  expect(await finished()).toMatchObject({ status: 'FAILED', failure: 'BROKEN' });
  expect(await parts.blobs.get(importedData(diary.tenant, diary.ownerId, jobId))).toBeNull();
});
