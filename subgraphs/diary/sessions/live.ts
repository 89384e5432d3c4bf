import { placeCursors } from '#platform/cursor';
import { START } from '#platform/domain/events';
import { live } from '#platform/live';
import { deliveredIn } from '#platform/place';
import type { Range } from '#platform/read-model/read-model';
import type { SubgraphParts } from '#platform/subgraph';
import { diaryTopic, type SessionEventNode } from '../projections.ts';
import { entries, type SessionEventRow, sessionEvents } from '../readModel.ts';
import { ownSession } from '../rows.ts';
import type { Resolvers } from '../schema.types.ts';

/** What happens in a writer's sessions, as it happens. */
export const sessionSubscriptions = ({
  readModel,
  pubsub,
  watermark,
}: SubgraphParts): Pick<Resolvers, 'Subscription' | 'DiarySessionEvent'> => ({
  Subscription: {
    diarySessionEvents: {
      async subscribe(_, { sessionId, after }, request) {
        const { viewer, tenant } = request;
        const ownerId = viewer.id;
        if (sessionId != null) await ownSession(request, sessionId, 'sessionId');
        const cursors = placeCursors(['diarySessionEvents', ownerId]);
        const resumed = request.resumeAfter ?? after ?? null;
        // not by the request, which remembers what it has read: this one lives long
        const read = (range: Range<SessionEventRow>) => readModel.page(sessionEvents, tenant, { ownerId }, range);
        return live<SessionEventRow>({
          ...{ pubsub, tenant, watermark, topics: async () => [diaryTopic(ownerId)] },
          ...{ logOf: () => ownerId, cursorOf: cursors.encode },
          after: resumed === null ? null : cursors.decode(resumed, 'after'),
          async now() {
            const [newest] = await read({ limit: 1, backwards: true });
            return { base: START, marks: new Map(newest ? [[ownerId, newest.feed]] : []) };
          },
          readAfter: (place, limit) => read({ after: { feed: deliveredIn(place, ownerId) }, limit }),
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
