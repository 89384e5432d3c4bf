import { connection, edgesTo } from '#platform/connection';
import { notFound } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import { parseInput, text } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { residueResolver, verifiable } from '#platform/subject-rights/verifying';
import { isBetween, isBlocked, type MatchCommand, matchAggregate, relationAggregate } from './decider.ts';
import { matchingEvents, matchStream, relationStream } from './events.ts';
import { matchmaking } from './projections.ts';
import { type MatchRow, matches, matchLists, type PersonRow, persons } from './readModel.ts';
import type { Resolvers } from './schema.types.ts';

const messageInput = text(1_000).nullish();

export const resolvers = ({ handler, awaited, residueOf }: SubgraphParts): Resolvers => {
  /** A row that may be on its way here from what another has just done. */
  const rowOf = async <R extends PersonRow | MatchRow>(
    request: Request,
    table: Table<R>,
    id: string,
    source: string,
  ): Promise<R | null> =>
    isId(id) ? awaited(request, source, () => request.row<R>(table, { id } as Partial<R>)) : null;

  /**
   * Whether one of the two blocks the other: as the own events have it, never behind as rows may be. An unblocking of a
   * moment ago is waited for.
   */
  const areBlocked = async (request: Request, one: string, other: string): Promise<boolean> => {
    const free = await awaited(request, 'users', async () => {
      const { state } = await handler.load(relationAggregate, request.tenant, relationStream(one, other));
      return !isBlocked(state) || null;
    });
    return free === null;
  };

  /** Answers from the pair's own events, up to the command's: no read model is waited for. */
  const handle = async (request: Request, stream: string, command: MatchCommand): Promise<MatchRow> => {
    const { events } = await request.handle(matchAggregate, stream, command);
    const history = await handler.read(matchingEvents, request.tenant, stream, { to: events.at(-1)!.version });
    return rowAfter(matchmaking, matches, null, history);
  };

  return {
    Query: {
      async matches(_, { status, ...args }, request) {
        const list = { personId: request.viewer.id, list: status ?? ('ALL' as const) };
        const { edges, pageInfo } = await connection(request, matchLists, list, args, { newestFirst: true });
        return { edges: await edgesTo(edges, ({ id }) => request.row(matches, { id })), pageInfo };
      },
    },

    Mutation: {
      async requestMatch(_, { userId: recipientId, message: given }, request) {
        const requesterId = request.viewer.id;
        const message = parseInput(messageInput, given, 'message') ?? null;
        if (!(await rowOf(request, persons, recipientId, 'users'))) throw notFound('person', 'userId');
        return handle(request, matchStream(requesterId, recipientId), {
          ...{ type: 'RequestMatch' as const, matchId: newId(), requesterId, recipientId, message },
          blocked: await areBlocked(request, requesterId, recipientId),
        });
      },

      async acceptMatch(_, { id: matchId }, request) {
        const acceptedBy = request.viewer.id;
        const row = await rowOf(request, matches, matchId, 'matching');
        if (!row) throw notFound('match', 'id');
        return handle(request, matchStream(row.requesterId, row.recipientId), {
          ...{ type: 'AcceptMatch' as const, matchId, acceptedBy },
          blocked: await areBlocked(request, row.requesterId, row.recipientId),
        });
      },
    },

    ErasureReport: { __resolveReference: verifiable, matchingStores: residueResolver(residueOf) },

    Match: {
      async __resolveReference({ id }, request) {
        const { viewerOrNull: viewer } = request;
        const row = viewer && (await request.row(matches, { id }));
        return row && isBetween(row, viewer.id) ? row : null;
      },
      requester: ({ requesterId }) => ({ __typename: 'User', id: requesterId }),
      recipient: ({ recipientId }) => ({ __typename: 'User', id: recipientId }),
      message: ({ requesterId, recipientId, message }, _, request) =>
        request.open<string>(
          { subject: requesterId, stream: matchStream(requesterId, recipientId) },
          'message',
          message,
        ),
    },
  };
};
