import { type Policy, reaction } from '#platform/policy';
import { conversationAggregate, personAggregate, relationAggregate } from './aggregates.ts';
import type { ChatPrivacy } from './deciders/person.ts';
import { conversationStream, pairOf, personStream, relationStream } from './events.ts';

type Event<Data> = { readonly type: string; readonly data: Data };

/** The claim that makes a direct conversation one per pair. */
export const directClaim = (one: string, other: string) => ({ name: 'direct', value: pairOf(one, other) });

/** Somebody signed up: from now on they can be written to. */
const registerPeople: Policy = {
  name: 'registerPeople',
  source: 'users',
  reads: { UserCreated: { userId: 'string' } },
  react: ({ data }: { data: { userId: string } }) => [
    reaction(personAggregate, personStream(data.userId), { type: 'RegisterPerson', personId: data.userId }),
  ],
};

/** Somebody blocked or unblocked another: this decides whether the two can write to each other. */
const blocks: Policy = {
  name: 'blocks',
  source: 'users',
  reads: {
    UserBlocked: { userId: 'string', blockedId: 'string' },
    UserUnblocked: { userId: 'string', blockedId: 'string' },
  },
  react({ type, data: { userId: personId, blockedId } }: Event<{ userId: string; blockedId: string }>) {
    const command = type === 'UserBlocked' ? 'BlockPerson' : 'UnblockPerson';
    return [reaction(relationAggregate, relationStream(personId, blockedId), { type: command, personId, blockedId })];
  },
};

/**
 * Somebody changed what others may see: of that, this subgraph shows how far they have read and whether they are online.
 * A policy for each, as one that is new hears everything from the start.
 */
const privacyPolicy = (name: string, setting: keyof ChatPrivacy): Policy => ({
  name,
  source: 'users',
  reads: { PrivacyChanged: { userId: 'string', [setting]: 'boolean' } },
  react({ data: { userId: personId, [setting]: value } }: Event<{ userId: string } & Partial<ChatPrivacy>>) {
    // the event names only what changed
    if (value === undefined) return [];
    return [reaction(personAggregate, personStream(personId), { type: 'ChangePrivacy', personId, [setting]: value })];
  },
});
const privacy = privacyPolicy('privacy', 'readReceipts');
const presence = privacyPolicy('presence', 'presence');

/** Two people matched: their conversation opens, unless they have one already, which the claim finds out. */
const openMatched: Policy = {
  name: 'openMatched',
  source: 'matching',
  reads: { MatchAccepted: { matchId: 'string', requesterId: 'string', recipientId: 'string' } },
  react({ data }: { data: { matchId: string; requesterId: string; recipientId: string } }) {
    const { matchId, requesterId, recipientId } = data;
    // the match's own id: the same event again finds the same stream
    return [
      reaction(
        conversationAggregate,
        conversationStream(matchId),
        {
          ...{ type: 'OpenConversation' as const, conversationId: matchId, kind: 'DIRECT' as const, title: null },
          newMembersSeeHistory: false,
          ...{ ownerId: requesterId, participantIds: [requesterId, recipientId] },
        },
        [directClaim(requesterId, recipientId)],
      ),
    ];
  },
};

export const policies = [registerPeople, blocks, privacy, presence, openMatched];
