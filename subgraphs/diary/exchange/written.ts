import type { Sealed } from '#platform/domain/events';
import type { SubgraphParts } from '#platform/subgraph';
import { type DiaryFormat, entryStream, type Source, type Text } from '../events.ts';
import { type EntryRow, entries, entriesByTime } from '../readModel.ts';
import { FORMATS } from './formats.ts';
import type { WrittenRecord } from './record.ts';

const PAGE = 200;
const TEXTS = ['title', 'content', 'tags', 'statedMood', 'timeZone', 'source'] as const;

type Opened = Partial<Text & { readonly source: Source }>;

/**
 * A diary, the earliest entry first. Those of one moment stand in the order of the ids that they have in the file, and not
 * here: imported elsewhere and exported again they are in the same order.
 */
export async function* recordsOf(
  parts: SubgraphParts,
  tenant: string,
  ownerId: string,
  format: DiaryFormat,
): AsyncGenerator<WrittenRecord> {
  let together: WrittenRecord[] = [];
  for await (const row of rowsOf(parts, tenant, ownerId)) {
    if (together[0] && together[0].occurredAt !== row.entry.occurredAt) {
      yield* inOrder(together);
      together = [];
    }
    together.push(recordOf(row, format));
  }
  yield* inOrder(together);
}

const inOrder = (records: readonly WrittenRecord[]): WrittenRecord[] =>
  records.toSorted((a, b) => (a.id < b.id ? -1 : 1));

const recordOf = ({ entry, opened }: { entry: EntryRow; opened: Opened }, format: DiaryFormat): WrittenRecord => {
  const { title = null, content = '', tags = [], statedMood = null, timeZone = null, source } = opened;
  const imported = source?.format === format ? source : null;
  return {
    id: imported?.id ?? FORMATS[format].idOf(entry.id),
    occurredAt: entry.occurredAt,
    ...{ title, content, tags, statedMood, timeZone },
    fields: imported?.fields ?? {},
    edited: entry.version > 1,
  };
};

async function* rowsOf({ readModel, vault }: SubgraphParts, tenant: string, ownerId: string) {
  for (let after: { occurredAt: string; id: string } | undefined; ; ) {
    const places = await readModel.page(entriesByTime, tenant, { ownerId }, { limit: PAGE, after });
    const rows = await readModel.get(
      entries,
      tenant,
      places.map(({ id }) => ({ id })),
    );
    const there = rows.filter((row) => row !== null);
    const sealed = there.flatMap((entry) =>
      TEXTS.filter((field) => entry[field] !== null).map((field) => ({
        ...{ entry, field, value: entry[field] as Sealed },
      })),
    );
    const values = await vault.open(
      sealed.map(({ entry, field, value }) => ({
        ...{ tenant, subject: ownerId, stream: entryStream(entry.id), field, sealed: value },
      })),
    );
    const opened = new Map<EntryRow, Opened>();
    sealed.forEach(({ entry, field }, nth) => {
      const value = values[nth];
      if (value instanceof Error) throw value;
      opened.set(entry, { ...opened.get(entry), [field]: value });
    });
    for (const entry of there) yield { entry, opened: opened.get(entry) ?? {} };
    const last = places.at(-1);
    if (!last || places.length < PAGE) return;
    after = { occurredAt: last.occurredAt, id: last.id };
  }
}
