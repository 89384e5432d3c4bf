import type { CommandHandler } from '#platform/command';
import { type Connection, connectionOf, type PageArguments, pageSize } from '#platform/connection';
import { cursorsOf, foreignCursor } from '#platform/cursor';
import type { RecordedEvent } from '#platform/domain/events';
import type { Request } from '#platform/request';
import { chatEvents, conversationStream, messageStream } from './events.ts';
import type { MessageRow } from './readModel.ts';

/**
 * What happened to a message, the oldest first. Its sending stands in the conversation's stream and is number 1; its own
 * stream counts on from there. Of a deleted one the texts are left out.
 */
export const historyOfMessage = async (
  { tenant }: Request,
  handler: CommandHandler,
  { id, conversationId, version: sending, deletedAt }: MessageRow,
  { first, after }: Pick<PageArguments, 'first' | 'after'>,
): Promise<Connection<RecordedEvent>> => {
  const { limit } = pageSize({ first: first ?? null });
  const cursors = cursorsOf(['message history', id]);
  const [given = 0] = after == null ? [] : cursors.decode(after, 'after');
  if (!Number.isSafeInteger(given)) throw foreignCursor('after');
  const behind = Number(given);

  const read = (stream: string, from: number, to: number) => handler.read(chatEvents, tenant, stream, { from, to });
  const [sent, since] = await Promise.all([
    behind < 1 ? read(conversationStream(conversationId), sending, sending) : [],
    read(messageStream(id), Math.max(1, behind), behind + limit),
  ]);
  const events = [
    ...sent.map((event) => ({ ...event, version: 1 })),
    ...since.map((event) => ({ ...event, version: event.version + 1 })),
  ];
  const edges = events.slice(0, limit).map((event) => ({
    cursor: cursors.encode([event.version]),
    node: { ...event, personal: deletedAt === null ? event.personal : null } as RecordedEvent,
  }));
  return connectionOf(edges, { hasNextPage: events.length > limit, hasPreviousPage: behind > 0 });
};
