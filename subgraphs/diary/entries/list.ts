import { type Connection, connectionOf, edgesTo, type PageArguments, pageSize, rowCursors } from '#platform/connection';
import type { Range } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import type { Vault } from '#platform/vault/vault';
import {
  type EntryByTimeRow,
  type EntryInListRow,
  type EntryRow,
  entries,
  entriesByTime,
  entriesInLists,
} from '../readModel.ts';
import type { EntryFilter } from './filter.ts';
import { emotionHash, tagHash } from './keys.ts';
import { listOf } from './places.ts';

/** Where an entry stands, in whatever list. */
type Place = Pick<EntryInListRow, 'occurredAt' | 'id'>;

/** Of a list at once, and how much of it is read for one page where few of its entries are in the others, too. */
const BATCH = 100;
const READ_MAX = 2_000;

/**
 * The entries that stand in all lists that a filter names, the latest moment first. Of these lists the one with the fewest
 * entries hereabouts is read on, and its entries are looked up in the others. A page that would take long ends early, with
 * what was found and the way on.
 */
export const entriesOf = async (
  request: Request,
  vault: Vault,
  ownerId: string,
  args: PageArguments,
  filter: EntryFilter = {},
): Promise<Connection<EntryRow>> => {
  const { limit, backwards } = pageSize(args);
  const lists = await listsOf(request, vault, ownerId, filter);
  const cursors = rowCursors(entriesByTime, [entriesByTime.name, ownerId, filter.from, filter.to, ...lists]);
  const newer = args.after == null ? undefined : (cursors.decode(args.after, 'after') as Place);
  const older = args.before == null ? undefined : (cursors.decode(args.before, 'before') as Place);
  const { from, to } = filter;
  const bounds = {
    // no id stands before the empty one: of the moment itself all are in, or none
    after: last([older, from == null ? undefined : { occurredAt: from, id: '' }]),
    before: first([newer, to == null ? undefined : { occurredAt: to, id: '' }]),
    // from the latest one on, or, asked for the last ones, from the first one on
    backwards: !backwards,
  };

  const reading = await sparsest(request, ownerId, lists, bounds);
  const others = lists.filter((list) => list !== reading);
  const batch = others.length === 0 ? limit + 1 : BATCH;
  const found: Place[] = [];
  let seen: Place | undefined;
  let more = true;
  for (let read = 0; more && found.length <= limit && read < READ_MAX; read += batch) {
    const range = { ...bounds, limit: batch, ...(seen && { [backwards ? 'after' : 'before']: seen }) };
    const places = await page(request, ownerId, reading, range);
    const fits = await Promise.all(places.map((place) => standsIn(request, ownerId, others, place)));
    found.push(...places.filter((_, nth) => fits[nth]));
    seen = places.at(-1) ?? seen;
    more = places.length === batch;
  }

  const isFull = found.length > limit;
  const shown = found.slice(0, limit);
  // where the page ended early, behind the last one that was looked at
  const end = more && !isFull ? seen : shown.at(-1);
  if (backwards) shown.reverse();
  const edges = await edgesTo(
    shown.map(({ occurredAt, id }) => ({ cursor: cursors.encode({ occurredAt, id }), node: id })),
    (id) => request.row(entries, { id }),
  );
  const { pageInfo } = connectionOf(edges, {
    hasNextPage: backwards ? older !== undefined : isFull || more,
    hasPreviousPage: backwards ? isFull || more : newer !== undefined,
  });
  const endCursor = end ? cursors.encode(end) : null;
  return { edges, pageInfo: { ...pageInfo, [backwards ? 'startCursor' : 'endCursor']: endCursor } };
};

/** The lists that a filter names; none for the whole diary. */
const listsOf = async (
  { tenant }: Request,
  vault: Vault,
  ownerId: string,
  { tags, sessionId, emotion }: EntryFilter,
): Promise<string[]> => {
  const ofTags = (tags ?? []).map(async (tag) => listOf.tag(await tagHash(vault, tenant, ownerId, tag)));
  const ofEmotion = emotion == null ? [] : [emotionHash(vault, tenant, ownerId, emotion).then(listOf.emotion)];
  const ofSession = sessionId == null ? [] : [listOf.session(sessionId)];
  return [...new Set([...ofSession, ...(await Promise.all([...ofTags, ...ofEmotion]))])];
};

/** Of the list, or of the whole diary. */
const page = (
  request: Request,
  ownerId: string,
  list: string | undefined,
  range: Range<Place>,
): Promise<readonly Place[]> =>
  list === undefined
    ? request.page<EntryByTimeRow>(entriesByTime, { ownerId }, range)
    : request.page<EntryInListRow>(entriesInLists, { ownerId, list }, range);

/** The list whose next entries reach the farthest. */
const sparsest = async (
  request: Request,
  ownerId: string,
  lists: readonly string[],
  bounds: Omit<Range<Place>, 'limit'>,
): Promise<string | undefined> => {
  if (lists.length < 2) return lists[0];
  const read = await Promise.all(
    lists.map(async (list) => {
      const places = await page(request, ownerId, list, { ...bounds, limit: BATCH });
      return { list, count: places.length, reach: places.at(-1)?.occurredAt ?? '' };
    }),
  );
  const ahead = bounds.backwards ? 1 : -1;
  read.sort((a, b) => a.count - b.count || (a.reach < b.reach ? -ahead : ahead));
  return read[0]!.list;
};

const standsIn = async (
  request: Request,
  ownerId: string,
  lists: readonly string[],
  { occurredAt, id }: Place,
): Promise<boolean> => {
  const rows = await Promise.all(lists.map((list) => request.row(entriesInLists, { ownerId, list, occurredAt, id })));
  return !rows.includes(null);
};

const isBefore = (one: Place, other: Place): boolean =>
  one.occurredAt === other.occurredAt ? one.id < other.id : one.occurredAt < other.occurredAt;

const first = (places: readonly (Place | undefined)[]): Place | undefined =>
  places.reduce((a, b) => (a && b ? (isBefore(a, b) ? a : b) : (a ?? b)), undefined);

const last = (places: readonly (Place | undefined)[]): Place | undefined =>
  places.reduce((a, b) => (a && b ? (isBefore(a, b) ? b : a) : (a ?? b)), undefined);
