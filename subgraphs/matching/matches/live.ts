import { liveLog } from '#platform/live-log';
import type { SubgraphParts } from '#platform/subgraph';
import { type MatchEventNode, matchTopic } from '../projections/matches.ts';
import { matchEvents, matches } from '../readModel.ts';
import type { Resolvers } from '../schema.types.ts';

/** What becomes of somebody's matches, as it happens. */
export const matchSubscriptions = (parts: SubgraphParts): Pick<Resolvers, 'Subscription' | 'MatchEvent'> => ({
  Subscription: {
    matchEvents: {
      async subscribe(_, { after }, request) {
        const personId = request.viewer.id;
        return liveLog(parts, request, {
          ...{ subscription: 'matchEvents', table: matchEvents, partition: { personId } },
          ...{ topic: matchTopic(personId), after },
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
