import { type Policy, reaction } from '#platform/policy';
import { personAggregate } from './decider.ts';
import { personStream } from './events.ts';

/** Somebody signed up: from now on they can be asked for a match. */
const people: Policy = {
  name: 'people',
  source: 'users',
  reads: { UserCreated: { userId: 'string' } },
  react: ({ data: { userId } }: { data: { userId: string } }) => [
    reaction(personAggregate, personStream(userId), { personId: userId }),
  ],
};

export const policies = [people];
