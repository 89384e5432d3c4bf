import type { CommandHandler } from '#platform/command';
import { type Connection, connectionOf, type PageArguments, pageSize } from '#platform/connection';
import { cursorsOf, foreignCursor } from '#platform/cursor';
import type { DomainEvent } from '#platform/domain/decider';
import type { EventCatalog, RecordedEvent } from '#platform/domain/events';
import type { Request } from '#platform/request';

/** What happened in a stream, the oldest first, as a Relay connection: from the event store, which forgets nothing. */
export const historyOf = async <E extends DomainEvent>(
  request: Request,
  handler: CommandHandler,
  catalog: EventCatalog<E>,
  stream: string,
  { first, after }: Pick<PageArguments, 'first' | 'after'>,
): Promise<Connection<RecordedEvent>> => {
  const { limit } = pageSize({ first: first ?? null });
  const cursors = cursorsOf(['history', stream]);
  const [behind = 0] = after == null ? [] : cursors.decode(after, 'after');
  if (!Number.isSafeInteger(behind)) throw foreignCursor('after');
  const from = Number(behind) + 1;
  const events = await handler.read(catalog, request.tenant, stream, { from, to: from + limit });
  const edges = events.slice(0, limit).map((event) => ({
    cursor: cursors.encode([event.version]),
    node: event as RecordedEvent,
  }));
  return connectionOf(edges, { hasNextPage: events.length > limit, hasPreviousPage: from > 1 });
};

/** What an event says, with its personal parts opened; those whose key is destroyed are left out. */
export const contentOf = async (request: Request, event: RecordedEvent): Promise<object> => {
  const { subject, stream, data, personal } = event;
  const opened = await Promise.all(
    Object.entries(personal ?? {}).map(async ([field, sealed]) => [
      field,
      await request.open({ subject, stream }, field, sealed),
    ]),
  );
  return { ...data, ...Object.fromEntries(opened) };
};
