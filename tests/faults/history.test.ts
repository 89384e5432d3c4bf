import { expect, it } from 'vitest';
import { type History, type ReadBack, violations } from './history.ts';

type Mutable<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? Map<K, Mutable<V>>
    : T extends ReadonlySet<infer V>
      ? Set<V>
      : T extends object
        ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
        : T;

interface Evidence {
  readonly history: Mutable<History>;
  readonly read: Mutable<ReadBack>;
}

/** Three messages between two, who both listen; an entry; two who matched. Some of it had to be asked for again. */
const sound = (): Evidence => {
  const texts = ['first', 'second', 'third'];
  const messages = texts.map((text, nth) => ({ id: `m${nth + 1}`, seq: nth + 1, text }));
  const entry = { id: 'e1', occurredAt: '1660-01-11T00:00:00.000Z', title: null, content: 'Up betimes.' };
  const heard = () => messages.map((message) => ({ ...message, conversationId: 'garden', at: 10 }));
  return {
    history: {
      conversations: [{ id: 'garden', memberIds: ['ada', 'bo'] }],
      sends: messages.map(({ id, seq, text: key }) => ({
        ...{ conversationId: 'garden', senderId: 'ada', key, at: seq },
        acknowledged: key === 'second' ? [0, 1].map((at) => ({ id, seq, at })) : [{ id, seq, at: 1 }],
      })),
      entries: [{ ...entry, acknowledged: true }],
      pairs: [{ name: 'ada and bo', acknowledged: true }],
      listeners: [
        { subscriber: 'ada', conversationIds: ['garden'], deliveries: heard(), breaks: [] },
        {
          ...{ subscriber: 'bo', conversationIds: ['garden', 'attic'], deliveries: heard() },
          breaks: [{ at: 2, reason: 'socket closed' }],
        },
      ],
      attempts: [
        { operation: 'Send', at: 0, ms: 500, code: null },
        { operation: 'Send', at: 100, ms: 9_000, code: 'UNAVAILABLE' },
        { operation: 'ReadTalk', at: 100, ms: 2_000, code: 'READ_MODEL_BEHIND' },
        { operation: 'Send', at: 6_000, ms: 10, code: 'NO_ANSWER' },
      ],
      shown: new Map(messages.map(({ id, text }) => [id, new Set([text])])),
    },
    read: {
      messages: new Map([
        ['garden', messages.map((message) => ({ ...message, sender: { id: 'ada' }, replyTo: null }))],
      ]),
      entries: [entry],
      matches: new Map([['ada and bo', [{ conversationId: 'c2' }]]]),
      rebuild: { equal: true, projections: [{ subgraph: 'chat', name: 'chats', events: 3, rows: 9, differing: 0 }] },
      endpointAway: [{ from: 5_000, to: 7_000 }],
    },
  };
};

const violationsAfter = (fault: (evidence: Evidence) => void): string[] => {
  const evidence = sound();
  fault(evidence);
  return violations(evidence.history, evidence.read);
};

it('a history is sound when nothing was lost, doubled or changed, whatever broke or had to be asked for again', () => {
  expect(violationsAfter(() => {})).toEqual([]);
});

const stored = ({ read }: Evidence) => read.messages.get('garden')!;
const heard = ({ history }: Evidence) => history.listeners[1]!.deliveries;

const FAULTS: readonly [what: string, fault: (evidence: Evidence) => void, violation: string | RegExp][] = [
  ['an acknowledged message that is lost', (all) => stored(all).pop(), 'garden: message 3 does not read back'],
  [
    'a message that was stored twice',
    (all) => stored(all).push({ ...stored(all)[2]!, id: 'm4', seq: 4 }),
    'garden: message 4 reads back, and nobody sent it',
  ],
  [
    'a gap in the order',
    (all) => {
      stored(all)[2]!.seq = 4;
    },
    'garden: the message at place 3 has seq 4',
  ],
  [
    'a message that reads back with another text',
    (all) => {
      stored(all)[1]!.text = null;
    },
    'garden: message 2 has another text',
  ],
  [
    'a key that was answered with two messages',
    ({ history }) => history.sends[0]!.acknowledged.push({ id: 'm9', seq: 9, at: 5 }),
    'key first was answered with m1 as 1 and m9 as 9',
  ],
  [
    'a message that was never acknowledged',
    ({ history }) => history.sends.push({ ...history.sends[0]!, key: 'fourth', acknowledged: [] }),
    'message fourth was never acknowledged',
  ],
  ['a message that a subscriber missed', (all) => heard(all).splice(1, 1), 'garden: message 2 never reached bo'],
  [
    'a message that a subscriber got twice',
    (all) => heard(all).push(heard(all)[2]!),
    'garden: message m3 reached bo 2 times',
  ],
  ['messages that came in another order', (all) => heard(all).reverse(), 'garden: bo received message 2 after 3'],
  [
    'a message that was shown with another text',
    ({ history }) => history.shown.get('m2')!.add(null),
    'message second was shown as null',
  ],
  ['an entry that is lost', ({ read }) => read.entries.pop(), 'entry of 1660-01-11T00:00:00.000Z does not read back'],
  [
    'an entry that was never acknowledged',
    ({ history }) => history.entries.push({ ...history.entries[0]!, id: 'e2', acknowledged: false }),
    'entry e2 was never acknowledged',
  ],
  ['a match that is lost', ({ read }) => read.matches.clear(), 'ada and bo have 0 matches'],
  [
    'a match that opened no conversation',
    ({ read }) => read.matches.set('ada and bo', [{ conversationId: null }]),
    "ada and bo are matched and can't talk",
  ],
  [
    'a failure that tells a client nothing',
    ({ history }) => history.attempts.push({ operation: 'Send', at: 0, ms: 3, code: 'INTERNAL_SERVER_ERROR' }),
    'Send failed with INTERNAL_SERVER_ERROR after 3 ms',
  ],
  [
    'a request without an answer while the endpoint was there',
    ({ history }) => history.attempts.push({ operation: 'Send', at: 8_000, ms: 10_000, code: 'NO_ANSWER' }),
    'Send failed with NO_ANSWER after 10000 ms',
  ],
  [
    'a read model that differs from its rebuild',
    ({ read }) => {
      read.rebuild.projections[0]!.differing = 2;
    },
    'chat/chats: 2 of 9 rows differ',
  ],
];

it.each(FAULTS)('a history shows %s', (_, fault, violation) => {
  expect(violationsAfter(fault)).toContain(violation);
});
