import { type Connection, connectionOf, edgesTo, type PageArguments, pageSize } from '#platform/connection';
import { cursorsOf, foreignCursor } from '#platform/cursor';
import type { Request } from '#platform/request';
import { type NameWordRow, nameWords, searchable, type UserRow, users } from './readModel.ts';
import { isApart, relationTo } from './visibility.ts';
import { EVERYBODY, indexed, initialOf, wordsOf } from './words.ts';

/** Of the index at once, and how much of it is read for one page: a search for a rare pair of common words ends early. */
const BATCH = 100;
const READ_MAX = 2_000;

/**
 * People who are found by a search, those first whose word stands first in the alphabet; without a search everybody, by
 * username. Every word has to be the beginning of one of theirs. Who has blocked the viewer, or was blocked, is not found.
 */
export const findUsers = async (
  request: Request,
  search: string | null,
  { first = null, after }: Pick<PageArguments, 'first' | 'after'>,
): Promise<Connection<UserRow>> => {
  const { limit } = pageSize({ first });
  // the longest word is the one that the fewest have
  const [word = '', ...others] = search === null ? [] : wordsOf(search).sort((a, b) => b.length - a.length);
  const cursors = cursorsOf(['users', word, ...others]);
  const empty = search !== null && word === '';
  const initial = word === '' ? EVERYBODY : initialOf(word);

  let behind: Partial<NameWordRow> = after == null ? { word, userId: '' } : placeOf(cursors.decode(after, 'after'));
  const found: NameWordRow[] = [];
  let more = !empty;
  for (let read = 0; more && found.length <= limit && read < READ_MAX; read += BATCH) {
    const batch = await request.page(nameWords, { initial }, { after: behind, limit: BATCH });
    const fitting = batch.filter((entry) => entry.word.startsWith(word));
    more = fitting.length === BATCH;
    behind = batch.at(-1) ?? behind;
    const shown = await Promise.all(fitting.map((entry) => isFound(request, entry, word, others)));
    found.push(...fitting.filter((_, nth) => shown[nth]));
  }

  const page = found.slice(0, limit).map((node) => ({ cursor: cursors.encode([node.word, node.userId]), node }));
  const edges = await edgesTo(page, ({ userId: id }) => request.row(users, { id }));
  return connectionOf(edges, { hasNextPage: found.length > limit, hasPreviousPage: after != null });
};

const isFound = async (
  request: Request,
  entry: NameWordRow,
  search: string,
  others: readonly string[],
): Promise<boolean> => {
  const { userId, word } = entry;
  if (isApart(await relationTo(request, userId))) return false;
  if (search === '') return true;
  const row = await request.row(searchable, { userId });
  const names = row ? indexed(row).flatMap(({ initial, word }) => (initial === EVERYBODY ? [] : [word])) : [];
  // somebody with two names that begin alike is found by the first of them
  const isFirst = names.filter((name) => name.startsWith(search)).sort()[0] === word;
  return isFirst && others.every((other) => names.some((name) => name.startsWith(other)));
};

const placeOf = ([word, userId]: readonly unknown[]): Partial<NameWordRow> => {
  if (typeof word !== 'string' || typeof userId !== 'string' || `${word}${userId}`.includes('\0'))
    throw foreignCursor('after');
  return { word, userId };
};
