import { describe, expect, it } from 'vitest';
import { type Evidence, verdict } from './verdict.ts';

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;

/** Three messages, the third answering the first, heard by two subscribers; two entries; one projection. */
function soundEvidence(): Mutable<Evidence> {
  const senders = ['ada', 'bo', 'ada'];
  const sent = senders.map((senderId, index) => ({
    id: `m${index + 1}`,
    seq: index + 1,
    text: `line ${index + 1}`,
    senderId,
    replyToId: index === 2 ? 'm1' : undefined,
    owedToSubscribers: true,
  }));
  const entries = () =>
    ['1660-01-11', '1660-01-12'].map((day) => ({
      id: `entry ${day}`,
      occurredAt: `${day}T00:00:00.000Z`,
      title: day,
      content: `Up betimes on ${day}.`,
    }));
  return {
    conversations: [
      {
        name: 'garden',
        sent,
        received: ['ada', 'cy'].map((subscriber) => ({
          subscriber,
          messages: sent.map(({ id, seq }) => ({ id, seq })),
        })),
        stored: sent.map(({ id, seq, text, senderId, replyToId }) => ({
          id,
          seq,
          text,
          sender: { id: senderId },
          replyTo: replyToId ? { id: replyToId } : null,
        })),
      },
    ],
    diary: { sent: entries(), stored: entries() },
    refused: [],
    rebuild: {
      equal: true,
      projections: [{ subgraph: 'chat', name: 'messages', events: 3, rows: 3, differing: 0 }],
    },
  };
}

function violationsAfter(fault: (garden: Mutable<Evidence>['conversations'][number], all: Mutable<Evidence>) => void) {
  const evidence = soundEvidence();
  fault(evidence.conversations[0]!, evidence);
  return verdict(evidence).flatMap((ruling) => ruling.violations);
}

describe('verdict', () => {
  it('finds nothing wrong with a sound replay', () => {
    expect(violationsAfter(() => {})).toEqual([]);
  });

  it('names a message that was refused', () => {
    expect(violationsAfter((_, all) => all.refused.push('garden, line 7: LIMIT_EXCEEDED'))).toEqual([
      'garden, line 7: LIMIT_EXCEEDED',
    ]);
  });

  it('misses a message that one subscriber did not get', () => {
    expect(violationsAfter((garden) => garden.received[1]!.messages.splice(1, 1))).toEqual([
      'garden: message 2 never reached cy',
    ]);
  });

  it('does not miss what an earlier run had sent', () => {
    const violations = violationsAfter((garden) => {
      garden.sent[0]!.owedToSubscribers = false;
      garden.received[0]!.messages.shift();
    });
    expect(violations).toEqual([]);
  });

  it('notices a message that came twice, right away or later', () => {
    const again = 'garden: message m1 reached ada 2 times';
    expect(violationsAfter((garden) => garden.received[0]!.messages.splice(1, 0, { id: 'm1', seq: 1 }))).toEqual([
      again,
    ]);
    expect(violationsAfter((garden) => garden.received[0]!.messages.push({ id: 'm1', seq: 1 }))).toContain(again);
  });

  it('notices a message that came twice under two ids: a retry that was not recognised', () => {
    const violations = violationsAfter((garden) => {
      garden.received[0]!.messages.push({ id: 'm9', seq: 4 });
      garden.stored.push({ id: 'm9', seq: 4, text: 'line 3', sender: { id: 'ada' }, replyTo: { id: 'm1' } });
    });
    expect(violations).toEqual([
      "garden: ada received message m9, which nobody's send was answered with",
      'garden: message 4 reads back, and nobody sent it',
    ]);
  });

  it('notices two messages in the other order', () => {
    expect(violationsAfter((garden) => garden.received[1]!.messages.reverse())).toEqual([
      'garden: cy received message 2 after 3',
      'garden: cy received message 1 after 2',
    ]);
  });

  it('notices a subscriber that was told another place than the others', () => {
    const violations = violationsAfter((garden) => {
      garden.received[1]!.messages[2]!.seq = 4;
    });
    expect(violations).toEqual(['garden: cy received message m3 as 4, it reads back as 3']);
  });

  it('notices a gap in seq', () => {
    const violations = violationsAfter((garden) => {
      for (const message of [garden.sent[2]!, garden.stored[2]!, ...garden.received.map((to) => to.messages[2]!)]) {
        message.seq = 4;
      }
    });
    expect(violations).toEqual(['garden: the message at place 3 has seq 4']);
  });

  it('notices pages that read in another order', () => {
    expect(violationsAfter((garden) => garden.stored.reverse())).not.toEqual([]);
  });

  it('notices an acknowledged message that is lost', () => {
    expect(violationsAfter((garden) => garden.stored.pop())).toContain('garden: message 3 does not read back');
  });

  it('notices two lines that were answered with one message', () => {
    const violations = violationsAfter((garden) => {
      garden.sent[1] = { ...garden.sent[0]! };
    });
    expect(violations).toContain('garden: 3 sends were answered with 2 messages');
  });

  it.each([
    ['text', { text: 'line three' }],
    ['sender', { sender: { id: 'bo' } }],
    ['sender', { sender: null }],
    ['reply', { replyTo: { id: 'm2' } }],
    ['reply', { replyTo: null }],
  ])('notices a message with another %s', (part, change) => {
    expect(violationsAfter((garden) => Object.assign(garden.stored[2]!, change))).toEqual([
      `garden: message 3 has another ${part}`,
    ]);
  });

  it.each([
    ['is lost', (all: Mutable<Evidence>) => all.diary.stored.pop(), 'does not read back'],
    [
      'is there twice',
      (all: Mutable<Evidence>) => all.diary.stored.push(all.diary.stored[0]!),
      'entry entry 1660-01-11 reads back 2 times',
    ],
    [
      'nobody wrote',
      (all: Mutable<Evidence>) => all.diary.stored.push({ ...all.diary.stored[0]!, id: 'x' }),
      'entry x reads back, and nobody wrote it',
    ],
    [
      'has another day',
      (all: Mutable<Evidence>) => Object.assign(all.diary.stored[1]!, { occurredAt: '1660-01-02T00:00:00Z' }),
      'reads back as of 1660-01-02',
    ],
    [
      'has another title',
      (all: Mutable<Evidence>) => Object.assign(all.diary.stored[1]!, { title: null }),
      'has another title',
    ],
    [
      'has another text',
      (all: Mutable<Evidence>) => Object.assign(all.diary.stored[1]!, { content: '' }),
      'has another text',
    ],
  ])('notices an entry that %s', (_, fault, words) => {
    const violations = violationsAfter((__, all) => fault(all));
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(words);
  });

  it('takes one moment for the same however it is written', () => {
    const violations = violationsAfter((_, all) => {
      all.diary.stored[0]!.occurredAt = '1660-01-11T00:00:00Z';
    });
    expect(violations).toEqual([]);
  });

  it('notices a projection that differs from its rebuild, one that says so without rows, and a rebuild of nothing', () => {
    const differing = violationsAfter((_, { rebuild }) => {
      rebuild.equal = false;
      rebuild.projections[0]!.differing = 2;
    });
    expect(differing).toEqual(['chat/messages: 2 of 3 rows differ']);
    const unequal = violationsAfter((_, { rebuild }) => {
      rebuild.equal = false;
    });
    expect(unequal).toEqual(['the server says that they differ']);
    const nothing = violationsAfter((_, { rebuild }) => {
      rebuild.projections = [];
    });
    expect(nothing).toEqual(['the server rebuilt nothing']);
  });
});
