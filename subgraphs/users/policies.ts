import { type Policy, reaction } from '#platform/policy';
import { relationAggregate } from './decider.ts';
import { relationStream } from './events.ts';

/** Two people matched: they may see of each other what matched people may. */
const matched: Policy = {
  name: 'matched',
  source: 'matching',
  reads: { MatchAccepted: { requesterId: 'string', recipientId: 'string' } },
  react: ({ data: { requesterId, recipientId } }: { data: { requesterId: string; recipientId: string } }) => [
    reaction(relationAggregate, relationStream(requesterId, recipientId), {
      ...{ type: 'MatchUsers' as const, userId: requesterId, matchedId: recipientId },
    }),
  ],
};

export const policies = [matched];
