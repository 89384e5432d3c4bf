import { causedBy } from '#platform/command';
import type { RecordedEvent } from '#platform/domain/events';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { exportedFile } from '#platform/subject-rights/exporting';
import { type DiaryFormat, jobStream } from '../events.ts';
import { projected } from '../projected.ts';
import { jobAggregate } from './decider.ts';
import { FORMATS } from './formats.ts';
import { eachJob } from './jobs.ts';
import { recordsOf } from './written.ts';

interface Requested {
  readonly jobId: string;
  readonly ownerId: string;
  readonly format: DiaryFormat;
}

/** Writes diaries into files. What was asked for after them may be in it, too. */
export const exportDiaries: Reactor<SubgraphParts> = {
  name: 'export',
  source: 'diary',
  reads: { DiaryExportRequested: { jobId: 'string', ownerId: 'string', format: 'string' } },
  async react(events, parts, actor) {
    // then all that was written before can be read
    await projected(parts, events);
    await exportEach(events, parts, actor);
  },
};

const exportOne = async (event: RecordedEvent, parts: SubgraphParts, actor: string): Promise<void> => {
  const { tenant, data } = event;
  const { jobId, ownerId, format } = data as Requested;
  const stream = jobStream(jobId);
  const { state } = await parts.handler.load(jobAggregate, tenant, stream);
  if (state?.ended) return;
  const { fileName, contentType, render } = FORMATS[format];
  const written = render(() => recordsOf(parts, tenant, ownerId, format));
  await parts.exports.put(exportedFile(tenant, { person: ownerId, jobId }), contentType, inBytes(written));
  const command = { type: 'FinishExport', jobId, ownerId, fileName } as const;
  await parts.handler.handle(jobAggregate, stream, command, causedBy(event, actor));
};

const exportEach = eachJob(exportOne);

async function* inBytes(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}
