import { placeCursors } from '#platform/cursor';
import { type FeedPosition, START } from '#platform/domain/events';
import { type LiveEntries, type LogEntry, live } from '#platform/live';
import { deliveredIn } from '#platform/place';
import type { Row, Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';

/**
 * What happens to one person, live: the log that a table keeps of each, a partition of it, in the order of the feed. From
 * where the client has come (`after`, which is read as this argument of the subscription), or from now on.
 */
export const liveLog = <R extends Row & LogEntry>(
  { readModel, pubsub, watermark }: Pick<SubgraphParts, 'readModel' | 'pubsub' | 'watermark'>,
  request: Request,
  given: {
    /** Its cursors are of no use to another one. */
    readonly subscription: string;
    readonly table: Table<R>;
    /** Of the viewer. */
    readonly partition: Partial<R>;
    readonly topic: string;
    readonly after: string | null | undefined;
    readonly accepts?: (entry: R) => boolean;
  },
): LiveEntries<R> => {
  const { subscription, table, partition, topic, after, accepts } = given;
  const { viewer, tenant } = request;
  const cursors = placeCursors([subscription, viewer.id]);
  const resumed = request.resumeAfter ?? after ?? null;
  // not by the request, which remembers what it has read: this one lives long
  const read = (range: { after?: { feed: FeedPosition }; limit: number; backwards?: boolean }) =>
    readModel.page(table, tenant, partition, { ...range, after: range.after as Partial<R> | undefined });
  return live<R>({
    ...{ pubsub, tenant, watermark, topics: async () => [topic] },
    ...{ logOf: () => viewer.id, cursorOf: cursors.encode },
    after: resumed === null ? null : cursors.decode(resumed, 'after'),
    async now() {
      const [newest] = await read({ limit: 1, backwards: true });
      return { base: START, marks: new Map(newest ? [[viewer.id, newest.feed]] : []) };
    },
    readAfter: (place, limit) => read({ after: { feed: deliveredIn(place, viewer.id) }, limit }),
    ...(accepts && { accepts }),
  });
};
