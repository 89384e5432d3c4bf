import type { Chore } from '#platform/chore';
import { newId } from '#platform/domain/ids';
import type { ClaimKey, HeldClaim } from '#platform/event-store/event-store';
import type { SubgraphParts } from '#platform/subgraph';
import { sessionStream } from '../events.ts';
import { type SessionRow, sessions } from '../readModel.ts';
import { sessionAggregate } from './decider.ts';

const ACTIVE = 'active-session';

/** Held by the active session of a person: there is one at most. */
export const activeSession = (ownerId: string): ClaimKey => ({ name: ACTIVE, value: ownerId });

/** How long nothing has to be written in a session until it ends by itself. */
const IDLE_MS = 12 * 3_600_000;
const SWEEP_MS = 10 * 60_000;
/** Sessions that are looked at together. */
const PAGE = 500;

const ACTOR = 'diary.endIdleSessions';

/** Ends sessions that were forgotten. Those of somebody who starts another one don't wait for it. */
export const endIdleSessions: Chore<SubgraphParts> = {
  name: 'endIdleSessions',
  everyMs: SWEEP_MS,
  async run(parts) {
    const now = new Date().toISOString();
    let after: HeldClaim | null = null;
    do {
      const page: readonly HeldClaim[] = await parts.store.claims(ACTIVE, after, PAGE);
      for (const [tenant, streams] of streamsByTenant(page)) await endIdle(parts, tenant, streams, now);
      after = page.length < PAGE ? null : page.at(-1)!;
    } while (after);
  },
};

/** Ends those of these sessions in which nothing was written for long; how many they were. */
export const endIdle = async (
  { readModel, handler }: SubgraphParts,
  tenant: string,
  streams: readonly string[],
  now: string,
): Promise<number> => {
  const keys = streams.map((stream) => ({ id: stream.slice(sessionStream('').length) }));
  const rows = await readModel.get(sessions, tenant, keys);
  const idle = rows.filter((row) => row !== null).filter((row) => isIdle(row, now));
  let ended = 0;
  for (const { id: sessionId, ownerId, lastActiveAt } of idle) {
    const { status } = await handler.handle(
      sessionAggregate,
      sessionStream(sessionId),
      { type: 'EndIdleSession', sessionId, ownerId, lastActiveAt },
      { tenant, actor: ACTOR, correlationId: newId() },
      { releases: [activeSession(ownerId)] },
    );
    if (status === 'appended') ended++;
  }
  return ended;
};

/** By our own time and by the one that the writer gave it: a session may begin tomorrow. */
export const isIdle = ({ lastActiveAt, startedAt }: Pick<SessionRow, 'lastActiveAt' | 'startedAt'>, now: string) =>
  Math.max(Date.parse(lastActiveAt), Date.parse(startedAt)) + IDLE_MS <= Date.parse(now);

const streamsByTenant = (claims: readonly HeldClaim[]): Map<string, string[]> => {
  const streams = new Map<string, string[]>();
  for (const { tenant, stream } of claims) streams.set(tenant, [...(streams.get(tenant) ?? []), stream]);
  return streams;
};
