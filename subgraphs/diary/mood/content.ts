import type { Sealed } from '#platform/domain/events';
import { rowAfter } from '#platform/projection';
import type { SubgraphParts } from '#platform/subgraph';
import { diaryEvents, entryStream } from '../events.ts';
import { diaries } from '../projections.ts';
import { entries } from '../readModel.ts';

/** An entry as it was at one of its versions. */
export interface Written {
  readonly tenant: string;
  readonly entryId: string;
  readonly ownerId: string;
  readonly version: number;
  /** Its content, where that is at hand. */
  readonly content?: Sealed | undefined;
}

/** What stood there; undefined once its writer's key is destroyed. */
export const contentOf = async (
  { tenant, entryId, ownerId, version, content }: Written,
  { handler, vault }: Pick<SubgraphParts, 'handler' | 'vault'>,
): Promise<string | undefined> => {
  const stream = entryStream(entryId);
  const past = async () =>
    rowAfter(diaries, entries, null, await handler.read(diaryEvents, tenant, stream, { to: version })).content;
  const sealed = content ?? (await past());
  if (sealed === null) return undefined;
  const [text] = await vault.open([{ tenant, subject: ownerId, stream, field: 'content', sealed }]);
  if (text instanceof Error) throw text;
  return text as string | undefined;
};
