import { notFound } from '#platform/domain/errors';
import { type Sealed, upcast } from '#platform/domain/events';
import { isId } from '#platform/domain/ids';
import { rowAfter } from '#platform/projection';
import type { Row, Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { diaryEvents, entryStream } from './events.ts';
import { diaries } from './projections.ts';
import { type EntryRow, entries, type SessionRow, sessions } from './readModel.ts';

/** Null for what is not there and for what is another's. */
export const ownRow = async <R extends { readonly id: string; readonly ownerId: string } & Row>(
  request: Request,
  table: Table<R>,
  id: string,
  ownerId: string | undefined,
): Promise<R | null> => {
  const row = isId(id) ? await request.row(table, { id } as Partial<R>) : null;
  return row?.ownerId === ownerId ? row : null;
};

export const ownEntry = async (request: Request, id: string): Promise<EntryRow> => {
  const row = await ownRow(request, entries, id, request.viewer.id);
  if (!row) throw notFound('entry', 'id');
  return row;
};

export const ownSession = async (request: Request, id: string, field: string): Promise<SessionRow> => {
  const row = await ownRow(request, sessions, id, request.viewer.id);
  if (!row) throw notFound('session', field);
  return row;
};

/** A row with what its stream holds beyond it: a mutation's answer doesn't wait for the projection. */
export const upToDate = async <R extends EntryRow | SessionRow>(
  { store }: SubgraphParts,
  { tenant }: Request,
  table: Table<R>,
  stream: string,
  row: R | null,
): Promise<R> => {
  const tail = await store.readStream(tenant, stream, { from: (row?.version ?? 0) + 1 });
  const events = tail.map((event) => upcast(diaryEvents, event));
  return rowAfter(diaries, table, row, events);
};

type Personal = { [K in keyof EntryRow]: Extract<EntryRow[K], Sealed> extends never ? never : K }[keyof EntryRow];

/** What somebody wrote, in clear; null where there is nothing, and where it can't be read any more. */
export const openText = async <T>(request: Request, entry: EntryRow, field: Personal): Promise<T | null> =>
  request.open<T>({ subject: entry.ownerId, stream: entryStream(entry.id) }, field, entry[field]);

export const tagsOf = async (request: Request, entry: EntryRow): Promise<readonly string[]> =>
  (await openText<string[]>(request, entry, 'tags')) ?? [];
