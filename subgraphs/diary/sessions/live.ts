import { liveLog } from '#platform/live-log';
import type { SubgraphParts } from '#platform/subgraph';
import { diaryTopic, type SessionEventNode } from '../projections.ts';
import { entries, sessionEvents } from '../readModel.ts';
import { ownSession } from '../rows.ts';
import type { Resolvers } from '../schema.types.ts';

/** What happens in a writer's sessions, as it happens. */
export const sessionSubscriptions = (parts: SubgraphParts): Pick<Resolvers, 'Subscription' | 'DiarySessionEvent'> => ({
  Subscription: {
    diarySessionEvents: {
      async subscribe(_, { sessionId, after }, request) {
        const ownerId = request.viewer.id;
        if (sessionId != null) await ownSession(request, sessionId, 'sessionId');
        return liveLog(parts, request, {
          ...{ subscription: 'diarySessionEvents', table: sessionEvents, partition: { ownerId } },
          ...{ topic: diaryTopic(ownerId), after },
          accepts: (entry) => sessionId == null || entry.sessionId === sessionId,
        });
      },
      resolve: (event: SessionEventNode) => event,
    },
  },

  DiarySessionEvent: {
    session: ({ sessionId }, _, request) => ownSession(request, sessionId, 'sessionId'),
    entry: ({ entryId }, _, request) => (entryId === null ? null : request.row(entries, { id: entryId })),
  },
});
