import type { CommandMetadata } from '#platform/command';
import type { SubgraphParts } from '#platform/subgraph';
import type { Entry } from '../entries/decider.ts';
import { emotionHash } from '../entries/keys.ts';
import { type Mood, moodStream } from '../events.ts';
import { moodAggregate } from './decider.ts';

/** What a model found in an entry. */
export interface Reading {
  /** The version of the entry that was read. */
  readonly ofVersion: number;
  readonly modelVersion: string;
  readonly mood: Mood;
}

/** Records a reading; `replaces`: also where another model has read the same text. Whether there was anything to record. */
export const recordMood = async (
  { handler, vault }: Pick<SubgraphParts, 'handler' | 'vault'>,
  { tenant, entryId, entry }: { readonly tenant: string; readonly entryId: string; readonly entry: Entry },
  { mood, ...reading }: Reading,
  metadata: Omit<CommandMetadata, 'tenant'>,
  replaces = false,
): Promise<boolean> => {
  const { ownerId, sessionId, occurredAt, tokenCount } = entry;
  const facts = { entryId, ownerId, sessionId, occurredAt, tokenCount };
  const hash = await emotionHash(vault, tenant, ownerId, mood.dominant);
  const { status } = await handler.handle(
    moodAggregate,
    moodStream(entryId),
    { ...facts, ...reading, emotionHash: hash, mood, replaces },
    { tenant, ...metadata },
  );
  return status === 'appended';
};
