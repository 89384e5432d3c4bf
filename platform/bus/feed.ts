import { BACKLOG_MAX, type Bus } from '#platform/bus/bus';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { follow } from '#platform/event-store/follow';

/**
 * The bus of the embedded tier: consumers read the event store's own feed, in process, each from its stored checkpoint.
 * There is nothing between the log and its readers that could lose an event. A group has one member: this process.
 */
export const feedBus = (options: {
  /** Topic to the store whose feed it is. */
  readonly topics: Readonly<Record<string, EventStore>>;
  /** The consuming subgraph's own. */
  readonly checkpoints: CheckpointStore;
  readonly batchSize: number;
  readonly pollIntervalMs: number;
  readonly onFailure: (group: string, error: unknown) => void;
}): Bus => ({
  publishingMs: 0,

  async subscribe({ topic, group, handle }) {
    const feed = options.topics[topic];
    if (!feed) throw new Error(`There is no topic ${topic}: its subgraph does not run here.`);
    const { checkpoints, batchSize, pollIntervalMs } = options;
    const onFailure = (error: unknown) => options.onFailure(group, error);
    const name = `${group} <- ${topic}`;
    const follower = await follow({ feed, checkpoints, name, batchSize, pollIntervalMs, handle, onFailure });
    const { failure, caughtUp, stop } = follower;
    return {
      ...{ failure, caughtUp, stop },
      backlog: () => feed.backlog(follower.position(), BACKLOG_MAX),
      async forget() {
        await stop();
        await checkpoints.deleteCheckpoint(name);
      },
    };
  },
});
