import type { AccessRules, Rule } from '#platform/access';

export type MatchingRule = Rule<
  /** Anybody of the tenant, unless one of the two blocks the other. */
  'no block'
>;

/** Who gets what of schema.graphql: the two. */
export const access: AccessRules<MatchingRule> = {
  Query: { matches: 'own' },
  Mutation: { requestMatch: 'no block', acceptMatch: 'members' },
  Match: {
    id: 'members',
    requester: 'members',
    recipient: 'members',
    status: 'members',
    message: 'members',
    createdAt: 'members',
    respondedAt: 'members',
  },
  MatchConnection: { edges: 'parent', pageInfo: 'parent' },
  MatchEdge: { cursor: 'parent', node: 'parent' },
  PageInfo: { hasNextPage: 'parent', hasPreviousPage: 'parent', startCursor: 'parent', endCursor: 'parent' },
};
