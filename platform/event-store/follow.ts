import type { FeedPosition, RecordedEvent } from '#platform/domain/events';
import type { CheckpointStore, EventStore } from '#platform/event-store/event-store';
import { pause, retryMs } from '#platform/pause';

/** Something that reads a feed from a stored checkpoint: the relay, and the consumers of the embedded bus. */
export interface Follower {
  /** How far the handler has come. */
  position(): FeedPosition;
  /** The error that it is stuck on and tries again, null while all is well. */
  failure(): unknown;
  /** Resolves once everything up to this place was handled, or the time is over: then false. */
  reached(position: FeedPosition, timeoutMs: number): Promise<boolean>;
  /** Resolves once what the feed holds now was handled, or the time is over: then false. */
  caughtUp(timeoutMs: number): Promise<boolean>;
  /** Stops after the batch in hand. */
  stop(): Promise<void>;
}

export interface FollowOptions {
  readonly feed: EventStore;
  readonly checkpoints: CheckpointStore;
  /** Name of the checkpoint. */
  readonly name: string;
  readonly batchSize: number;
  /** Only the fallback: an append of this process wakes the follower at once. */
  readonly pollIntervalMs: number;
  /** Resolves when the batch is done for good. When it rejects, the same batch comes again. */
  readonly handle: (batch: readonly RecordedEvent[]) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** An appended event is hidden while an older transaction is open, mostly for well under a millisecond. */
const HIDDEN_RETRY_MS = 2;
/** How often a checkpoint is stored at most: the batches between two are as many that come again after a crash. */
const CHECKPOINT_MS = 50;

/** Follows a feed: at least once, in feed order, and never past a batch that was not handled. */
export const follow = async (options: FollowOptions): Promise<Follower> => {
  const { feed, checkpoints, name, batchSize, pollIntervalMs, handle, onFailure } = options;
  let position = await checkpoints.loadCheckpoint(name);
  let appended: FeedPosition = position;
  let saved = position;
  let savedAt = Number.NEGATIVE_INFINITY;
  let saving = Promise.resolve();
  let failure: unknown = null;
  let wake = () => {};
  const stopping = new AbortController();
  const waiting = new Set<{ position: FeedPosition; resolve: (reached: boolean) => void }>();

  const unsubscribe = feed.onAppend((newest) => {
    if (newest > appended) appended = newest;
    wake();
  });

  const idle = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (stopping.signal.aborted) wake();
    });

  /** Beside the next batch, which need not wait for it. Its failure is met by the next one. */
  const save = async (): Promise<void> => {
    await saving;
    if (saved === position) return;
    savedAt = performance.now();
    const next = position;
    saving = checkpoints.saveCheckpoint(name, next).then(() => {
      saved = next;
    });
    saving.catch(() => {});
  };

  const run = async () => {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const batch = await feed.readFeed(position, batchSize);
        if (batch.length > 0) {
          await handle(batch);
          position = batch.at(-1)!.feed;
          for (const waiter of waiting) if (waiter.position <= position) waiter.resolve(true);
        }
        if (performance.now() - savedAt >= CHECKPOINT_MS) await save();
        // after a failure nothing is well again before that is
        if (failures > 0) await saving;
        failures = 0;
        failure = null;
        if (batch.length === batchSize) continue;
        // all on one beat, so that they can share a read
        const untilBeat = pollIntervalMs - (performance.now() % pollIntervalMs);
        await idle(appended > position ? HIDDEN_RETRY_MS : untilBeat);
      } catch (error) {
        saving = Promise.resolve();
        if (stopping.signal.aborted) break;
        failure = error;
        onFailure(error);
        await pause(retryMs(error, failures++), stopping.signal);
      }
    }
    // what is not stored now comes again at the next start
    await save()
      .then(() => saving)
      .catch(onFailure);
  };
  const running = run();

  const reached = async (target: FeedPosition, timeoutMs: number): Promise<boolean> => {
    if (target <= position) return true;
    return new Promise((resolve) => {
      const waiter = {
        position: target,
        resolve: (done: boolean) => {
          clearTimeout(timer);
          waiting.delete(waiter);
          resolve(done);
        },
      };
      const timer = setTimeout(() => waiter.resolve(false), timeoutMs);
      waiting.add(waiter);
    });
  };

  return {
    position: () => position,
    failure: () => failure,
    reached,
    caughtUp: async (timeoutMs) => reached(await feed.head(), timeoutMs),
    async stop() {
      stopping.abort();
      unsubscribe();
      wake();
      await running;
      for (const waiter of waiting) waiter.resolve(false);
    },
  };
};
