import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { BlobKey } from '#platform/blobs/blobs';
import { causedBy } from '#platform/command';
import type { RecordedEvent } from '#platform/domain/events';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { type DiaryFormat, type ImportCounts, type ImportProblem, jobStream } from '../events.ts';
import { jobAggregate } from './decider.ts';
import { FORMATS } from './formats.ts';
import { eachJob, failJob } from './jobs.ts';
import { identified, type Parsed } from './record.ts';
import { type Outcome, recordImport } from './record-import.ts';

/** Of one import, in its report. */
const MAX_PROBLEMS = 1_000;
/** How often an import says how far it is. One that is cut off looks at all records again, and writes those that are not there. */
const REPORTS = 20;
/** Records that are written side by side. */
const AT_ONCE = 8;

/** Where the data of an import lie until it is done. */
export const importedData = (tenant: string, owner: string, jobId: string): BlobKey => ({
  ...{ tenant, owner, name: `import-${jobId}` },
});

type Reported =
  | ({ readonly type: 'AdvanceImport' } & ImportCounts)
  | ({ readonly type: 'FinishImport'; readonly problems: readonly ImportProblem[] } & ImportCounts);

interface Requested {
  readonly jobId: string;
  readonly ownerId: string;
  readonly format: DiaryFormat;
  readonly dryRun: boolean;
}

/** Imports diaries, one after the other. It bears being cut off anywhere: no record is written twice, and none is left out. */
export const importDiaries: Reactor<SubgraphParts> = {
  name: 'import',
  source: 'diary',
  reads: { DiaryImportRequested: { jobId: 'string', ownerId: 'string', format: 'string', dryRun: 'boolean' } },
  react: (...given) => importEach(...given),
};

const importOne = async (event: RecordedEvent, parts: SubgraphParts, actor: string): Promise<void> => {
  const { handler, blobs } = parts;
  const { tenant, data } = event;
  const { jobId, ownerId, format } = data as Requested;
  const key = importedData(tenant, ownerId, jobId);
  const { state } = await handler.load(jobAggregate, tenant, jobStream(jobId));
  if (state?.ended) return blobs.delete(key);
  const text = await fileOf(parts, key);
  // whoever was to bring it has died on the way
  if (text === null) return failJob(event, parts, actor, 'FILE_MISSING');

  const records: Parsed[] = [];
  for await (const parsed of FORMATS[format].parse(text)) records.push(parsed);
  const report = (command: Reported) =>
    handler.handle(jobAggregate, jobStream(jobId), { jobId, ownerId, ...command }, causedBy(event, actor));

  const importRecord = recordImport(event, data as Requested, parts);
  const counts = { created: 0, skipped: 0, failed: 0 };
  const problems: ImportProblem[] = [];
  const give = identified();
  const portion = Math.max(100, Math.ceil(records.length / REPORTS));
  for (let from = 0; from < records.length; from += portion) {
    const part = records.slice(from, from + portion).map((parsed, nth) => ({
      index: from + nth,
      parsed: parsed.record ? { record: give(parsed.record) } : parsed,
    }));
    for (let nth = 0; nth < part.length; nth += AT_ONCE) {
      const outcomes = await Promise.all(part.slice(nth, nth + AT_ONCE).map(importRecord));
      for (const outcome of outcomes) count(outcome, counts, problems);
    }
    const done = from + part.length;
    await report({ type: 'AdvanceImport', done, total: records.length, ...counts });
  }
  const { length: total } = records;
  await report({ type: 'FinishImport', done: total, total, ...counts, problems });
  await blobs.delete(key);
};

const importEach = eachJob(importOne, async ({ tenant, data }, { blobs }) => {
  const { ownerId, jobId } = data as Requested;
  await blobs.delete(importedData(tenant, ownerId, jobId));
});

const count = (
  outcome: Outcome,
  counts: { created: number; skipped: number; failed: number },
  problems: ImportProblem[],
): void => {
  if (typeof outcome === 'string') counts[outcome]++;
  else {
    counts.failed++;
    if (problems.length < MAX_PROBLEMS) problems.push(outcome);
  }
};

/** How long a file may take that is on its way, and how often it is looked for. */
const ARRIVES_MS = 10_000;
const LOOK_MS = 50;

/** The file of an import; null when it does not come. Throws `KeyDestroyedError` when its owner was erased. */
const fileOf = async ({ blobs, vault }: SubgraphParts, key: BlobKey): Promise<string | null> => {
  for (const deadline = performance.now() + ARRIVES_MS; ; await delay(LOOK_MS)) {
    const blob = await blobs.get(key);
    // not `text`, which would leave out a mark of the byte order that is kept
    if (blob) return (await buffer(blob.content)).toString();
    await vault.hash(key.tenant, key.owner, 'import', '');
    if (performance.now() > deadline) return null;
  }
};
