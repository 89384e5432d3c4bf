import { type Policy, reaction } from '#platform/policy';
import { personAggregate, relationAggregate } from './aggregates.ts';
import { personStream, relationStream } from './events.ts';

type Event<Data> = { readonly type: string; readonly data: Data };

/** Somebody signed up: from now on they can be asked for a match. */
const people: Policy = {
  name: 'people',
  source: 'users',
  reads: { UserCreated: { userId: 'string' } },
  react: ({ data: { userId } }: { data: { userId: string } }) => [
    reaction(personAggregate, personStream(userId), { type: 'RegisterPerson', personId: userId }),
  ],
};

/** Somebody blocked or unblocked another: this decides whether the two can match. */
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

export const policies = [people, blocks];
