import type { AccessRules, Rule } from '#platform/access';

export type MatchingRule = Rule<
  /** Anybody of the tenant, unless one of the two blocks the other. */
  | 'no block'
  /** Likewise, and not the person themselves: of two of whom the same is known. */
  | 'another, no block'
  /** Of one's own list: whoever has yet to decide on the person, and is not decided on. */
  | 'recommended'
  /** The two of a match, unless one of them blocks the other. */
  | 'members, no block'
  /** The person, and those matched with them: as `MATCHES` has it. */
  | 'matched only'
>;

/** Who gets what of schema.graphql: the two. */
export const access: AccessRules<MatchingRule> = {
  Query: { matches: 'own', recommendations: 'recommended' },
  Mutation: {
    ...{ requestMatch: 'no block', acceptMatch: 'members', rejectMatch: 'members', cancelMatch: 'members' },
    dismissRecommendation: 'no block',
  },
  Subscription: { matchEvents: 'own' },
  User: { compatibility: 'another, no block' },
  Recommendation: { user: 'parent', compatibility: 'parent' },
  RecommendationConnection: { edges: 'parent', pageInfo: 'parent' },
  RecommendationEdge: { cursor: 'parent', node: 'parent' },
  Compatibility: {
    ...{ score: 'parent', components: 'parent', reasons: 'parent', modelVersion: 'parent', computedAt: 'parent' },
    ...{ sharedTags: 'matched only', sharedTopics: 'matched only' },
  },
  CompatibilityComponent: { name: 'parent', weight: 'parent', score: 'parent' },
  Match: {
    id: 'members',
    requester: 'members',
    recipient: 'members',
    status: 'members',
    message: 'members',
    compatibility: 'members, no block',
    createdAt: 'members',
    respondedAt: 'members',
  },
  MatchConnection: { edges: 'parent', pageInfo: 'parent' },
  MatchEdge: { cursor: 'parent', node: 'parent' },
  MatchEvent: { cursor: 'parent', match: 'parent', at: 'parent' },
  PageInfo: { hasNextPage: 'parent', hasPreviousPage: 'parent', startCursor: 'parent', endCursor: 'parent' },
};
