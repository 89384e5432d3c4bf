import { describe, expect, it } from 'vitest';
import { type Reaction, reaction } from '#platform/policy';
import { personAggregate, relationAggregate } from './aggregates.ts';
import { policies } from './policies.ts';

/** What all policies together do upon a fact. */
const reactionsTo = (type: string, data: object) =>
  policies.filter(({ reads }) => Object.hasOwn(reads, type)).flatMap(({ react }) => react({ type, data }));

const ann = { personId: 'ann' };
const bob = { personId: 'bob' };

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
  ])('%s %j, this is commanded', (type, data, reactions) => expect(reactionsTo(type, data)).toEqual(reactions));
});
