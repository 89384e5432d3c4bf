import { type Connection, connectionOf, type PageArguments, pageSize } from '#platform/connection';
import { cursorsOf, foreignCursor } from '#platform/cursor';
import { badInput, notFound } from '#platform/domain/errors';
import { dateTime, parseInput } from '#platform/input';
import type { Request } from '#platform/request';
import { membershipIn, messageInSight } from './membership.ts';
import { type ConversationRow, type MessageRow, messages, messageTimes } from './readModel.ts';

export interface MessagePageArguments extends PageArguments {
  readonly beforeTime?: string | null;
  readonly aroundId?: string | null;
}

/**
 * A page of a conversation, as far as the viewer may see it. `seq` has no gaps, so that every page is a stretch of numbers,
 * and costs the same wherever it lies.
 */
export const messagePage = async (
  request: Request,
  { id: conversationId, lastSeq }: ConversationRow,
  args: MessagePageArguments,
): Promise<Connection<MessageRow>> => {
  const { limit, backwards } = pageSize(args);
  const cursors = cursorsOf([messages.name, conversationId]);
  const seqOf = (cursor: string, field: string): number => {
    const [seq, ...more] = cursors.decode(cursor, field);
    if (!Number.isSafeInteger(seq) || more.length > 0) throw foreignCursor(field);
    return Number(seq);
  };
  const mine = await membershipIn(request, conversationId);
  if (!mine) throw notFound('conversation');

  const lowest = mine.hiddenThrough + 1;
  let from = lowest;
  let to = lastSeq;
  if (args.aroundId != null) {
    requireAlone(args, 'aroundId', ['last', 'after', 'before', 'beforeTime']);
    const around = await messageInSight(request, args.aroundId);
    if (around?.conversationId !== conversationId) throw notFound('message', 'aroundId');
    // as many on either side, and at an end of the conversation more on the other one
    const latestStart = Math.max(lowest, lastSeq - limit + 1);
    from = Math.min(Math.max(lowest, around.seq - Math.floor(limit / 2)), latestStart);
    to = Math.min(to, from + limit - 1);
  } else if (args.beforeTime != null) {
    requireAlone(args, 'beforeTime', ['first', 'after', 'before']);
    to = Math.min(to, await lastBefore(request, conversationId, parseInput(dateTime, args.beforeTime, 'beforeTime')));
    from = Math.max(lowest, await firstOfItsTime(request, conversationId, to - limit + 1));
  } else {
    if (args.after != null) from = Math.max(from, seqOf(args.after, 'after') + 1);
    if (args.before != null) to = Math.min(to, seqOf(args.before, 'before') - 1);
    if (backwards) from = Math.max(from, to - limit + 1);
    else to = Math.min(to, from + limit - 1);
  }

  const size = to - from + 1;
  const range = { after: { seq: from - 1 }, before: { seq: to + 1 }, limit: size };
  const rows = size < 1 ? [] : await request.page(messages, { conversationId }, range);
  const edges = rows.map((node) => ({ cursor: cursors.encode([node.seq]), node }));
  return connectionOf(edges, { hasPreviousPage: from > lowest, hasNextPage: to < lastSeq });
};

const requireAlone = (
  args: MessagePageArguments,
  field: keyof MessagePageArguments,
  without: readonly string[],
): void => {
  const given = without.find((name) => args[name as keyof MessagePageArguments] != null);
  if (given !== undefined) throw badInput(field, `Does not go with ${given}.`);
};

/** The `seq` of the last message that was sent before a time; 0 where there is none. */
const lastBefore = async (request: Request, conversationId: string, time: string): Promise<number> => {
  const range = { before: { sentAt: time }, limit: 1, backwards: true };
  const [last] = await request.page(messageTimes, { conversationId }, range);
  return last?.seq ?? 0;
};

/** How much longer a page may get by them. A clock that was set back stamps any number of messages alike. */
const MAX_OF_ONE_TIME = 100;

/**
 * The first of the messages that have the same time as this one. They stay on one page: whoever goes on before the time of
 * the oldest would lose the others.
 */
const firstOfItsTime = async (request: Request, conversationId: string, seq: number): Promise<number> => {
  if (seq <= 1) return 1;
  const message = await request.row(messages, { conversationId, seq });
  if (!message) return seq;
  const justBefore = new Date(Date.parse(message.sentAt) - 1).toISOString();
  const [first] = await request.page(messageTimes, { conversationId }, { after: { sentAt: justBefore }, limit: 1 });
  return Math.max(first?.seq ?? seq, seq - MAX_OF_ONE_TIME);
};
