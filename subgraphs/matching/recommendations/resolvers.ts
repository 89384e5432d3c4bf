import { notFound } from '#platform/domain/errors';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { relationAggregate } from '../aggregates.ts';
import { relationStream } from '../events.ts';
import { isThere } from '../people/people.ts';
import { profiles, standings } from '../readModel.ts';
import type { Resolvers } from '../schema.types.ts';
import { similarity } from '../similarity.ts';
import { isApart, isMatched } from '../standing.ts';
import { type CompatibilityNode, compatibilityOf } from './compatibility.ts';
import type { Holders } from './holders.ts';
import type { RecommendationLists } from './list.ts';

export const recommendationResolvers = (
  parts: SubgraphParts,
  holders: Holders,
  { page, placeOf }: RecommendationLists,
): Resolvers => {
  const { matchingWeights: weights, recommended } = parts;

  /** How alike the viewer and another are; null where nothing can be compared, or may be. */
  const withViewer = async (request: Request, otherId: string): Promise<CompatibilityNode | null> => {
    const { viewerOrNull: viewer, tenant } = request;
    if (!viewer || viewer.id === otherId) return null;
    const [one, other, standing] = await Promise.all([
      request.row(profiles, { personId: viewer.id }),
      request.row(profiles, { personId: otherId }),
      request.row(standings, { personId: viewer.id, otherId }),
    ]);
    if (!one || !other || isApart(standing) || !(other.discoverable || isMatched(standing))) return null;
    const alike = similarity(one, other, weights, () => 1);
    if (!alike) return null;
    const { rarity } = await holders.of(tenant, [...alike.sharedTags, ...alike.sharedTopics]);
    const found = similarity(one, other, weights, rarity)!;
    return compatibilityOf(request, one, other, { similarity: found, standing });
  };

  return {
    Query: { recommendations: (_, args, request) => page(request, args) },

    Mutation: {
      async dismissRecommendation(_, { userId: dismissedId }, request) {
        const { viewer, tenant } = request;
        if (!(await isThere(parts, request, dismissedId))) throw notFound('person', 'userId');
        const { status } = await request.handle(relationAggregate, relationStream(viewer.id, dismissedId), {
          ...{ type: 'DismissRecommendation', personId: viewer.id, dismissedId },
        });
        if (status === 'appended') recommended('dismissed', await placeOf(tenant, viewer.id, dismissedId));
        return true;
      },
    },

    Recommendation: {
      user: ({ candidate }) => ({ __typename: 'User', id: candidate.personId }),
      async compatibility({ candidate, similarity: found, standing }, _, request) {
        const one = await request.row(profiles, { personId: request.viewer.id });
        return compatibilityOf(request, one!, candidate, { similarity: found, standing });
      },
    },

    User: {
      __resolveReference: ({ id }) => ({ __typename: 'User', id }),
      compatibility: ({ id }, _, request) => withViewer(request, id),
    },

    Match: {
      compatibility({ requesterId, recipientId }, _, request) {
        const { viewer } = request;
        return withViewer(request, viewer.id === requesterId ? recipientId : requesterId);
      },
    },
  };
};
