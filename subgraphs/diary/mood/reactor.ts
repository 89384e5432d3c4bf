import type { RecordedEvent, Sealed } from '#platform/domain/events';
import { rowAfter } from '#platform/projection';
import type { Reactor } from '#platform/reactor';
import type { SubgraphParts } from '#platform/subgraph';
import { entryAggregate } from '../entries/decider.ts';
import { emotionHash } from '../entries/keys.ts';
import { diaryEvents, entryStream, moodStream } from '../events.ts';
import { diaries } from '../projections.ts';
import { entries } from '../readModel.ts';
import type { MoodAnalyzer } from './analyzer.ts';
import { moodAggregate } from './decider.ts';

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
  const { handler, vault } = parts;
  const { tenant, version: ofVersion, correlationId, id: causationId } = event;
  const { entryId, ownerId } = event.data as { readonly entryId: string; readonly ownerId: string };
  const { state } = await handler.load(entryAggregate, tenant, entryStream(entryId));
  // a later event of it is on its way, or it is gone
  if (!state || state.deleted || state.version !== ofVersion) return;
  const text = await contentOf(event, entryId, ownerId, parts);
  // the key is destroyed
  if (text === undefined) return;
  const mood = await analyzer.analyze(text);
  const { sessionId, occurredAt, tokenCount } = state;
  await handler.handle(
    moodAggregate,
    moodStream(entryId),
    {
      ...{ entryId, ownerId, sessionId, ofVersion, occurredAt, tokenCount, mood },
      modelVersion: analyzer.modelVersion,
      emotionHash: await emotionHash(vault, tenant, ownerId, mood.dominant),
    },
    { tenant, actor: ACTOR, correlationId, causationId },
  );
};

/** The text as it stands in an event, or where that has none in those before it. */
const contentOf = async (
  { tenant, stream, version, personal }: RecordedEvent,
  entryId: string,
  ownerId: string,
  { handler, vault }: SubgraphParts,
): Promise<string | undefined> => {
  const before = async (): Promise<Sealed | null> =>
    rowAfter(diaries, entries, null, await handler.read(diaryEvents, tenant, entryStream(entryId), { to: version }))
      .content;
  const sealed = personal?.content ?? (await before());
  if (sealed === null) return undefined;
  const [text] = await vault.open([{ tenant, subject: ownerId, stream, field: 'content', sealed }]);
  if (text instanceof Error) throw text;
  return text as string | undefined;
};
