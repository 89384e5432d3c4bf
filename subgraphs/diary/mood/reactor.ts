import { causedBy } from '#platform/command';
import type { RecordedEvent } from '#platform/domain/events';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { entryAggregate } from '../entries/decider.ts';
import { entryStream } from '../events.ts';
import type { MoodAnalyzer } from './analyzer.ts';
import { contentOf } from './content.ts';
import { recordMood } from './recording.ts';

const ENTRY = { entryId: 'string', ownerId: 'string' } as const;
/** Of each partition; as many as keep the analyser busy. */
const AT_ONCE = 16;
const ACTOR = 'diary.analyzeMoods';

/**
 * Has every entry read that was written, changed or restored. What comes late is dropped: a text that was changed or deleted
 * meanwhile. The analyser is made with the first entry.
 */
export const analyzeMoods = (
  create: (parts: SubgraphParts) => MoodAnalyzer | Promise<MoodAnalyzer>,
): Reactor<SubgraphParts> => {
  let analyzer: Promise<MoodAnalyzer> | undefined;
  const ready = (parts: SubgraphParts) => {
    analyzer ??= Promise.resolve(parts).then(create);
    // one that could not be made is tried again with the next entry
    analyzer.catch(() => {
      analyzer = undefined;
    });
    return analyzer;
  };

  return {
    name: 'analyzeMoods',
    source: 'diary',
    reads: { DiaryEntryCreated: ENTRY, DiaryEntryUpdated: ENTRY, DiaryEntryRestored: ENTRY },
    async react(events, parts) {
      const newest = new Map(events.map((event) => [`${event.tenant}\n${event.stream}`, event]));
      const analyzing = await ready(parts);
      const left = [...newest.values()];
      while (left.length > 0)
        await Promise.all(left.splice(0, AT_ONCE).map((event) => analyzeEntry(event, analyzing, parts)));
    },
    async close() {
      const made = await analyzer;
      analyzer = undefined;
      await made?.close();
    },
  };
};

const analyzeEntry = async (event: RecordedEvent, analyzer: MoodAnalyzer, parts: SubgraphParts): Promise<void> => {
  const { tenant, version, personal } = event;
  const { entryId, ownerId } = event.data as { readonly entryId: string; readonly ownerId: string };
  const { state } = await parts.handler.load(entryAggregate, tenant, entryStream(entryId));
  // a later event of it is on its way, or it is gone
  if (!state || state.deleted || state.version !== version) return;
  const text = await contentOf({ tenant, entryId, ownerId, version, content: personal?.content }, parts);
  // the key is destroyed
  if (text === undefined) return;
  const reading = { ofVersion: version, modelVersion: analyzer.modelVersion, mood: await analyzer.analyze(text) };
  await recordMood(parts, { tenant, entryId, entry: state }, reading, causedBy(event, ACTOR));
};
