import { type Policy, reaction } from '#platform/policy';
import { relationAggregate, userAggregate } from './decider.ts';
import { relationStream, type SubgraphName, userStream } from './events.ts';

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

/** Another subgraph has done its part of an erasure or an export. */
const jobsDoneBy = (source: SubgraphName): Policy => ({
  name: `jobs-in-${source}`,
  source,
  reads: {
    PersonErased: { personId: 'string', jobId: 'string' },
    PersonExported: { personId: 'string', jobId: 'string' },
  },
  react: ({ data: { personId: userId, jobId } }: { data: { personId: string; jobId: string } }) => [
    reaction(userAggregate, userStream(userId), { type: 'AdvanceJob', userId, jobId, subgraph: source }),
  ],
});

export const policies = [matched, ...(['diary', 'chat', 'matching'] as const).map(jobsDoneBy)];
