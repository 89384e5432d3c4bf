import { type Policy, reaction } from '#platform/policy';
import { conversationAggregate, personAggregate } from './decider.ts';
import { conversationStream, pairOf, personStream } from './events.ts';

/** The claim that makes a direct conversation one per pair. */
export const directClaim = (one: string, other: string) => ({ name: 'direct', value: pairOf(one, other) });

/** Somebody signed up: from now on they can be written to. */
const registerPeople: Policy = {
  name: 'registerPeople',
  source: 'users',
  reads: { UserCreated: { userId: 'string' } },
  react: ({ data }: { data: { userId: string } }) => [
    reaction(personAggregate, personStream(data.userId), { personId: data.userId }),
  ],
};

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
          ...{ ownerId: requesterId, participantIds: [requesterId, recipientId] },
        },
        [directClaim(requesterId, recipientId)],
      ),
    ];
  },
};

export const policies = [registerPeople, openMatched];
