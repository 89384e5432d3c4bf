/** A chat line that the server acknowledged. */
export interface SentMessage {
  readonly id: string;
  readonly seq: number;
  readonly text: string;
  readonly senderId: string;
  readonly replyToId: string | undefined;
  /** False for what an earlier run had sent before this one's subscribers listened. */
  readonly owedToSubscribers: boolean;
}

/** A message as it reads back at the end. */
export interface StoredMessage {
  readonly id: string;
  readonly seq: number;
  readonly text: string | null;
  readonly sender: { readonly id: string } | null;
  readonly replyTo: { readonly id: string } | null;
}

/** What reached one subscriber's application, in order of arrival. */
export interface Received {
  readonly subscriber: string;
  readonly messages: readonly { readonly id: string; readonly seq: number }[];
}

/** A diary entry as it was sent, and as it reads back. */
export interface DatedText {
  readonly id: string;
  /** ISO-8601, compared as the moment that it names. */
  readonly occurredAt: string;
  readonly title: string | null;
  readonly content: string;
}

/** Everything that a replay saw, for the rules below to judge. */
export interface Evidence {
  readonly conversations: readonly {
    readonly name: string;
    readonly sent: readonly SentMessage[];
    readonly received: readonly Received[];
    readonly stored: readonly StoredMessage[];
  }[];
  readonly diary: { readonly sent: readonly DatedText[]; readonly stored: readonly DatedText[] };
  /** What the server refused for good, each with its error. */
  readonly refused: readonly string[];
  /** The server's own comparison of its read models with a rebuild from the events. */
  readonly rebuild: { readonly equal: boolean; readonly projections: readonly RebuiltProjection[] };
}

export interface RebuiltProjection {
  readonly subgraph: string;
  readonly name: string;
  readonly events: number;
  readonly rows: number;
  readonly differing: number;
}

/** A promise of the server and every case in which it was broken, in words. */
export interface Ruling {
  readonly rule: string;
  readonly violations: readonly string[];
}

const rules: Readonly<Record<string, (evidence: Evidence) => Iterable<string>>> = {
  'every line and every entry is acknowledged': ({ refused }) => refused,

  *'each acknowledged message is delivered exactly once to each subscriber'({ conversations }) {
    for (const { name, sent, received } of conversations) {
      const known = new Set(sent.map((message) => message.id));
      for (const { subscriber, messages } of received) {
        const times = countById(messages);
        for (const { id, seq, owedToSubscribers } of sent) {
          if (owedToSubscribers && !times.has(id)) yield `${name}: message ${seq} never reached ${subscriber}`;
        }
        for (const [id, count] of times) {
          if (count > 1) yield `${name}: message ${id} reached ${subscriber} ${count} times`;
          if (!known.has(id))
            yield `${name}: ${subscriber} received message ${id}, which nobody's send was answered with`;
        }
      }
    }
  },

  *'every subscriber sees one order, that of seq'({ conversations }) {
    for (const { name, stored, received } of conversations) {
      const seqOf = new Map(stored.map((message) => [message.id, message.seq]));
      for (const { subscriber, messages } of received) {
        for (const [index, { id, seq }] of messages.entries()) {
          const before = messages[index - 1];
          if (before && before.seq > seq) yield `${name}: ${subscriber} received message ${seq} after ${before.seq}`;
          const stands = seqOf.get(id);
          if (stands !== seq)
            yield `${name}: ${subscriber} received message ${id} as ${seq}, it reads back as ${stands}`;
        }
      }
    }
  },

  *'seq counts from 1 without a gap, page after page'({ conversations }) {
    for (const { name, stored } of conversations) {
      for (const [index, { seq }] of stored.entries()) {
        if (seq !== index + 1) yield `${name}: the message at place ${index + 1} has seq ${seq}`;
      }
    }
  },

  *'each acknowledged message reads back as it was sent: its seq, text, sender and reply'({ conversations }) {
    for (const { name, sent, stored } of conversations) {
      const found = new Map(stored.map((message) => [message.id, message]));
      const slots = new Set(sent.map((message) => message.id));
      if (slots.size < sent.length) yield `${name}: ${sent.length} sends were answered with ${slots.size} messages`;
      for (const message of sent) {
        const read = found.get(message.id);
        if (!read) yield `${name}: message ${message.seq} does not read back`;
        else
          for (const part of changedParts(message, read)) yield `${name}: message ${message.seq} has another ${part}`;
      }
      for (const { id, seq } of stored) {
        if (!slots.has(id)) yield `${name}: message ${seq} reads back, and nobody sent it`;
      }
    }
  },

  *'each diary entry reads back once, with its date, title and text'({ diary: { sent, stored } }) {
    const found = new Map(stored.map((entry) => [entry.id, entry]));
    const known = new Set(sent.map((entry) => entry.id));
    for (const entry of sent) {
      const read = found.get(entry.id);
      if (!read) {
        yield `entry of ${entry.occurredAt} does not read back`;
        continue;
      }
      if (Date.parse(read.occurredAt) !== Date.parse(entry.occurredAt)) {
        yield `entry of ${entry.occurredAt} reads back as of ${read.occurredAt}`;
      }
      if (read.title !== entry.title) yield `entry of ${entry.occurredAt} has another title`;
      if (read.content !== entry.content) yield `entry of ${entry.occurredAt} has another text`;
    }
    for (const [id, count] of countById(stored)) {
      if (count > 1) yield `entry ${id} reads back ${count} times`;
      if (!known.has(id)) yield `entry ${id} reads back, and nobody wrote it`;
    }
  },

  *'the projections equal a rebuild from the events'({ rebuild }) {
    if (rebuild.projections.length === 0) yield 'the server rebuilt nothing';
    const differing = rebuild.projections.filter((projection) => projection.differing > 0);
    for (const { subgraph, name, rows, differing: count } of differing) {
      yield `${subgraph}/${name}: ${count} of ${rows} rows differ`;
    }
    if (!rebuild.equal && differing.length === 0) yield 'the server says that they differ';
  },
};

/** Judges a replay: every rule, with its violations. It passed when there is none. */
export function verdict(evidence: Evidence): Ruling[] {
  return Object.entries(rules).map(([rule, check]) => ({ rule, violations: [...check(evidence)] }));
}

function* changedParts(sent: SentMessage, read: StoredMessage): Generator<string> {
  if (read.seq !== sent.seq) yield 'seq';
  if (read.text !== sent.text) yield 'text';
  if (read.sender?.id !== sent.senderId) yield 'sender';
  if (read.replyTo?.id !== sent.replyToId) yield 'reply';
}

function countById(items: readonly { readonly id: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of items) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
