import { type AcknowledgedMessage, awaitDeliveries, type OpenedLog, openLog, readMessages, sendLines } from './chat.ts';
import { type GraphQLClient, graphqlClient } from './client.ts';
import { forEachWithin, pace } from './concurrency.ts';
import { readEntries, writeEntries } from './diary.ts';
import type { ChatLog } from './irc.ts';
import { type LatencySummary, latency } from './latency.ts';
import type { PepysEntry } from './pepys.ts';
import { type Account, enter, type Person } from './person.ts';
import { progress } from './progress.ts';
import { compareWithRebuild, type RebuildReport } from './rebuild.ts';
import type { Sending } from './sending.ts';
import { usernameOf } from './speakers.ts';
import { type Evidence, type Ruling, verdict } from './verdict.ts';

/** What is replayed, and how. */
export interface Replay {
  readonly logs: readonly ChatLog[];
  readonly entries: readonly PepysEntry[];
  /** Subscribers of each conversation. */
  readonly listeners: number;
  /** Sends a second, of lines and entries together; as fast as answers come where it is not set. */
  readonly rate: number | undefined;
}

/** The server that it is replayed to. */
export interface Target {
  /** The root of its HTTP endpoints. */
  readonly url: URL;
  readonly adminToken: () => Promise<string>;
  /** Done once, when half of everything is sent, while the other half goes on. */
  readonly halfway?: () => Promise<void>;
}

/** What came of it. */
export interface Outcome {
  readonly speakers: number;
  readonly messages: { readonly sent: number; readonly alreadyThere: number };
  readonly entries: number;
  /** From the first message or entry to the last acknowledgement. */
  readonly sendingSeconds: number;
  readonly send: LatencySummary;
  readonly write: LatencySummary;
  /** From a message's acknowledgement to a subscriber; zero where the subscriber was faster. */
  readonly delivery: LatencySummary;
  /** What broke the subscribers' streams. */
  readonly interruptions: { readonly count: number; readonly last: string | undefined };
  readonly rebuild: RebuildReport;
  readonly rulings: readonly Ruling[];
}

const SIGN_UPS_AT_ONCE = 8;
/** Published, as are the accounts: nothing of a replay is private. */
const PASSWORD = 'A replayed log has no secrets, 1660';

/** Replays logs and a diary through the public endpoint, and judges what the server made of them. */
export async function replay(what: Replay, target: Target): Promise<Outcome> {
  const client = graphqlClient(new URL('/graphql', target.url));
  const opened: OpenedLog[] = [];
  try {
    const speakers = await signUpSpeakers(client, what.logs);
    const diarist = await enter(client, accountOf(`samuel-pepys-${what.entries.length}`));
    for (const log of what.logs) opened.push(await openLog(client, log, speakers, what.listeners));
    await Promise.all(opened.flatMap(({ subscribers }) => subscribers.map((listening) => listening.ready())));
    return await sendAndJudge(what, target, opened, speakers.size, diarist);
  } finally {
    await Promise.all(opened.flatMap(({ subscribers }) => subscribers.map((listening) => listening.close())));
    client.close();
  }
}

async function sendAndJudge(
  what: Replay,
  target: Target,
  opened: readonly OpenedLog[],
  speakers: number,
  diarist: Person,
): Promise<Outcome> {
  const sends = what.entries.length + what.logs.reduce((sum, log) => sum + log.lines.length, 0);
  const refused: string[] = [];
  const [send, write, delivery] = [latency(), latency(), latency()];
  const shown = progress('sending', sends);
  const half = atHalf(sends, target.halfway);
  const sending: Omit<Sending, 'sendLatency'> = {
    pace: what.rate === undefined ? async () => {} : pace(what.rate),
    settled: () => {
      shown.step();
      half.step();
    },
    refused: (reason) => refused.push(reason),
  };

  const begin = performance.now();
  const [messages, entries] = await Promise.all([
    Promise.all(opened.map((log) => sendLines(log, { ...sending, sendLatency: send }))),
    writeEntries(diarist, what.entries, { ...sending, sendLatency: write }),
  ]).finally(() => shown.done());
  const sendingSeconds = (performance.now() - begin) / 1000;
  await half.done();

  for (const [index, { subscribers }] of opened.entries()) {
    await awaitDeliveries(subscribers, messages[index]!);
    recordDeliveries(subscribers, messages[index]!, delivery);
  }
  const conversations = await Promise.all(opened.map((log, index) => readBack(log, messages[index]!)));
  const diary = { sent: entries, stored: await readEntries(diarist, entries.length) };
  const rebuild = await compareWithRebuild(target.url, await target.adminToken());

  const owed = messages.flat().filter((message) => message.owedToSubscribers).length;
  const streams = opened.flatMap(({ subscribers }) => subscribers.map((listening) => listening.interruptions));
  return {
    speakers,
    messages: { sent: owed, alreadyThere: messages.flat().length - owed },
    entries: entries.length,
    sendingSeconds,
    send: send.summary(),
    write: write.summary(),
    delivery: delivery.summary(),
    interruptions: {
      count: streams.reduce((sum, { count }) => sum + count, 0),
      last: streams.find(({ last }) => last !== undefined)?.last,
    },
    rebuild,
    rulings: verdict({ conversations, diary, refused, rebuild }),
  };
}

async function signUpSpeakers(client: GraphQLClient, logs: readonly ChatLog[]): Promise<Map<string, Person>> {
  const nicks = new Set(logs.flatMap((log) => log.lines.map((line) => line.speaker)));
  const people = new Map<string, Person>();
  const shown = progress('signing up', nicks.size);
  await forEachWithin(SIGN_UPS_AT_ONCE, nicks, async (nick) => {
    people.set(nick, await enter(client, accountOf(usernameOf(nick))));
    shown.step();
  }).finally(() => shown.done());
  return people;
}

function accountOf(username: string): Account {
  return { username, email: `${username.toLowerCase()}@replay.example`, password: PASSWORD };
}

async function readBack(opened: OpenedLog, sent: AcknowledgedMessage[]): Promise<Evidence['conversations'][number]> {
  return {
    name: opened.log.name,
    sent,
    received: opened.subscribers.map(({ name, deliveries }) => ({ subscriber: name, messages: deliveries })),
    stored: await readMessages(opened, sent.length),
  };
}

function recordDeliveries(
  subscribers: OpenedLog['subscribers'],
  messages: readonly AcknowledgedMessage[],
  delivery: { record(milliseconds: number): void },
): void {
  const acknowledgedAt = new Map(messages.map((message) => [message.id, message.acknowledgedAt]));
  for (const { deliveries } of subscribers) {
    for (const { id, at } of deliveries) {
      const acknowledged = acknowledgedAt.get(id);
      if (acknowledged !== undefined) delivery.record(at - acknowledged);
    }
  }
}

/** Starts something at half of the steps; `done` waits for it, and rejects with its failure. */
function atHalf(steps: number, start: Target['halfway']): { step(): void; done(): Promise<void> } {
  let count = 0;
  let started: Promise<void> | undefined;
  return {
    step() {
      count += 1;
      if (!start || started || count < steps / 2) return;
      started = start();
      // A failure is reported by `done`; until then the sends fail for the same reason.
      started.catch(() => {});
    },
    async done() {
      await started;
    },
  };
}
