import { EventEmitter } from 'node:events';
import type { ChainableCommander, Redis } from 'ioredis';
import { type Broker, BrokerUnreachableError, EventRefusedError, type OutgoingEvent } from '#platform/bus/bus';
import { decodeEvent, encodeEvent } from '#platform/bus/envelope';
import {
  type Batch,
  consumePartitions,
  DEFAULT_PARTITIONS,
  type PartitionedGroup,
  partitionOf,
} from '#platform/bus/partitions';
import { PORTION_BYTES, portions } from '#platform/bus/portions';
import { redisLeases } from '#platform/bus/redis-leases';
import { newId } from '#platform/domain/ids';
import { openRedis } from '#platform/redis';

export interface RedisStreamsOptions {
  /** redis:// or rediss:// */
  readonly url: string;
  /** Of every topic, in all processes alike. */
  readonly partitions?: number;
  readonly onFailure: (group: string, error: unknown) => void;
}

/** Redis itself would take half a gigabyte, and keep it in memory. */
export const MAX_EVENT_BYTES = 8 << 20;
const BATCH = 100;
/** Only the fallback: a publisher says on a channel which streams have something new. */
const POLL_MS = 1_000;
/** The relay takes it up at once, and Redis answers within milliseconds. */
const PUBLISHING_MS = 100;

/**
 * The bus on Redis Streams: a stream for each partition of a topic, kept whole, and a consumer group on each. A consumer
 * group alone hands events of one key to several members at a time; here a member reads a partition only while it holds
 * the lease of it, and Redis looks at the lease within the reading itself: no member, however late, gets between.
 *
 * A Redis that lost its streams gets new ones. What was only there and not handled yet is then read from the event store
 * when the next event of the same stream comes; let Redis write to disk (`appendonly yes`), and don't let it evict.
 */
export const redisStreamsBus = async (options: RedisStreamsOptions): Promise<Broker> => {
  const { partitions = DEFAULT_PARTITIONS, onFailure } = options;
  const open = () =>
    openRedis(options.url).catch((error: Error) => {
      throw new BrokerUnreachableError(error.message);
    });
  const redis = await open();
  const subscriber = await open().catch((error) => {
    redis.disconnect();
    throw error;
  });
  const published = new EventEmitter().setMaxListeners(0);
  const channels = new Set<string>();
  subscriber.on('message', (channel, partition) => published.emit(`${channel}:${partition}`));
  subscriber.on('ready', () => {
    // what was missed meanwhile is found by polling
    if (channels.size > 0) subscriber.subscribe(...channels).catch(() => {});
  });

  return {
    publishingMs: PUBLISHING_MS,

    async publish(topic, events) {
      for (const portion of portions(events.map((outgoing) => messageOf(outgoing, partitions)))) {
        const transaction = redis.multi();
        for (const { partition, fields } of portion) transaction.xadd(streamOf(topic, partition), '*', ...fields);
        for (const partition of new Set(portion.map((message) => message.partition)))
          transaction.publish(keyOf(topic), `${partition}`);
        await replies(transaction);
      }
    },

    async subscribe({ topic, group, handle }) {
      channels.add(keyOf(topic));
      await subscriber.subscribe(keyOf(topic));
      const log = redisGroup(redis, published, { topic, group, partitions });
      await log.create();
      return consumePartitions(log, { handle }, (error) => onFailure(group, error));
    },

    async ping() {
      await redis.ping();
    },
    async close() {
      subscriber.disconnect();
      redis.disconnect();
    },
  };
};

const keyOf = (topic: string): string => topic.replaceAll('.', ':');
const streamOf = (topic: string, partition: number): string => `${keyOf(topic)}:${partition}`;

const messageOf = (outgoing: OutgoingEvent, partitions: number) => {
  const { position } = outgoing.event;
  const { headers, body } = encodeEvent(outgoing.event);
  const bytes = Buffer.byteLength(body);
  if (bytes > MAX_EVENT_BYTES)
    throw new EventRefusedError(position, `The event has ${bytes} bytes; ${MAX_EVENT_BYTES} are allowed.`);
  return {
    partition: partitionOf(outgoing, partitions),
    fields: [...Object.entries(headers).flat(), 'body', body],
    bytes,
  };
};

/** All answers of a pipeline or transaction, or the first error among them: only its message, for it holds what was sent. */
const replies = async (commands: ChainableCommander): Promise<unknown[]> => {
  const failed = (error: Error): never => {
    throw new Error(error.message);
  };
  const answers = (await commands.exec().catch(failed)) ?? [];
  return answers.map(([error, reply]) => (error ? failed(error) : reply));
};

/**
 * The pending entries are the partition's, not a process's: whoever has the lease finishes what the one before it took and
 * did not acknowledge, before anything newer. So one name does for all members.
 */
const CONSUMER = 'leaseholder';

/**
 * KEYS stream, lease; ARGV group, member, events, bytes. Null for those who don't hold the lease. One entry at a time, for
 * Redis can't limit by bytes: a batch that takes longer than it may be silent would be asked for again for ever.
 */
const READ = `
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return false end
local batch, bytes, from = {}, 0, '0'
while #batch < tonumber(ARGV[3]) and bytes < tonumber(ARGV[4]) do
  local streams = redis.call('XREADGROUP', 'GROUP', ARGV[1], '${CONSUMER}', 'COUNT', 1, 'STREAMS', KEYS[1], from)
  local entry = streams and streams[1][2][1]
  if entry then
    batch[#batch + 1] = entry
    bytes = bytes + (entry[2] and #entry[2][#entry[2]] or 0)
    if from ~= '>' then from = entry[1] end
  elseif #batch == 0 and from ~= '>' then
    from = '>'
  else
    break
  end
end
return batch`;

/** Null in place of the fields: pending, and deleted from the stream since. */
type Entry = readonly [id: string, fields: readonly string[] | null];

interface GroupOptions {
  readonly topic: string;
  readonly group: string;
  readonly partitions: number;
}

const redisGroup = (redis: Redis, published: EventEmitter, { topic, group, partitions }: GroupOptions) => {
  const member = newId();
  const streams = Array.from({ length: partitions }, (_, partition) => streamOf(topic, partition));
  const leaseOf = (partition: number) => `${streams[partition]}:lease:${group}`;

  const createGroup = async (stream: string) => {
    try {
      await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error as Error).message.startsWith('BUSYGROUP')) throw error;
    }
  };
  const create = () => Promise.all(streams.map(createGroup));
  /** Redis may have been emptied since the groups were made. */
  const withGroups = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (!/^NOGROUP|no such key/.test((error as Error).message)) throw error;
      await create();
      return ask();
    }
  };

  async function* read(partition: number, signal: AbortSignal): AsyncGenerator<Batch> {
    const stream = streams[partition]!;
    let news = false;
    let wake = () => {};
    const ring = () => {
      news = true;
      wake();
    };
    published.on(stream, ring);
    signal.addEventListener('abort', ring);
    try {
      while (!signal.aborted) {
        news = false;
        const entries = (await withGroups(() =>
          redis.eval(READ, 2, stream, leaseOf(partition), group, member, BATCH, PORTION_BYTES),
        )) as Entry[] | null;
        if (entries?.length)
          yield {
            events: entries.flatMap(([, fields]) => (fields ? [decodeEvent(bodyOf(fields))] : [])),
            async commit() {
              await redis.xack(stream, group, ...entries.map(([id]) => id));
            },
          };
        else if (!news)
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, POLL_MS);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
      }
    } finally {
      published.off(stream, ring);
      signal.removeEventListener('abort', ring);
    }
  }

  /** Asks the same of every partition. */
  const ofEach = (ask: (pipeline: ChainableCommander, stream: string) => ChainableCommander) =>
    replies(streams.reduce(ask, redis.pipeline()));
  const groups = async () =>
    (await ofEach((pipeline, stream) => pipeline.xinfo('GROUPS', stream))).map((reply, partition) => {
      const all = (reply as unknown[][]).map(pairsOf);
      const mine = all.find(({ name }) => name === group);
      if (!mine) throw new Error(`NOGROUP ${group} on ${streams[partition]}`);
      return mine;
    });

  return {
    ...{ partitions, leases: redisLeases(redis, { members: `${keyOf(topic)}:members:${group}`, member, leaseOf }) },
    create,
    async open(partition, signal) {
      await createGroup(streams[partition]!);
      return read(partition, signal);
    },

    async mark() {
      const newest = (await ofEach((pipeline, stream) => pipeline.xrevrange(stream, '+', '-', 'COUNT', 1))).map(
        (reply) => (reply as Entry[])[0]?.[0] ?? '0-0',
      );
      return async () => {
        const [delivered, pending] = await withGroups(() =>
          Promise.all([groups(), ofEach((pipeline, stream) => pipeline.xpending(stream, group))]),
        );
        return newest.every((id, partition) => {
          const [, oldestPending] = pending[partition] as [number, string | null];
          return (
            !isBefore(String(delivered[partition]!['last-delivered-id']), id) &&
            (oldestPending === null || isBefore(id, oldestPending))
          );
        });
      };
    },

    async backlog() {
      const [of, lengths] = await withGroups(() =>
        Promise.all([groups(), ofEach((pipeline, stream) => pipeline.xlen(stream))]),
      );
      // Redis can't tell how far a group lags when entries were deleted from the middle of the stream
      return of.reduce(
        (sum, { pending, lag }, partition) => sum + Number(pending) + Number(lag ?? lengths[partition]),
        0,
      );
    },
    async forget() {
      await ofEach((pipeline, stream) => pipeline.xgroup('DESTROY', stream, group));
    },
  } satisfies PartitionedGroup & { create(): Promise<unknown> };
};

const bodyOf = (fields: readonly string[]): string => fields[fields.indexOf('body') + 1]!;

const pairsOf = (flat: unknown[]): Record<string, unknown> =>
  Object.fromEntries(flat.flatMap((name, nth) => (nth % 2 ? [] : [[name, flat[nth + 1]]])));

/** Ids are a millisecond and a number within it. */
const isBefore = (one: string, other: string): boolean => {
  const [ms, nth] = one.split('-').map(Number) as [number, number];
  const [otherMs, otherNth] = other.split('-').map(Number) as [number, number];
  return ms === otherMs ? nth < otherNth : ms < otherMs;
};
