import { connection, edgesTo } from '#platform/connection';
import { notFound } from '#platform/domain/errors';
import { newId } from '#platform/domain/ids';
import { parseInput, text } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { matchAggregate } from '../aggregates.ts';
import { matchingEvents, matchStream } from '../events.ts';
import { areBlocked, isThere, rowOf } from '../people/people.ts';
import { matchmaking } from '../projections/matches.ts';
import { type MatchRow, matches, matchLists } from '../readModel.ts';
import type { RecommendationLists } from '../recommendations/list.ts';
import type { Resolvers } from '../schema.types.ts';
import { isBetween, type MatchCommand } from './decider.ts';
import { requestLimit } from './limit.ts';
import { matchSubscriptions } from './live.ts';

const messageInput = text(1_000).nullish();

export const matchResolvers = (parts: SubgraphParts, { placeOf }: RecommendationLists): Resolvers => {
  const { handler, recommended } = parts;
  const countRequest = requestLimit(parts.cache);

  /** Answers from the pair's own events, up to the command's: no read model is waited for. */
  const handle = async (request: Request, stream: string, command: MatchCommand): Promise<MatchRow> => {
    const { events } = await request.handle(matchAggregate, stream, command);
    const newest = events.at(-1)!;
    const history = await handler.read(matchingEvents, request.tenant, stream, { to: newest.version });
    // a pair has one match after another
    const ofThis = history.filter(({ data }) => 'matchId' in data && data.matchId === newest.data.matchId);
    const row = rowAfter(matchmaking, matches, null, ofThis);
    if (newest.type === 'MatchRequested')
      recommended('requested', await placeOf(request.tenant, row.requesterId, row.recipientId));
    if (newest.type === 'MatchAccepted')
      recommended('accepted', await placeOf(request.tenant, row.requesterId, row.recipientId));
    return row;
  };

  /** What becomes of a match that waits. */
  const answer =
    (type: 'AcceptMatch' | 'RejectMatch' | 'CancelMatch') =>
    async (_: object, { id: matchId }: { readonly id: string }, request: Request): Promise<MatchRow> => {
      const by = request.viewer.id;
      const row = await rowOf(parts, request, matches, matchId, 'matching');
      if (!row || !isBetween(row, by)) throw notFound('match', 'id');
      const { requesterId, recipientId } = row;
      const other = by === requesterId ? recipientId : requesterId;
      // who only says no needs nobody
      const apart =
        type !== 'CancelMatch' &&
        (!(await isThere(parts, request, other)) || (await areBlocked(parts, request, requesterId, recipientId)));
      const at = new Date().toISOString();
      return handle(request, matchStream(requesterId, recipientId), { type, matchId, by, apart, at });
    };

  return {
    ...matchSubscriptions(parts),

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
        if (!(await isThere(parts, request, recipientId))) throw notFound('person', 'userId');
        const blocked = await areBlocked(parts, request, requesterId, recipientId);
        if (!blocked && requesterId !== recipientId) await countRequest(request);
        return handle(request, matchStream(requesterId, recipientId), {
          ...{ type: 'RequestMatch' as const, matchId: newId(), requesterId, recipientId, message, blocked },
          at: new Date().toISOString(),
        });
      },
      acceptMatch: answer('AcceptMatch'),
      rejectMatch: answer('RejectMatch'),
      cancelMatch: answer('CancelMatch'),
    },

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
