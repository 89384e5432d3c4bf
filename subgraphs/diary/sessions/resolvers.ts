import { connection, edgesTo, type PageArguments } from '#platform/connection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { entriesOf } from '../entries/list.ts';
import { sessionStream } from '../events.ts';
import { historyOf } from '../history.ts';
import { sessions, sessionsByStart } from '../readModel.ts';
import { ownRow, ownSession } from '../rows.ts';
import type { Resolvers } from '../schema.types.ts';
import { sessionMutations } from './commands.ts';
import { sessionSubscriptions } from './live.ts';

/** What a GraphQL Int can say. */
const MAX_INT = 2 ** 31 - 1;

export const sessionResolvers = (parts: SubgraphParts): Resolvers => {
  const { handler, vault } = parts;
  return {
    Query: {
      diarySession: (_, { id }, request) => ownSession(request, id, 'id'),
      diarySessions: (_, args, request) => sessionsOf(request, request.viewer.id, args),
    },

    Mutation: sessionMutations(parts),

    ...sessionSubscriptions(parts),

    DiarySession: {
      __resolveReference: ({ id }, request) => ownRow(request, sessions, id, request.viewerOrNull?.id),
      title: ({ id, ownerId, title }, _, request) =>
        request.open<string>({ subject: ownerId, stream: sessionStream(id) }, 'title', title),
      status: ({ endedAt }) => (endedAt === null ? 'ACTIVE' : 'ENDED'),
      tokenCount: ({ tokenCount }) => Math.min(tokenCount, MAX_INT),
      entries: ({ id, ownerId }, args, request) => entriesOf(request, vault, ownerId, args, { sessionId: id }),
      history: ({ id }, args, request) => historyOf(request, handler, sessionStream(id), args),
      owner: ({ ownerId }) => ({ __typename: 'User', id: ownerId }),
    },

    User: {
      sessions: ({ id }, args, request) => (id === request.viewerOrNull?.id ? sessionsOf(request, id, args) : null),
    },
  };
};

const sessionsOf = async (request: Request, ownerId: string, { first, after }: Partial<PageArguments>) => {
  const args = { first: first ?? null, after: after ?? null };
  const { edges, pageInfo } = await connection(request, sessionsByStart, { ownerId }, args, { newestFirst: true });
  return { pageInfo, edges: await edgesTo(edges, ({ id }) => request.row(sessions, { id })) };
};
