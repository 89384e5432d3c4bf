import { setTimeout as delay } from 'node:timers/promises';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type pg from 'pg';
import type { SessionTokens } from '#platform/auth/revocation';
import type { BlobKey, Blobs } from '#platform/blobs/blobs';
import type { SignedUrls } from '#platform/blobs/signed-urls';
import type { Bus, Consumer } from '#platform/bus/bus';
import type { Cache } from '#platform/cache/cache';
import { type Chore, runChore } from '#platform/chore';
import { type CommandHandler, commandHandler } from '#platform/command';
import type { Config } from '#platform/config';
import { type Consistency, consistency } from '#platform/consistency';
import type { DataSource } from '#platform/data-source';
import type { DeadLetters } from '#platform/dead-letters/dead-letters';
import type { DomainEvent } from '#platform/domain/decider';
import { DomainError } from '#platform/domain/errors';
import type { EventCatalog, FeedPosition } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';
import { localDataSource } from '#platform/local-data-source';
import type { Locks } from '#platform/locks/locks';
import type { Logger } from '#platform/log';
import type { BusinessCounter, Metrics } from '#platform/metrics';
import { type Heard, type Policy, runPolicy } from '#platform/policy';
import { type Projection, type RunningProjection, runProjection } from '#platform/projection';
import type { PubSub } from '#platform/pubsub/pubsub';
import { type Reactor, runReactor } from '#platform/reactor';
import type { ReadModel } from '#platform/read-model/read-model';
import { type Request, request } from '#platform/request';
import { allOrFirstFailure } from '#platform/settled';
import { residueOf, type StoreResidue } from '#platform/subject-rights/residue';
import { tracedBus } from '#platform/tracing/bus';
import { tracedDataSource } from '#platform/tracing/data-source';
import { traceIdOf } from '#platform/tracing/trace-context';
import type { SpanStart, Tracing } from '#platform/tracing/tracing';
import type { Vault } from '#platform/vault/vault';

/** A subgraph's parts, as subgraphs/<name>/subgraph.ts lists them. */
// biome-ignore lint/suspicious/noExplicitAny: the platform runs subgraphs of any events
export interface Subgraph<E extends DomainEvent = any> {
  readonly name: string;
  /** The text of schema.graphql. */
  readonly sdl: string;
  readonly catalog: EventCatalog<E>;
  readonly projections: readonly Projection<E>[];
  readonly policies: readonly Policy[];
  readonly reactors: readonly Reactor<SubgraphParts>[];
  /** Whether a blob may be uploaded there, besides that its address allows it. */
  readonly takesUpload?: (store: EventStore, key: BlobKey) => Promise<boolean>;
  /** What it does from time to time, in one process at a time. */
  readonly chores?: readonly Chore<SubgraphParts>[];
  readonly resolvers: (parts: SubgraphParts) => object;
  /** Which events the business counts. */
  readonly counts: Partial<Readonly<Record<E['type'], BusinessCounter>>>;
}

/** What a subgraph is given. Everything is a port, but for the database of the one that keeps credentials. */
export interface SubgraphParts {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly readModel: ReadModel;
  readonly bus: Bus;
  readonly pubsub: PubSub;
  readonly cache: Cache;
  readonly vault: Vault;
  readonly blobs: Blobs;
  /** Of all subgraphs, for data exports. */
  readonly exports: Blobs;
  /** By which clients load and store blobs of this subgraph. */
  readonly blobUrls: SignedUrls;
  readonly tokens: SessionTokens;
  /** Where people sign in, when that is elsewhere. */
  readonly issuer: string | undefined;
  /** What one person may do to one thing that others are told of at once, on average over some seconds. */
  readonly writesPerSecond: number;
  /** What reads moods: `bundled`, or the folder of a text classifier. */
  readonly moodModel: string;
  /** How much each component says of how alike two people are; together 1. */
  readonly matchingWeights: Config['matchingWeights'];
  /** What becomes of recommendations, by the place that they had in the list. */
  readonly recommended: Metrics['recommended'];
  readonly handler: CommandHandler;
  /**
   * What `find` finds; and when that is nothing, what it finds once the facts that `source` has recorded by now are
   * handled here. For what a client may well know before this subgraph does: somebody who just signed up. UNAVAILABLE
   * when nothing is found and the bus can't say whether something is on its way.
   */
  readonly awaited: <T>(request: Request, source: string, find: () => Promise<T | null>) => Promise<T | null>;
  /** What this subgraph still has of a person, store by store. */
  readonly residueOf: (tenant: string, person: string) => Promise<StoreResidue[]>;
  /** A place in the subgraph's feed up to which its projections are done, in every process. May be some seconds old. */
  readonly watermark: () => Promise<FeedPosition>;
}

/** How long a request waits for each stage that a fact has to pass. */
const AWAITED_MS = 2_000;
const AWAITED_PAUSE_MS = 20;

export interface RunningSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly dataSource: DataSource;
  readonly projections: readonly RunningProjection[];
  /** Projections, policies and reactors by name. */
  readonly consumers: ReadonlyMap<string, { readonly consumer: Consumer; readonly topic: string }>;
  stop(): Promise<void>;
}

export interface SubgraphTracing {
  readonly tracing: Tracing;
  /** The bus, by OpenTelemetry's name. */
  readonly system: string;
  /** `server` where its requests come from another process. */
  readonly kind: SpanStart['kind'];
}

export const startSubgraph = async (
  subgraph: Subgraph,
  given: Omit<SubgraphParts, 'handler' | 'awaited' | 'watermark' | 'residueOf'> & {
    readonly locks: Locks;
    /** Up to where the bus has been given the store's events. */
    readonly published: () => Promise<FeedPosition>;
    readonly deadLetters: DeadLetters;
    readonly metrics: Metrics;
    readonly tracing: SubgraphTracing | undefined;
    readonly log: Logger;
    readonly secret: Uint8Array;
  },
): Promise<RunningSubgraph> => {
  const { name, catalog, counts } = subgraph;
  const { store, readModel, bus, pubsub, cache, vault, tokens, locks, published, metrics, secret, tracing } = given;
  const busFor = (hears: (type: string) => boolean) => (tracing ? tracedBus(bus, { ...tracing, hears }) : bus);
  const log = given.log.child({ subgraph: name });
  const handler = countingHandler(
    commandHandler(store, vault, {
      cache,
      onSnapshotError: (error) => log.warn({ error }, 'a snapshot was not saved'),
    }),
    (events) => {
      metrics.published(name, events.length);
      for (const { type } of events) {
        const counter = counts[type];
        if (counter) metrics.count(counter);
      }
    },
  );
  const awaited: SubgraphParts['awaited'] = async (asking, source, find) => {
    const found = await find();
    if (found !== null) return found;
    const upstream = [...consumers.values()].filter(({ topic }) => topic === source);
    const caughtUp = async (stage: readonly { readonly consumer: Consumer }[]) => {
      const reached = await Promise.all(stage.map(({ consumer }) => consumer.caughtUp(AWAITED_MS)));
      if (reached.includes(false)) throw new Error('A projection or a policy is behind.');
    };
    // through two topics: the source's, and the own one of what the policy made of it
    for (const deadline = performance.now() + 2 * bus.publishingMs; ; await delay(AWAITED_PAUSE_MS)) {
      await caughtUp(upstream)
        .then(() => caughtUp(projections))
        .catch((error) => {
          log.warn({ error }, 'it could not be found out whether something is on its way');
          throw new DomainError('UNAVAILABLE', 'A part of the service is away. Try again.');
        });
      asking.forget();
      const now = await find();
      if (now !== null || performance.now() >= deadline) return now;
    }
  };
  const watermark = async () => {
    const watermarks = await Promise.all(projections.map((projection) => projection.watermark()));
    return watermarks.sort()[0]!;
  };
  const tables = subgraph.projections.flatMap((projection) => projection.tables);
  const residue = residueOf({ ...given, subgraph: name, tables });
  const parts: SubgraphParts = { ...given, handler, awaited, watermark, residueOf: residue };

  const own: Consistency = consistency({
    ...{ subgraph: name, secret, cache },
    projections: new Map(
      subgraph.projections.flatMap((projection) => projection.tables.map((of) => [of.name, projection.name] as const)),
    ),
    versions: (projection, streams) => readModel.versions({ projection, generation: 'live' }, streams),
  });
  // side by side, as the bus may take seconds to let a process into a group whose members are at work
  const projections = await allOrFirstFailure(
    subgraph.projections.map((projection) =>
      runProjection(projection, catalog, {
        ...{ topic: name, bus: busFor(() => true), store, readModel, vault, pubsub, locks, published },
        onProjected(projected, events) {
          own.projected(projected, events);
          metrics.consumed(projected, events.length);
          const newest = events.at(-1);
          if (newest) metrics.projected(projected, Math.max(0, Date.now() - Date.parse(newest.at)) / 1000);
        },
      }),
    ),
  );
  const consumers = new Map(
    projections.map((projection) => [projection.name, { consumer: projection.consumer, topic: name }]),
  );
  const onHandled = (group: string, events: number) => metrics.consumed(group, events);
  const busForThose = ({ reads }: { readonly reads: Heard }) => busFor((type) => Object.hasOwn(reads, type));
  for (const reactor of subgraph.reactors) await reactor.check?.(parts);
  const hearing = await allOrFirstFailure([
    ...subgraph.policies.map((policy) =>
      runPolicy(policy, { subgraph: name, bus: busForThose(policy), handler, vault, onHandled }),
    ),
    ...subgraph.reactors.map((reactor) =>
      runReactor(reactor, { subgraph: name, bus: busForThose(reactor), parts, onHandled }),
    ),
  ]);
  for (const [nth, { name: group, source: topic }] of [...subgraph.policies, ...subgraph.reactors].entries())
    consumers.set(`${name}.${group}`, { consumer: hearing[nth]!, topic });
  const chores = (subgraph.chores ?? []).map((chore) =>
    runChore(chore, {
      ...{ subgraph: name, locks, parts },
      onFailure: (error) =>
        log.error({ error, chore: chore.name }, 'a chore failed; it is tried again at its next time'),
    }),
  );

  const schema = buildSubgraphSchema([
    { typeDefs: parse(subgraph.sdl), resolvers: subgraph.resolvers(parts) as never },
  ]);
  const dataSource = localDataSource(schema, {
    verify: async ({ token }) => (token === undefined ? null : tokens.verify(token)),
    requestOf: (operation, viewer, announced) =>
      request(operation, viewer, { handler, readModel, vault, consistency: own, announced }),
    onFault: (error, context, path) =>
      log.error({ error, correlationId: context.correlationId, ...traceIdOf(context), path }, 'a resolver failed'),
  });

  return {
    ...{ name, schema, projections, consumers },
    dataSource: tracing ? tracedDataSource(dataSource, { ...tracing, subgraph: name }) : dataSource,
    async stop() {
      await Promise.all(chores.map((chore) => chore.stop()));
      // policies and reactors first: an erasure that is under way waits for the projections
      await Promise.all(hearing.map((consumer) => consumer.stop()));
      await Promise.all(projections.map((projection) => projection.stop()));
      await Promise.all(subgraph.reactors.map(({ close }) => close?.()));
    },
  };
};

const countingHandler = (
  handler: CommandHandler,
  onAppended: (events: readonly DomainEvent[]) => void,
): CommandHandler => ({
  ...handler,
  async handle(...args) {
    const handled = await handler.handle(...args);
    if (handled.status === 'appended') onAppended(handled.events);
    return handled;
  },
});
