import type { Unsubscribe } from '#platform/pubsub/pubsub';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { ERASED, presenceTopic } from '../projections/log.ts';

/** What is said of somebody on their topic, and what is remembered of them. */
export interface Said {
  readonly type: 'online' | 'offline';
  readonly at: string;
}

/** A subscription's events, as they are handed to whoever serves them. */
type Source = AsyncIterableIterator<unknown> & {
  readonly opened?: Promise<unknown>;
  return(): Promise<IteratorResult<unknown>>;
};

/** Makes somebody be online for as long as a source of theirs is open. */
export type Attend = <S extends Source>(request: Request, source: S) => S;

/** Who is online says so again and again, on every replica that has a connection of theirs … */
const SAID_EVERY_MS = 10_000;
/** … and whoever is not heard of for so long is not online any more: their replica may have died. */
export const BELIEVED_MS = 25_000;
/** Clients come back from a lost connection at once: nobody is offline for that. */
const RETURNS_WITHIN_MS = 2_000;
/** For how long it is remembered when somebody was there last. */
const REMEMBERED_MS = 7 * 24 * 3_600_000;

export const seenKey = (tenant: string, userId: string): string => `seen ${tenant}\n${userId}`;

/** Somebody's connections to this replica. */
interface Attendance {
  readonly tenant: string;
  readonly userId: string;
  connections: number;
  /** Set while there is none, and they may come back. */
  leaving: NodeJS.Timeout | undefined;
  readonly subscribed: Promise<Unsubscribe>;
}

/** Tells all replicas who has a live connection here. Nothing of it is stored for good. */
export const attendance = ({ cache, pubsub }: Pick<SubgraphParts, 'cache' | 'pubsub'>): Attend => {
  const here = new Map<string, Attendance>();
  let saying: NodeJS.Timeout | undefined;

  const say = async ({ tenant, userId }: Attendance, type: Said['type']) => {
    const said: Said = { type, at: new Date().toISOString() };
    await cache.set(seenKey(tenant, userId), JSON.stringify(said), REMEMBERED_MS);
    await pubsub.publish([{ tenant, topic: presenceTopic(userId), message: said }]);
  };

  const arrive = (tenant: string, userId: string): Attendance => {
    const subscribed = pubsub.subscribe(tenant, presenceTopic(userId), {
      message(message) {
        const { type } = message as Said | typeof ERASED;
        if (type === ERASED.type) forget(arrived);
        // the last connection of theirs elsewhere is gone, not the last one of all
        else if (type === 'offline' && arrived.connections > 0) void say(arrived, 'online');
      },
      missed() {},
    });
    const arrived: Attendance = { tenant, userId, connections: 0, leaving: undefined, subscribed };
    here.set(seenKey(tenant, userId), arrived);
    saying ??= setInterval(() => {
      for (const one of here.values()) void say(one, 'online');
    }, SAID_EVERY_MS).unref();
    void say(arrived, 'online');
    return arrived;
  };

  const leave = (one: Attendance) => {
    here.delete(seenKey(one.tenant, one.userId));
    if (here.size === 0) {
      clearInterval(saying);
      saying = undefined;
    }
    void one.subscribed.then((unsubscribe) => unsubscribe());
  };
  const depart = (one: Attendance) => {
    // who was forgotten has left already
    if (here.get(seenKey(one.tenant, one.userId)) !== one) return;
    leave(one);
    void say(one, 'offline');
  };
  const forget = (one: Attendance) => {
    leave(one);
    void cache.delete(seenKey(one.tenant, one.userId));
  };

  const enter = ({ tenant, viewer }: Request): (() => void) => {
    const one = here.get(seenKey(tenant, viewer.id)) ?? arrive(tenant, viewer.id);
    clearTimeout(one.leaving);
    one.connections++;
    let entered = true;
    return () => {
      if (!entered) return;
      entered = false;
      one.connections--;
      if (one.connections === 0) one.leaving = setTimeout(() => depart(one), RETURNS_WITHIN_MS).unref();
    };
  };

  return (request, source) => {
    const exit = enter(request);
    source.opened?.catch(exit);
    const attended: typeof source = {
      ...source,
      async next() {
        try {
          const next = await source.next();
          if (next.done) exit();
          return next;
        } catch (error) {
          exit();
          throw error;
        }
      },
      return() {
        exit();
        return source.return();
      },
      [Symbol.asyncIterator]: () => attended,
    };
    return attended;
  };
};
