import { LRUCache } from 'lru-cache';
import type { Cache } from '#platform/cache/cache';
import { badInput, DomainError } from '#platform/domain/errors';
import type { RecordedEvent } from '#platform/domain/events';
import { pause } from '#platform/pause';
import { type StreamKey, streamKey } from '#platform/read-model/read-model';
import { isSignatureOf, sign } from '#platform/signature';

/**
 * Read your own writes. A person's reads wait for their own events by themselves, on the replica that wrote and, by the
 * cache that all share, on the others. Where that can't be relied upon the client says how far it has come, by the signed
 * token of its mutation's answer. It makes no difference which replica projects: a place is a stream's version, which the
 * read models keep.
 */
export interface Consistency {
  /** Remembers the event for the person's next reads, and answers with the token that makes sure of it. */
  wrote(actor: string, event: Written): Promise<string>;
  /** The reads of one request, which finds out but once what this person wrote lately. */
  reading(tenant: string, actor: string | undefined, clientTokens: string | undefined): CaughtUp;
  /** Tells what a projection of this process has just done. */
  projected(projection: string, events: readonly Written[]): void;
}

/**
 * Resolves when these tables may be read, or all when they are left out: a read waits for no projection that has no part in
 * it. READ_MODEL_BEHIND when a token's event isn't projected within the time.
 */
export type CaughtUp = (tables?: readonly string[]) => Promise<void>;

/** Up to where a stream was written. */
export type Written = Pick<RecordedEvent, 'tenant' | 'stream' | 'version'>;

/** How long a read waits at most. */
const WAIT_MS = 2_000;
const WRITERS_REMEMBERED = 100_000;
/** Of one person, in the time that a read waits: an import writes many. */
const STREAMS_REMEMBERED = 1_000;
/** Of these, told to the other replicas: the newest. */
const STREAMS_SHARED = 20;
const PROJECTED_REMEMBERED = 100_000;
/** The event is mostly projected by this very process, which tells; else the read model is asked, less and less often. */
const ASK_MS = [15, 30, 60, 100];

type Place = readonly [stream: string, version: number];

/** The newest last. Of two writes at once the later one may come here first. */
const remember = (places: Map<string, Written>, place: Written): void => {
  if (place.version <= (places.get(place.stream)?.version ?? 0)) return;
  places.delete(place.stream);
  places.set(place.stream, place);
  if (places.size > STREAMS_REMEMBERED) places.delete(places.keys().next().value!);
};

export const consistency = (options: {
  readonly subgraph: string;
  readonly secret: Uint8Array;
  readonly cache: Cache;
  /** By the names of their tables, those of the projections that clients read. */
  readonly projections: ReadonlyMap<string, string>;
  readonly versions: (projection: string, streams: readonly StreamKey[]) => Promise<ReadonlyMap<string, number>>;
}): Consistency => {
  const { subgraph, secret, cache, versions } = options;
  const projectionsOf = (tables: readonly string[]) => [
    ...new Set(tables.flatMap((table) => options.projections.get(table) ?? [])),
  ];
  const allTables = [...options.projections.keys()];
  const projections = projectionsOf(allTables);
  const written = new LRUCache<string, Map<string, Written>>({ max: WRITERS_REMEMBERED, ttl: WAIT_MS });
  const projectedHere = new LRUCache<string, number>({ max: PROJECTED_REMEMBERED });
  const waiting = new Set<() => void>();

  const signed = (tenant: string, place: string) => `consistency\n${subgraph}\n${tenant}\n${place}`;

  const verify = (tenant: string, token: string): Written | undefined => {
    const [of, place = '', signature = ''] = token.split('.');
    if (of !== subgraph) return undefined;
    if (!isSignatureOf(secret, signed(tenant, place), signature))
      throw badInput('extensions.consistencyToken', 'The consistency token is not one of ours.');
    const [stream, version] = JSON.parse(Buffer.from(place, 'base64url').toString()) as Place;
    return { tenant, stream, version };
  };

  const isProjected = (projection: string, place: Written) =>
    (projectedHere.get(`${projection}\n${streamKey(place)}`) ?? 0) >= place.version;

  /** Those that some of the projections has not come to yet, as far as is known here. */
  const missing = (places: readonly Written[], of: readonly string[]) =>
    places.filter((place) => !of.every((projection) => isProjected(projection, place)));

  const projected: Consistency['projected'] = (projection, events) => {
    for (const event of events) {
      const key = `${projection}\n${streamKey(event)}`;
      if ((projectedHere.get(key) ?? 0) < event.version) projectedHere.set(key, event.version);
    }
    for (const wake of waiting) wake();
  };

  const ask = async (places: readonly Written[], of: readonly string[]) => {
    for (const projection of of) {
      const known = await versions(projection, places);
      projected(
        projection,
        places.map((place) => ({ ...place, version: known.get(streamKey(place)) ?? 0 })),
      );
    }
  };

  const untilWoken = async (ms: number) => {
    const woken = new AbortController();
    const wake = () => woken.abort();
    waiting.add(wake);
    await pause(ms, woken.signal);
    waiting.delete(wake);
  };

  const reached = async (places: readonly Written[], of: readonly string[]): Promise<boolean> => {
    const deadline = performance.now() + WAIT_MS;
    let behind = missing(places, of);
    for (let asked = 0; behind.length > 0 && performance.now() < deadline; behind = missing(behind, of)) {
      const askAt = performance.now() + ASK_MS[Math.min(asked++, ASK_MS.length - 1)]!;
      while (behind.length > 0 && performance.now() < askAt) {
        await untilWoken(askAt - performance.now());
        behind = missing(behind, of);
      }
      if (behind.length > 0) await ask(behind, of);
    }
    return behind.length === 0;
  };

  const sharedKey = (tenant: string, actor: string) => `wrote ${subgraph}\n${tenant}\n${actor}`;
  const shared = async (tenant: string, actor: string): Promise<readonly Place[]> =>
    JSON.parse((await cache.get(sharedKey(tenant, actor))) ?? '[]');

  /** What this person wrote lately, here and on the other replicas. */
  const ownPlaces = async (tenant: string, actor: string): Promise<Map<string, Written>> => {
    const key = `${tenant}\n${actor}`;
    const others = await shared(tenant, actor);
    const places = written.get(key) ?? new Map<string, Written>();
    // reading makes none of them younger: what stays away is waited for no longer than this
    if (!written.has(key)) written.set(key, places);
    for (const [stream, version] of others) remember(places, { tenant, stream, version });
    return places;
  };

  return {
    projected,

    async wrote(actor, { tenant, stream, version }) {
      const places = await ownPlaces(tenant, actor);
      remember(places, { tenant, stream, version });
      written.set(`${tenant}\n${actor}`, places);
      const newest = Array.from(places.values()).slice(-STREAMS_SHARED);
      const told: Place[] = newest.map((place) => [place.stream, place.version]);
      await cache.set(sharedKey(tenant, actor), JSON.stringify(told), WAIT_MS);
      const place = Buffer.from(JSON.stringify([stream, version] satisfies Place)).toString('base64url');
      return `${subgraph}.${place}.${sign(secret, signed(tenant, place))}`;
    },

    reading(tenant, actor, clientTokens) {
      let asking: Promise<Map<string, Written>> | undefined;
      return async (tables = allTables) => {
        const of = projectionsOf(tables);
        if (actor !== undefined) asking ??= ownPlaces(tenant, actor);
        const own = await asking;
        if (own && own.size > 0) {
          const places = [...own.values()];
          // when it is not reached in time the reader gets what there is, as any other reader does
          await reached(places, of);
          const behind = new Set(missing(places, projections).map(({ stream }) => stream));
          for (const { stream, version } of places)
            if (!behind.has(stream) && own.get(stream)?.version === version) own.delete(stream);
        }
        const asked = (clientTokens?.split(',') ?? []).flatMap((token) => verify(tenant, token.trim()) ?? []);
        if (!(await reached(asked, of)))
          throw new DomainError('READ_MODEL_BEHIND', 'What you wrote can not be read yet. Try again.', {
            details: { retryAfter: 1 },
          });
      };
    },
  };
};
