import type { Request } from '#platform/request';
import { messageStream } from './events.ts';
import { type EmojiCount, type MessageRow, type ReactionNode, reactions } from './readModel.ts';

/** How many of those who reacted are looked at for one whose emoji can be opened. */
const TRIED = 10;

/** What is shown below a message, the emoji that came first at the front; below a deleted one nothing. */
export const reactionsTo = (
  request: Request,
  { id, deletedAt, reactions: counts }: MessageRow,
): readonly ReactionNode[] | Promise<ReactionNode[]> =>
  // of most messages there is nothing to wait for
  deletedAt !== null || !counts?.length ? [] : nodesOf(request, id, counts);

const nodesOf = async (request: Request, messageId: string, counts: readonly EmojiCount[]): Promise<ReactionNode[]> => {
  const nodes = await Promise.all(
    counts.map(async ({ emojiHash, count, sample }) => {
      const emoji = await emojiOf(request, messageId, { emojiHash, sample });
      return emoji === null ? [] : [{ messageId, emojiHash, emoji, count }];
    }),
  );
  return nodes.flat();
};

/** The row keeps one person's copy. When they took it back, or are gone, another's says the same. */
const emojiOf = async (
  request: Request,
  messageId: string,
  { emojiHash, sample }: Pick<EmojiCount, 'emojiHash' | 'sample'>,
): Promise<string | null> => {
  const open = (subject: string, emoji: Parameters<Request['open']>[2]) =>
    request.open<string>({ subject, stream: messageStream(messageId) }, 'emoji', emoji);
  const known = sample && (await open(sample.userId, sample.emoji));
  if (known !== null) return known;
  const others = await request.page(reactions, { messageId, emojiHash }, { limit: TRIED });
  const opened = await Promise.all(others.map(({ userId, emoji }) => open(userId, emoji)));
  return opened.find((emoji) => emoji !== null) ?? null;
};
