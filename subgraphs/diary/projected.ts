import { setTimeout as delay } from 'node:timers/promises';
import type { RecordedEvent } from '#platform/domain/events';
import { type StreamKey, streamKey } from '#platform/read-model/read-model';
import type { SubgraphParts } from '#platform/subgraph';
import { diaries } from './projections.ts';

/** How long the projection has to get where this is, and how often it is asked. */
const PROJECTED_MS = 10_000;
const PAUSE_MS = 20;

/** Resolves once these events can be read; who acts upon them hears of them at the same time as the projection does. */
export const projected = async (
  { readModel }: Pick<SubgraphParts, 'readModel'>,
  events: readonly RecordedEvent[],
): Promise<void> => {
  const target = { projection: diaries.name, generation: 'live' } as const;
  const streams = new Map<string, StreamKey & { version: number }>();
  for (const { tenant, stream, version } of events)
    streams.set(streamKey({ tenant, stream }), { tenant, stream, version });
  for (const deadline = performance.now() + PROJECTED_MS; ; await delay(PAUSE_MS)) {
    const versions = await readModel.versions(target, [...streams.values()]);
    for (const [key, version] of versions) if (version >= streams.get(key)!.version) streams.delete(key);
    if (streams.size === 0) return;
    if (performance.now() > deadline) throw new Error(`${diaries.name} is behind what is to be made of its rows.`);
  }
};
