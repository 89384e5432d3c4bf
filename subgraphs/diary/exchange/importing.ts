import type { RecordedEvent } from '#platform/domain/events';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { KeyDestroyedError } from '#platform/vault/vault';
import { type DiaryFormat, type ImportCounts, type ImportProblem, jobStream } from '../events.ts';
import { jobAggregate } from './decider.ts';
import { FORMATS } from './formats.ts';
import { identified, type Parsed } from './record.ts';
import { type Outcome, recordImport } from './record-import.ts';

/** Of one import, in its report. */
const MAX_PROBLEMS = 1_000;
/** How often an import says how far it is. One that is cut off looks at all records again, and writes those that are not there. */
const REPORTS = 20;
/** Records that are written side by side. */
const AT_ONCE = 8;

/** Where the data of an import lie until it is done. */
export const importedData = (tenant: string, owner: string, jobId: string) => ({
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
  async react(events, parts, actor) {
    for (const event of events)
      try {
        await importOne(event, parts, actor);
      } catch (error) {
        // erased meanwhile: there is nobody to write for
        if (!(error instanceof KeyDestroyedError)) throw error;
      }
  },
};

const importOne = async (event: RecordedEvent, parts: SubgraphParts, actor: string): Promise<void> => {
  const { handler, blobs } = parts;
  const { tenant, correlationId, id: causationId, data } = event;
  const { jobId, ownerId, format } = data as Requested;
  const key = importedData(tenant, ownerId, jobId);
  const { state } = await handler.load(jobAggregate, tenant, jobStream(jobId));
  if (state?.ended) return blobs.delete(key);
  const text = await textOf(parts, key);
  // the owner was erased
  if (text === null) return;

  const records: Parsed[] = [];
  for await (const parsed of FORMATS[format].parse(text)) records.push(parsed);
  const metadata = { tenant, actor, correlationId, causationId };
  const report = (command: Reported) =>
    handler.handle(jobAggregate, jobStream(jobId), { jobId, ownerId, ...command }, metadata);

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

const textOf = async (
  { blobs }: SubgraphParts,
  key: Parameters<SubgraphParts['blobs']['get']>[0],
): Promise<string | null> => {
  const blob = await blobs.get(key);
  if (!blob) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of blob.content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
