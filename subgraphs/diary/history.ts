import type { CommandHandler } from '#platform/command';
import type { PageArguments } from '#platform/connection';
import { isId } from '#platform/domain/ids';
import { contentOf, historyOf as historyOfStream } from '#platform/history';
import type { Request } from '#platform/request';
import { diaryEvents } from './events.ts';
import type { Resolvers } from './schema.types.ts';

export const historyOf = (
  request: Request,
  handler: CommandHandler,
  stream: string,
  args: Pick<PageArguments, 'first' | 'after'>,
) => historyOfStream(request, handler, diaryEvents, stream, args);

/** Keyed hashes, and what is counted with them, which say nothing to anybody. */
const HASHES = ['fingerprint', 'tagHashes', 'index', 'reindexed', 'indexedLength'];

export const historyResolvers: Resolvers = {
  HistoryEvent: {
    // a policy's name is nobody's id
    actor: ({ actor }) => (isId(actor) ? { __typename: 'User', id: actor } : null),
    data: async (event, _, request) =>
      Object.fromEntries(Object.entries(await contentOf(request, event)).filter(([name]) => !HASHES.includes(name))),
  },
};
