import { describe, expect, it } from 'vitest';
import { type Reaction, reaction } from '#platform/policy';
import { conversationAggregate, personAggregate, relationAggregate } from './aggregates.ts';
import { policies } from './policies.ts';

/** What all policies together do upon a fact. */
const reactionsTo = (type: string, data: object) =>
  policies.filter(({ reads }) => Object.hasOwn(reads, type)).flatMap(({ react }) => react({ type, data }));

const ann = { personId: 'ann' };
const bob = { personId: 'bob' };
const conversation = {
  ...{ conversationId: 'match-1', kind: 'DIRECT' as const, title: null, newMembersSeeHistory: false },
  ...{ ownerId: 'bob', participantIds: ['bob', 'ann'] },
};

describe('upon a fact of another subgraph', () => {
  it.each<[type: string, data: object, reactions: Reaction[]]>([
    ['UserCreated', { userId: 'ann' }, [reaction(personAggregate, 'person-ann', { type: 'RegisterPerson', ...ann })]],
    [
      'UserBlocked',
      { userId: 'ann', blockedId: 'bob' },
      [reaction(relationAggregate, 'relation-ann:bob', { type: 'BlockPerson', ...ann, blockedId: 'bob' })],
    ],
    [
      'UserUnblocked',
      { userId: 'bob', blockedId: 'ann' },
      [reaction(relationAggregate, 'relation-ann:bob', { type: 'UnblockPerson', ...bob, blockedId: 'ann' })],
    ],
    [
      'PrivacyChanged',
      { userId: 'ann', presence: true, readReceipts: false },
      [
        reaction(personAggregate, 'person-ann', { type: 'ChangePrivacy', ...ann, readReceipts: false }),
        reaction(personAggregate, 'person-ann', { type: 'ChangePrivacy', ...ann, presence: true }),
      ],
    ],
    [
      'PrivacyChanged',
      { userId: 'ann', presence: false },
      [reaction(personAggregate, 'person-ann', { type: 'ChangePrivacy', ...ann, presence: false })],
    ],
    ['PrivacyChanged', { userId: 'ann', discoverable: false }, []],
    [
      'MatchAccepted',
      { matchId: 'match-1', requesterId: 'bob', recipientId: 'ann' },
      [
        reaction(conversationAggregate, 'conversation-match-1', { type: 'OpenConversation', ...conversation }, [
          { name: 'direct', value: 'ann:bob' },
        ]),
      ],
    ],
  ])('%s %j, this is commanded', (type, data, reactions) => expect(reactionsTo(type, data)).toEqual(reactions));
});
