import { LRUCache } from 'lru-cache';
import { type FeedPosition, type Sealed, START } from '#platform/domain/events';
import type { Request } from '#platform/request';
import type { SealedValue, Vault } from '#platform/vault/vault';
import { type Day, dayAt, numberOf } from '../calendar.ts';
import { entryStream, type Mood, moodStream } from '../events.ts';
import { diaryMarks, type EntryByTimeRow, entriesByTime } from '../readModel.ts';

/** Entries from one day through another, and a day more at either end. Moods and tags are opened once somebody asks. */
export interface Stretch {
  readonly rows: readonly EntryByTimeRow[];
  readonly moods: () => Promise<readonly (FeltMood | null)[]>;
  readonly tags: () => Promise<readonly (readonly string[] | null)[]>;
  /** What was made of it before under this name, while nothing has changed. */
  readonly made: <T extends object>(name: string, make: () => T) => T;
}

/** What of a mood is counted. */
export type FeltMood = Pick<Mood, 'valence' | 'emotions' | 'topics'>;

/** A stretch as it was read, and what has been opened of it. */
interface Remembered {
  readonly mark: FeedPosition;
  readonly rows: readonly EntryByTimeRow[];
  readonly opened: Map<Field, Promise<readonly unknown[]>>;
  readonly made: Map<string, object>;
}

type Field = 'mood' | 'tags';

/** What was read of somebody's diary lately, by its days; what was read last stands last. */
type Diary = Map<string, Remembered>;

/** Kept opened for a minute, for whoever looks at a diary looks at it from several sides: some 50 MB. */
const ENTRIES_KEPT = 50_000;
const KEPT_MS = 60_000;
/** Of one diary, where that is more than one stretch of it. */
const ENTRIES_OF_ONE = 20_000;
/** Of each: whoever goes from weeks to months goes back, too. */
const MADE_KEPT = 8;
/** Rows that are read at once. */
const PAGE = 5_000;

/**
 * Reads diaries. What of one is opened is remembered, as opening is most of the work, and is there for whatever other days
 * are asked for next; rows, until something changes.
 */
export const stretches = (vault: Vault) => {
  const kept = new LRUCache<string, Diary>({
    ...{ maxSize: ENTRIES_KEPT, sizeCalculation: (diary) => sizeOf(diary) + 1 },
    // whoever goes on looking makes nothing stay longer that was deleted meanwhile
    ...{ ttl: KEPT_MS, noUpdateTTL: true },
  });

  return async (request: Request, ownerId: string, from: Day | null, to: Day | null): Promise<Stretch> => {
    const { tenant } = request;
    const key = JSON.stringify([tenant, ownerId]);
    const days = JSON.stringify([from, to]);
    // before the rows: what is projected between the two is read again the next time
    const mark = (await request.row(diaryMarks, { ownerId }))?.feed ?? START;
    if (!(await isReadable(vault, tenant, kept.get(key)))) kept.delete(key);
    const known = kept.get(key)?.get(days);
    const stretch =
      known?.mark === mark
        ? known
        : { mark, rows: await rowsBetween(request, ownerId, from, to), opened: new Map(), made: new Map() };
    const diary: Diary = kept.get(key) ?? new Map();
    const others = [...diary.values()].filter((other) => other !== stretch);
    if (stretch !== known) kept.set(key, withStretch(diary, days, stretch));

    const values = <T>(field: Field): Promise<readonly (T | null)[]> => {
      const opening = stretch.opened.get(field) ?? openAll(vault, tenant, field, stretch.rows, others);
      stretch.opened.set(field, opening);
      opening.catch(() => stretch.opened.delete(field));
      return opening as Promise<readonly (T | null)[]>;
    };
    const made = <T extends object>(name: string, make: () => T): T => {
      const found = (stretch.made.get(name) as T | undefined) ?? make();
      if (stretch.made.size >= MADE_KEPT) stretch.made.clear();
      stretch.made.set(name, found);
      return found;
    };
    return { rows: stretch.rows, moods: () => values<FeltMood>('mood'), tags: () => values<string[]>('tags'), made };
  };
};

const sizeOf = (diary: Diary): number => Array.from(diary.values()).reduce((sum, { rows }) => sum + rows.length, 0);

/** Another diary, whose size is its own: the stretches that were read longest ago make room. */
const withStretch = (diary: Diary, days: string, stretch: Remembered): Diary => {
  const next = new Map(diary);
  next.delete(days);
  for (const [oldest] of next) {
    if (sizeOf(next) + stretch.rows.length <= ENTRIES_OF_ONE) break;
    next.delete(oldest);
  }
  return next.set(days, stretch);
};

/** Whether the key is still there: what was opened with it is not told once it is destroyed. */
const isReadable = async (vault: Vault, tenant: string, diary: Diary = new Map()): Promise<boolean> => {
  for (const { rows } of diary.values()) {
    const row = rows.find(({ mood, tags }) => mood !== null || tags !== null);
    const sealed = row && (sealedIn(tenant, row, 'mood') ?? sealedIn(tenant, row, 'tags'));
    if (sealed) return (await vault.open([sealed]))[0] !== undefined;
  }
  return true;
};

/** Opens what was not opened before. */
const openAll = async (
  vault: Vault,
  tenant: string,
  field: Field,
  rows: readonly EntryByTimeRow[],
  others: readonly Remembered[],
): Promise<readonly unknown[]> => {
  // whatever is under way now: who begins later may wait for this one
  const before = others.flatMap(({ rows, opened }) => ({ rows, opening: opened.get(field) ?? [] }));
  const values = new Map<Sealed, unknown>();
  for (const { rows, opening } of before) {
    const known = await opening;
    for (const [nth, { [field]: sealed }] of rows.entries())
      if (sealed !== null && nth in known) values.set(sealed, known[nth]);
  }
  const unknown = rows.flatMap((row) => sealedIn(tenant, row, field) ?? []).filter(({ sealed }) => !values.has(sealed));
  const opened = await vault.open(unknown);
  for (const [nth, { sealed }] of unknown.entries()) {
    const value = opened[nth];
    if (value instanceof Error) throw value;
    values.set(sealed, field === 'mood' && value !== undefined ? felt(value as Mood) : value);
  }
  return rows.map((row) => (row[field] === null ? null : (values.get(row[field]) ?? null)));
};

const felt = ({ valence, emotions, topics }: Mood): FeltMood => ({ valence, emotions, topics });

const sealedIn = (tenant: string, row: EntryByTimeRow, field: Field): SealedValue | null => {
  const { id, ownerId: subject, [field]: sealed } = row;
  const stream = field === 'mood' ? moodStream(id) : entryStream(id);
  return sealed === null ? null : { tenant, subject, stream, field, sealed };
};

const rowsBetween = async (
  request: Request,
  ownerId: string,
  from: Day | null,
  to: Day | null,
): Promise<EntryByTimeRow[]> => {
  const rows: EntryByTimeRow[] = [];
  // no zone is a day away from UTC
  let after: Partial<EntryByTimeRow> | undefined = from === null ? undefined : startOfDay(numberOf(from) - 1);
  const before = to === null ? undefined : startOfDay(numberOf(to) + 2);
  for (;;) {
    const range = { after, before, limit: PAGE };
    const page = await request.page<EntryByTimeRow>(entriesByTime, { ownerId }, range);
    rows.push(...page);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return rows;
    after = { occurredAt: last.occurredAt, id: last.id };
  }
};

const startOfDay = (number: number) => ({ occurredAt: `${dayAt(number)}T00:00:00.000Z`, id: '' });
