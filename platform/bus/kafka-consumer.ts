import { setMaxListeners } from 'node:events';
import type { Admin, EachBatchPayload, Kafka, KafkaJSProtocolError, KafkaMessage, RetryOptions } from 'kafkajs';
import { BACKLOG_MAX, type BusSubscription, type Consumer } from '#platform/bus/bus';
import { decodeEvent } from '#platform/bus/envelope';
import { within } from '#platform/deadline';
import type { RecordedEvent } from '#platform/domain/events';
import { pause, retryMs } from '#platform/pause';

export interface GroupOptions extends BusSubscription {
  readonly kafka: Kafka;
  readonly admin: Admin;
  /** Kafka's name for it. */
  readonly topic: string;
  /** How many are handled side by side. */
  readonly partitions: number;
  readonly retry: RetryOptions;
  readonly onFailure: (error: unknown) => void;
}

const BATCH_MAX = 500;
/** Also how soon a member hears that the others come together anew. */
const HEARTBEAT_MS = 500;
/** A member that is dead keeps its partitions for so long. */
const SESSION_MS = 6_000;
/** How long the others wait, when somebody comes or goes, for one that has a batch in hand. */
const REBALANCE_MS = 10_000;
/** An idle broker is asked again; it answers at once when there is something. A partition that failed comes back by it. */
const FETCH_WAIT_MS = 250;
const RESTART_MS = 1_000;
const LEAVE_MS = 3_000;
const ASK_MS = 2_000;
/** Of questions about how far the group is. */
const PAUSE_MS = { first: 5, last: 100 };

/**
 * A member of a consumer group. A place in a partition is committed after its events were handled. A partition that fails
 * rests, and is then fetched again from its committed place, while the others go on.
 */
export const joinGroup = async (options: GroupOptions): Promise<Consumer> => {
  const { kafka, admin, topic, group, handle, partitions, retry, onFailure } = options;
  // the topic is in it: two installations may share a cluster, and all members of a group must read the same
  const groupId = `${topic}.${group}`;
  const failing = new Map<number, { readonly error: unknown; readonly times: number }>();
  const inHand = new Set<Promise<void>>();
  const stopping = new AbortController();
  // however many wait for the group at the same time
  setMaxListeners(0, stopping.signal);
  let crash: unknown = null;

  const consumer = kafka.consumer({
    ...{ groupId, retry, allowAutoTopicCreation: false, maxWaitTimeInMs: FETCH_WAIT_MS },
    ...{ sessionTimeout: SESSION_MS, rebalanceTimeout: REBALANCE_MS, heartbeatInterval: HEARTBEAT_MS },
  });

  const handleBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, heartbeat, commitOffsetsIfNecessary, resolveOffset, isRunning, isStale } = payload;
    const { partition } = batch;
    let rest = batch.messages;
    while (rest.length > 0 && !stopping.signal.aborted && isRunning() && !isStale()) {
      let events: RecordedEvent[];
      try {
        events = decodable(rest.slice(0, BATCH_MAX), `partition ${partition} of ${topic}`);
        await beating(heartbeat, () => handle(events));
      } catch (error) {
        const times = failing.get(partition)?.times ?? 0;
        failing.set(partition, { error, times: times + 1 });
        onFailure(error);
        const resume = payload.pause();
        setTimeout(resume, retryMs(error, times)).unref();
        return;
      }
      failing.delete(partition);
      const { offset } = rest[events.length - 1]!;
      const next = String(BigInt(offset) + 1n);
      await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset: next }] }] });
      resolveOffset(offset);
      rest = rest.slice(events.length);
      // rejects when the partitions are being dealt out anew: then the rest may be another member's
      await heartbeat();
    }
  };

  const run = async () => {
    await consumer.connect();
    await consumer.run({
      ...{ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: partitions },
      async eachBatch(payload) {
        const handling = handleBatch(payload);
        inHand.add(handling);
        await handling.finally(() => inHand.delete(handling));
      },
    });
  };

  const restart = async () => {
    while (!stopping.signal.aborted) {
      await pause(RESTART_MS, stopping.signal);
      try {
        return await run();
      } catch (error) {
        crash = error;
      }
    }
  };

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    crash = null;
    const mine = payload.memberAssignment[topic] ?? [];
    for (const partition of failing.keys()) if (!mine.includes(partition)) failing.delete(partition);
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    crash = payload.error;
    onFailure(crash);
    if (!payload.restart) void restart();
  });

  const stop = async () => {
    stopping.abort();
    await Promise.allSettled(inHand);
    // while the broker is away nobody can leave: then the session runs out
    await within(LEAVE_MS, consumer.disconnect()).catch(() => {});
  };

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await run();

  return {
    failure: () => [...failing.values()].at(-1)?.error ?? crash,

    async caughtUp(timeoutMs) {
      const giveUpAt = performance.now() + timeoutMs;
      const ends = await endsOf(admin, topic);
      for (let ms = PAUSE_MS.first; ; ms = Math.min(ms * 2, PAUSE_MS.last)) {
        if (stopping.signal.aborted) return false;
        if ((await missing(admin, groupId, topic, ends).catch(unknownWhileSettling)) === 0) return true;
        const left = giveUpAt - performance.now();
        if (left <= 0) return false;
        await pause(Math.min(ms, left), stopping.signal);
      }
    },

    async backlog() {
      return Math.min(await missing(admin, groupId, topic, await endsOf(admin, topic)), BACKLOG_MAX);
    },

    stop,
    async forget() {
      await stop();
      await within(LEAVE_MS, admin.deleteGroups([groupId]));
    },
  };
};

/** The events up to the first message that isn't one. Throws when that is the first. */
const decodable = (messages: readonly KafkaMessage[], where: string): RecordedEvent[] => {
  const events: RecordedEvent[] = [];
  for (const { offset, value } of messages)
    try {
      events.push(decodeEvent(value ?? ''));
    } catch (error) {
      if (events.length > 0) break;
      throw new Error(`What stands at ${offset} in ${where} is not an event.`, { cause: error });
    }
  return events;
};

/** The group must hear of a member also while it has a long batch in hand. */
const beating = async (heartbeat: () => Promise<void>, work: () => Promise<void>): Promise<void> => {
  // when it fails the one after the batch fails, too, and is heard
  const timer = setInterval(() => heartbeat().catch(() => {}), HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
};

/** A broker that has just come up does not know its groups yet. */
const unknownWhileSettling = (error: KafkaJSProtocolError): undefined => {
  if (error.name !== 'KafkaJSProtocolError' || !error.retriable) throw error;
};

type Ends = readonly { readonly partition: number; readonly low: string; readonly high: string }[];

const endsOf = (admin: Admin, topic: string): Promise<Ends> => within(ASK_MS, admin.fetchTopicOffsets(topic));

/** How many events before these ends the group has not committed. What the topic has forgotten is not missing. */
const missing = async (admin: Admin, groupId: string, topic: string, ends: Ends): Promise<number> => {
  const committed = await within(ASK_MS, admin.fetchOffsets({ groupId, topics: [topic] }));
  const offsets = new Map(committed[0]?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
  return ends
    .map(({ partition, low, high }) => Number(high) - Math.max(offsets.get(partition) ?? 0, Number(low)))
    .reduce((sum, behind) => sum + Math.max(behind, 0), 0);
};
