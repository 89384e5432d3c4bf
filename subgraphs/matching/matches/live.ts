import { placeCursors } from '#platform/cursor';
import { START } from '#platform/domain/events';
import { live } from '#platform/live';
import { deliveredIn } from '#platform/place';
import type { Range } from '#platform/read-model/read-model';
import type { SubgraphParts } from '#platform/subgraph';
import { type MatchEventNode, matchTopic } from '../projections/matches.ts';
import { type MatchEventRow, matchEvents, matches } from '../readModel.ts';
import type { Resolvers } from '../schema.types.ts';

/** What becomes of somebody's matches, as it happens. */
export const matchSubscriptions = ({
  readModel,
  pubsub,
  watermark,
}: SubgraphParts): Pick<Resolvers, 'Subscription' | 'MatchEvent'> => ({
  Subscription: {
    matchEvents: {
      async subscribe(_, { after }, request) {
        const { viewer, tenant } = request;
        const personId = viewer.id;
        const cursors = placeCursors(['matchEvents', personId]);
        const resumed = request.resumeAfter ?? after ?? null;
        // not by the request, which remembers what it has read: this one lives long
        const read = (range: Range<MatchEventRow>) => readModel.page(matchEvents, tenant, { personId }, range);
        return live<MatchEventRow>({
          ...{ pubsub, tenant, watermark, topics: async () => [matchTopic(personId)] },
          ...{ logOf: () => personId, cursorOf: cursors.encode },
          after: resumed === null ? null : cursors.decode(resumed, 'after'),
          async now() {
            const [newest] = await read({ limit: 1, backwards: true });
            return { base: START, marks: new Map(newest ? [[personId, newest.feed]] : []) };
          },
          readAfter: (place, limit) => read({ after: { feed: deliveredIn(place, personId) }, limit }),
        });
      },
      resolve: (event: MatchEventNode) => event,
    },
  },

  MatchEvent: {
    async match({ matchId }, _, request) {
      return (await request.row(matches, { id: matchId }))!;
    },
  },
});
