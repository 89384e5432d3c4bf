import {
  type DatedText,
  type Evidence,
  type RebuiltProjection,
  type StoredMessage,
  verdict,
} from '../../replay/verdict.ts';

/** All that the clients of a load saw. Times are those of `performance.now()`. */
export interface History {
  readonly conversations: readonly Talk[];
  readonly sends: readonly Send[];
  readonly entries: readonly Entry[];
  readonly pairs: readonly Pair[];
  readonly listeners: readonly Heard[];
  readonly attempts: readonly Attempt[];
  /** Every text in which a message was ever shown, by the message's id. */
  readonly shown: ReadonlyMap<string, ReadonlySet<string | null>>;
}

export interface Talk {
  readonly id: string;
  readonly memberIds: readonly string[];
}

/** A message and every answer to its key, which is sent again until it has one, and now and then after that. */
export interface Send {
  readonly conversationId: string;
  readonly senderId: string;
  /** The idempotency key; also the text, which nobody else sends then. */
  readonly key: string;
  readonly at: number;
  readonly acknowledged: readonly { readonly id: string; readonly seq: number; readonly at: number }[];
}

export interface Entry extends DatedText {
  readonly acknowledged: boolean;
}

/** Two who have each asked the other for a match, over all four subgraphs. */
export interface Pair {
  readonly name: string;
  readonly acknowledged: boolean;
}

/** What reached one subscriber, in order of arrival, over all its breaks. */
export interface Heard {
  readonly subscriber: string;
  readonly conversationIds: readonly string[];
  readonly deliveries: readonly Delivery[];
  readonly breaks: readonly { readonly at: number; readonly reason: string }[];
}

export interface Delivery {
  readonly conversationId: string;
  readonly id: string;
  readonly seq: number;
  readonly text: string | null;
  readonly at: number;
}

/** One request, of which a client may make several until it has what it wants. */
export interface Attempt {
  /** The operation's name. */
  readonly operation: string;
  readonly at: number;
  readonly ms: number;
  /** Null when it was answered with data alone; `NO_ANSWER` when the connection failed or the client's patience ended. */
  readonly code: string | null;
}

/** What can be read once all is well again. */
export interface ReadBack {
  /** By conversation. */
  readonly messages: ReadonlyMap<string, readonly StoredMessage[]>;
  readonly entries: readonly DatedText[];
  /** Matches by pair, each with its conversation. */
  readonly matches: ReadonlyMap<string, readonly { readonly conversationId: string | null }[]>;
  readonly rebuild: { readonly equal: boolean; readonly projections: readonly RebuiltProjection[] };
  /** While the public endpoint itself was away: then, and only then, may a request have no answer. */
  readonly endpointAway: readonly { readonly from: number; readonly to: number }[];
}

/** Codes that tell a client to come back. */
const PASSING = ['UNAVAILABLE', 'READ_MODEL_BEHIND'];
/** How long an app waits for an answer; what comes later it has not seen. */
export const DEADLINE_MS = 10_000;

/** Everything that must never happen and did, in words. */
export const violations = (history: History, read: ReadBack): string[] => [
  ...verdict(evidence(history, read)).flatMap((ruling) => ruling.violations),
  ...[...anotherMessage(history), ...anotherText(history), ...unmatched(history, read), ...failures(history, read)],
];

/** What the verdict on a replay judges: it holds under faults as well. */
const evidence = (history: History, read: ReadBack): Evidence => ({
  conversations: history.conversations.map(({ id }) => ({
    name: id,
    sent: history.sends.flatMap(({ conversationId, senderId, key, acknowledged: [first] }) =>
      conversationId === id && first
        ? [{ id: first.id, seq: first.seq, text: key, senderId, replyToId: undefined, owedToSubscribers: true }]
        : [],
    ),
    received: history.listeners
      .filter(({ conversationIds }) => conversationIds.includes(id))
      .map(({ subscriber, deliveries }) => ({
        subscriber,
        messages: deliveries.filter(({ conversationId }) => conversationId === id),
      })),
    stored: read.messages.get(id) ?? [],
  })),
  diary: { sent: history.entries.filter(({ acknowledged }) => acknowledged), stored: read.entries },
  refused: [
    ...history.sends.filter(({ acknowledged }) => acknowledged.length === 0).map(({ key }) => `message ${key}`),
    ...history.entries.filter(({ acknowledged }) => !acknowledged).map(({ id }) => `entry ${id}`),
    ...history.pairs.filter(({ acknowledged }) => !acknowledged).map(({ name }) => `match of ${name}`),
  ].map((what) => `${what} was never acknowledged`),
  rebuild: read.rebuild,
});

function* anotherMessage({ sends }: History): Generator<string> {
  for (const { key, acknowledged } of sends) {
    const answers = new Set(acknowledged.map(({ id, seq }) => `${id} as ${seq}`));
    if (answers.size > 1) yield `key ${key} was answered with ${[...answers].join(' and ')}`;
  }
}

function* anotherText({ sends, shown }: History): Generator<string> {
  for (const { key, acknowledged } of sends) {
    const [first] = acknowledged;
    for (const text of (first && shown.get(first.id)) ?? [])
      if (text !== key) yield `message ${key} was shown as ${JSON.stringify(text)}`;
  }
}

function* unmatched({ pairs }: History, { matches }: ReadBack): Generator<string> {
  for (const { name } of pairs.filter(({ acknowledged }) => acknowledged)) {
    const found = matches.get(name) ?? [];
    if (found.length !== 1) yield `${name} have ${found.length} matches`;
    if (found.some(({ conversationId }) => conversationId === null)) yield `${name} are matched and can't talk`;
  }
}

function* failures({ attempts }: History, { endpointAway }: ReadBack): Generator<string> {
  for (const { operation, at, ms, code } of attempts) {
    if (code === null || PASSING.includes(code)) continue;
    const excused = endpointAway.some(({ from, to }) => at < to && at + ms > from);
    if (code !== 'NO_ANSWER' || !excused) yield `${operation} failed with ${code} after ${Math.round(ms)} ms`;
  }
}
