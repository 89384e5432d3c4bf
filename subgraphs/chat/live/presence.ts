import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { requirePeople } from '../people.ts';
import { ERASED, presenceTopic, RECHECK } from '../projections/log.ts';
import { blocks, persons } from '../readModel.ts';
import { BELIEVED_MS, type Said, seenKey } from './attendance.ts';
import { type Latest, latest } from './latest.ts';

export interface PresenceNode {
  readonly userId: string;
  readonly online: boolean;
  readonly lastSeenAt: string | null;
}

/** For how long another replica may say that it has a connection of theirs, too. */
const CONTRADICTED_WITHIN_MS = 500;

/**
 * Whether each of these people is online, and every change of it, as far as they let the viewer see it. NOT_FOUND as for
 * `requirePeople`.
 */
export const watchPresence = async (
  parts: SubgraphParts,
  request: Request,
  userIds: readonly string[],
): Promise<Latest<PresenceNode>> => {
  await requirePeople(parts, request, userIds, 'userIds');
  const watched: Watched[] = [];
  const source = latest<PresenceNode>(() => {
    for (const { stop } of watched) stop();
  });
  for (const userId of new Set(userIds))
    watched.push(
      watchOne(parts, request, userId, {
        changed: (node) => source.put(userId, node),
        failed: source.end,
      }),
    );
  try {
    await Promise.all(watched.map(({ opened }) => opened));
  } catch (error) {
    source.end();
    throw error;
  }
  return source;
};

interface Watched {
  /** Resolves once it is known how it stands now. */
  readonly opened: Promise<void>;
  stop(): void;
}

const watchOne = (
  { cache, pubsub, readModel }: SubgraphParts,
  { tenant, viewer }: Request,
  userId: string,
  told: { changed(node: PresenceNode): void; failed(error: unknown): void },
): Watched => {
  let online = false;
  let lastSeenAt: string | null = null;
  /** Whether the viewer may see it. */
  let shown = false;
  let before: boolean | undefined;
  let doubt: NodeJS.Timeout | undefined;

  const tell = () => {
    const now = shown && online;
    if (now === before) return;
    before = now;
    told.changed({ userId, online: now, lastSeenAt: shown ? lastSeenAt : null });
  };
  const doubtIn = (ms: number) => {
    clearTimeout(doubt);
    doubt = setTimeout(() => {
      online = false;
      tell();
    }, ms).unref();
  };
  const hear = ({ type, at }: Said) => {
    lastSeenAt = at;
    if (type === 'offline') return doubtIn(CONTRADICTED_WITHIN_MS);
    online = true;
    doubtIn(BELIEVED_MS);
    tell();
  };
  const look = async () => {
    const [known, [person], between] = await Promise.all([
      cache.get(seenKey(tenant, userId)),
      readModel.get(persons, tenant, [{ id: userId }]),
      readModel.get(blocks, tenant, [
        { personId: viewer.id, blockedId: userId },
        { personId: userId, blockedId: viewer.id },
      ]),
    ]);
    shown = userId === viewer.id || (person?.presence !== false && between.every((block) => block === null));
    const said: Said | null = known === null ? null : JSON.parse(known);
    const believedFor = said?.type === 'online' ? Date.parse(said.at) + BELIEVED_MS - Date.now() : 0;
    lastSeenAt = said?.at ?? null;
    online = believedFor > 0;
    if (online) doubtIn(believedFor);
    tell();
  };
  const lookAgain = () => void look().catch(told.failed);

  const subscribed = pubsub.subscribe(tenant, presenceTopic(userId), {
    message(message) {
      const said = message as Said | typeof RECHECK | typeof ERASED;
      if (said.type === RECHECK.type || said.type === ERASED.type) lookAgain();
      else hear(said);
    },
    missed: lookAgain,
  });
  return {
    opened: subscribed.then(look),
    stop() {
      clearTimeout(doubt);
      void subscribed.then((unsubscribe) => unsubscribe());
    },
  };
};
