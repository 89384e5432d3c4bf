import { causedBy } from '#platform/command';
import { badInput, DomainError } from '#platform/domain/errors';
import type { RecordedEvent } from '#platform/domain/events';
import { parseInput } from '#platform/input';
import type { SubgraphParts } from '#platform/subgraph';
import { createEntry } from '../entries/creation.ts';
import { entryAggregate } from '../entries/decider.ts';
import { createInput } from '../entries/inputs.ts';
import { type DiaryFormat, diaryEvents, entryStream, type ImportProblem, type Text } from '../events.ts';
import { exportedId, importedId } from './identity.ts';
import type { EntryRecord, Parsed } from './record.ts';

/** What became of a record. */
export type Outcome = 'created' | 'skipped' | ImportProblem;

type Identified = { readonly record: EntryRecord & { readonly id: string } };

/** What another program knows of an entry is kept with it, as long as it is no more than a very long text is. */
const MAX_FIELDS = 400_000;

/** Imports one record after the other, or only says what would become of it. */
export const recordImport = (
  requested: RecordedEvent,
  { ownerId, format, dryRun }: { readonly ownerId: string; readonly format: DiaryFormat; readonly dryRun: boolean },
  { handler, vault }: SubgraphParts,
) => {
  const { tenant } = requested;
  const seen = new Set<string>();

  /** Written by this very import, before it was cut off. */
  const isOfThisImport = async (entryId: string): Promise<boolean> => {
    const [first] = await handler.read(diaryEvents, tenant, entryStream(entryId), { to: 1 });
    return first?.causationId === requested.id;
  };

  const isOwn = async (entryId: string | null): Promise<boolean> =>
    entryId !== null && (await handler.load(entryAggregate, tenant, entryStream(entryId))).state?.ownerId === ownerId;

  const importRecord = async ({ record }: Identified): Promise<'created' | 'skipped'> => {
    const { id: sourceId, fields } = record;
    const entryId = await importedId(vault, tenant, ownerId, format, sourceId);
    if (seen.has(entryId)) return 'skipped';
    seen.add(entryId);
    const { occurredAt, text } = checked(record);
    const { state } = await handler.load(entryAggregate, tenant, entryStream(entryId));
    if (state) return (await isOfThisImport(entryId)) ? 'created' : 'skipped';
    if (await isOwn(exportedId(sourceId))) return 'skipped';
    if (dryRun) return 'created';
    const source = { format, id: sourceId, fields };
    const written = { entryId, ownerId, text, occurredAt, tokenCount: null, sessionId: null, session: null, source };
    const command = await createEntry(vault, tenant, written, JSON.stringify([format, sourceId]));
    await handler.handle(entryAggregate, entryStream(entryId), command, causedBy(requested, ownerId));
    return 'created';
  };

  return async ({
    index,
    parsed,
  }: {
    readonly index: number;
    readonly parsed: Parsed | Identified;
  }): Promise<Outcome> => {
    if (!('record' in parsed) || !parsed.record) {
      const { id, problem: message } = parsed as Extract<Parsed, { problem: string }>;
      return { index, sourceId: shortened(id), message };
    }
    try {
      return await importRecord(parsed as Identified);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'BAD_USER_INPUT') throw error;
      return {
        index,
        sourceId: shortened(parsed.record.id),
        message: `${error.field?.slice(RECORD.length + 1)}: ${error.message}`,
      };
    }
  };
};

/** However long the other program's ids are. */
const shortened = (id: string | null): string | null => id?.slice(0, 200) ?? null;

const RECORD = 'record';

/** By the rules for what is written here. */
const checked = ({ id, occurredAt, fields, ...given }: EntryRecord): { occurredAt: string; text: Text } => {
  const { title, content, tags, statedMood, timeZone } = given;
  const input = parseInput(createInput, { title, content, tags, statedMood, timeZone, occurredAt }, RECORD);
  if (JSON.stringify([id, fields]).length > MAX_FIELDS)
    throw badInput(`${RECORD}.fields`, `Must have at most ${MAX_FIELDS} characters, beside the text.`);
  return { occurredAt: input.occurredAt!, text: { title, content, tags, statedMood, timeZone } };
};
