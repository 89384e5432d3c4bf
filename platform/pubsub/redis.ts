import { setTimeout as delay } from 'node:timers/promises';
import type { Listener, PubSub } from '#platform/pubsub/pubsub';
import { openRedis, type RedisClient, unreachable } from '#platform/redis';

export interface RedisPubSubOptions {
  readonly url: string;
  /** Before every channel: several installations may share a server. */
  readonly prefix: string;
}

/** One Redis channel, however many listen to it here. */
interface Channel {
  readonly listeners: Set<Listener>;
  /** Whether the server sends us its messages: those before it said so may have gaps, and are not handed over. */
  open: boolean;
  /** Settles with the server's first answer, or with the connection's end. */
  readonly answered: Promise<void>;
}

/** How long a publisher or a new subscriber is kept waiting. */
const PATIENCE_MS = 1_000;
/** A connection that only listens would not notice that nobody speaks any more. */
const HEARTBEAT_MS = 1_000;

/**
 * Redis forgets a message as soon as it has sent it. Two ways lead to a gap, and each ends with `missed`:
 *
 * The subscribing connection was interrupted: once it is back and every channel subscribed again, all listeners of this
 * process hear `missed`; what arrives on a channel before that is dropped.
 *
 * The publishing connection was interrupted, so that messages got lost while the subscribers heard the others: the first
 * thing that it sends when it is back goes to the resync channel, and every listener of every process hears `missed`,
 * before any later message of this publisher. A process that starts does the same, in the place of one that died.
 */
export const redisPubSub = async ({ url, prefix }: RedisPubSubOptions): Promise<PubSub & RedisClient> => {
  const channels = new Map<string, Channel>();
  const resync = `${prefix}resync`;
  const missed = () => {
    for (const { listeners } of channels.values()) for (const listener of listeners) listener.missed();
  };
  channels.set(resync, {
    listeners: new Set([{ message: missed, missed() {} }]),
    open: false,
    answered: Promise.resolve(),
  });

  const subscriber = await openRedis(url);
  const publisher = await openRedis(url, { commandTimeout: PATIENCE_MS }).catch((error) => {
    subscriber.disconnect();
    throw error;
  });
  const heartbeat = setInterval(() => void subscriber.ping().catch(ignore), HEARTBEAT_MS).unref();
  const close = () => {
    clearInterval(heartbeat);
    subscriber.disconnect();
    publisher.disconnect();
  };

  const listenAgain = async () => {
    const all = [...channels];
    await subscriber.subscribe(...all.map(([name]) => name));
    for (const [, channel] of all) channel.open = true;
    missed();
  };
  subscriber.on('message', (name, text) => {
    const channel = channels.get(name);
    const message = parsed(text);
    if (channel?.open && message) for (const listener of channel.listeners) listener.message(message);
  });
  subscriber.on('close', () => {
    for (const channel of channels.values()) channel.open = false;
  });
  subscriber.on('ready', () => void listenAgain().catch(ignore));

  let mayPublish = true;
  const announceGap = () => publisher.publish(resync, '{}');
  publisher.on('close', () => {
    mayPublish = false;
  });
  publisher.on('ready', () => {
    announceGap().catch(ignore);
    mayPublish = true;
  });

  try {
    await listenAgain();
    await announceGap();
  } catch (error) {
    close();
    throw unreachable(url, error);
  }

  const open = (name: string): Channel => {
    const channel: Channel = {
      listeners: new Set(),
      open: false,
      answered: subscriber.subscribe(name).then(() => {
        channel.open = true;
      }, ignore),
    };
    channels.set(name, channel);
    return channel;
  };

  return {
    async publish(messages) {
      if (!mayPublish) return;
      const pipeline = publisher.pipeline();
      for (const { tenant, topic, message } of messages)
        pipeline.publish(`${prefix}${tenant}\n${topic}`, JSON.stringify(message));
      await pipeline.exec().catch(ignore);
    },

    async subscribe(tenant, topic, listener) {
      const name = `${prefix}${tenant}\n${topic}`;
      const channel = channels.get(name) ?? open(name);
      const mine: Listener = { message: (message) => listener.message(message), missed: () => listener.missed() };
      channel.listeners.add(mine);
      const answered = channel.answered.then(() => true);
      // an answer that comes late leaves a gap behind the one that did not wait for it
      if (!(await Promise.race([answered, delay(PATIENCE_MS, false, { ref: false })])))
        void answered.then(() => mine.missed());

      return () => {
        channel.listeners.delete(mine);
        if (channel.listeners.size > 0 || channels.get(name) !== channel) return;
        // the server takes our commands in the order of these lines: who subscribes next opens the channel anew
        channels.delete(name);
        subscriber.unsubscribe(name).catch(ignore);
      };
    },

    async ping() {
      await Promise.all([subscriber.ping(), publisher.ping()]);
    },
    close,
  };
};

/** The connection's end is seen by its events, and what was lost with it is told by `missed`. */
const ignore = () => {};

/** Null for what somebody else sent to our channels. */
const parsed = (text: string): object | null => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
