import { DomainError, notFound } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import { parseInput } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { SubgraphParts } from '#platform/subgraph';
import { sessionStream } from '../events.ts';
import { diaries } from '../projections.ts';
import { sessions } from '../readModel.ts';
import { upToDate } from '../rows.ts';
import type { MutationResolvers } from '../schema.types.ts';
import { sessionAggregate } from './decider.ts';
import { activeSession, endIdle } from './idle.ts';
import { endInput, startInput } from './inputs.ts';

/** What a writer does with their sessions. */
export const sessionMutations = (
  parts: SubgraphParts,
): Pick<MutationResolvers, 'startDiarySession' | 'endDiarySession'> => ({
  async startDiarySession(_, { input }, request) {
    const { viewer, tenant } = request;
    const ownerId = viewer.id;
    const { id, title = null, startedAt } = parseInput(startInput, input ?? {}, 'input');
    const sessionId = id ?? newId();
    const stream = sessionStream(sessionId);
    const now = new Date().toISOString();
    const claim = activeSession(ownerId);
    const start = () =>
      request.handle(
        sessionAggregate,
        stream,
        { type: 'StartSession', sessionId, ownerId, startedAt: startedAt ?? now, title },
        { claims: [claim] },
      );
    let handled = await start();
    if (handled.status === 'claimed') {
      const holder = await parts.store.findClaim(tenant, claim);
      const isFree = holder === null || (await endIdle(parts, tenant, [holder], now)) > 0;
      if (isFree) handled = await start();
      // held by this very stream: the same start, sent twice, came first on another replica
      if (handled.status === 'claimed' && holder !== stream)
        throw new DomainError('CONFLICT', 'Another session is active: end it first.');
    }
    return handled.status === 'appended'
      ? rowAfter(diaries, sessions, null, handled.events)
      : upToDate(parts, request, sessions, stream, await request.row(sessions, { id: sessionId }));
  },

  async endDiarySession(_, { id, endedAt: given }, request) {
    const ownerId = request.viewer.id;
    const endedAt = parseInput(endInput, given, 'endedAt') ?? null;
    if (!isId(id)) throw notFound('session', 'id');
    const before = await request.row(sessions, { id });
    const now = new Date().toISOString();
    await request.handle(
      sessionAggregate,
      sessionStream(id),
      { type: 'EndSession', sessionId: id, ownerId, now, endedAt },
      { releases: [activeSession(ownerId)] },
    );
    return upToDate(parts, request, sessions, sessionStream(id), before);
  },
});
