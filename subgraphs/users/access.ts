import type { AccessRules, Rule } from '#platform/access';

export type UsersRule = Rule<
  /** As the person's setting of that name says; to nobody while one of the two blocks the other. */
  | 'profile'
  | 'archetype'
  | 'modalities'
  /** As the profile's setting says, and to nobody but matched people. */
  | 'profile, matched only'
  /** Anybody of the tenant whom the person does not block. */
  | 'not blocked'
  /** Anybody of the tenant, unless one of the two blocks the other. */
  | 'no block'
>;

/** Who gets what of schema.graphql. */
export const access: AccessRules<UsersRule> = {
  Query: {
    me: 'own',
    user: 'not blocked',
    userByUsername: 'not blocked',
    users: 'no block',
    privacySettings: 'own',
    blockedUsers: 'own',
    job: 'own',
    verifyErasure: 'admin',
  },
  Mutation: {
    signUp: 'anybody',
    signIn: 'anybody',
    refreshSession: 'anybody',
    signOut: 'own',
    changePassword: 'own',
    updateProfile: 'own',
    updatePrivacy: 'own',
    assignArchetype: 'owner or profiles:write',
    updateArchetype: 'owner or profiles:write',
    updateModalities: 'owner or profiles:write',
    blockUser: 'signed in',
    unblockUser: 'signed in',
    reportUser: 'signed in',
    requestDataExport: 'own',
    eraseMe: 'own',
  },
  Session: { accessToken: 'parent', refreshToken: 'parent', expiresAt: 'parent', user: 'parent' },
  User: {
    id: 'signed in',
    username: 'signed in',
    email: 'owner',
    firstName: 'profile',
    lastName: 'profile',
    dateOfBirth: 'profile, matched only',
    bio: 'profile',
    avatarUrl: 'profile',
    archetype: 'archetype',
    modalities: 'modalities',
    createdAt: 'signed in',
    updatedAt: 'signed in',
    asOf: 'owner or admin',
    history: 'owner or admin',
  },
  UserRevision: {
    version: 'parent',
    at: 'parent',
    username: 'parent',
    firstName: 'parent',
    lastName: 'parent',
    bio: 'parent',
    archetype: 'parent',
    modalities: 'parent',
  },
  Archetype: {
    id: 'parent',
    name: 'parent',
    description: 'parent',
    confidence: 'parent',
    assignedAt: 'parent',
    source: 'parent',
  },
  Modality: { name: 'parent', score: 'parent' },
  PrivacySettings: {
    profile: 'parent',
    mood: 'parent',
    archetype: 'parent',
    modalities: 'parent',
    interests: 'parent',
    discoverable: 'parent',
    readReceipts: 'parent',
    presence: 'parent',
  },
  UserConnection: { edges: 'parent', pageInfo: 'parent' },
  UserEdge: { cursor: 'parent', node: 'parent' },
  HistoryConnection: { edges: 'parent', pageInfo: 'parent' },
  HistoryEdge: { cursor: 'parent', node: 'parent' },
  HistoryEvent: { type: 'parent', version: 'parent', at: 'parent', actor: 'parent', data: 'parent' },
  Job: {
    id: 'parent',
    status: 'parent',
    done: 'parent',
    total: 'parent',
    url: 'parent',
    erasureReport: 'parent',
  },
  ErasureReport: { subject: 'parent', erasedAt: 'parent', clean: 'parent', stores: 'parent' },
  ErasureStore: { name: 'parent', residualRows: 'parent' },
  PageInfo: { hasNextPage: 'parent', hasPreviousPage: 'parent', startCursor: 'parent', endCursor: 'parent' },
};
