import type pg from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { within } from '#platform/deadline';

/** All that /metrics shows. Labels are names from the code or from the schema, never what a client or a person wrote. */
export interface Metrics {
  readonly registry: Registry;
  operation(operation: { name: string; type: string; status: 'ok' | 'error'; seconds: number }): void;
  connections(delta: 1 | -1): void;
  /** `field`: of the schema. */
  subscriptions(field: string, delta: 1 | -1): void;
  databaseQuery(database: string, query: { ok: boolean; seconds: number }): void;
  watchPool(database: string, pool: pg.Pool): void;
  published(topic: string, events: number): void;
  consumed(group: string, events: number): void;
  consumerFailed(group: string): void;
  /** Read when /metrics is asked for. */
  watchConsumer(group: string, consumer: WatchedConsumer): void;
  /** Read when /metrics is asked for. */
  watchRelay(topic: string, relay: WatchedRelay): void;
  relayed(topic: string, events: number): void;
  setAside(topic: string): void;
  relayFailed(topic: string): void;
  /** A server or another process that this one needs: rejects while it is away. */
  watchDependency(name: string, ping: () => Promise<unknown>): void;
  forgetDependency(name: string): void;
  /** The router was given another graph: `refused` while it goes on with the one before. */
  graphLoaded(outcome: 'served' | 'refused'): void;
  /** Seconds from an event's time to its row being readable. */
  projected(projection: string, lagSeconds: number): void;
  /** One of the counters that the business watches: see `BUSINESS_COUNTERS`. */
  count(name: BusinessCounter, by?: number): void;
  /** `place`: in the list, from 0; undefined for somebody who was not recommended, or long ago. */
  recommended(outcome: RecommendationOutcome, place: number | undefined): void;
}

export type RecommendationOutcome = 'shown' | 'dismissed' | 'requested' | 'accepted';

/** The first ones alone, where it matters most; then as far as a page, and beyond. */
const positionOf = (place: number | undefined): string => {
  if (place === undefined) return 'none';
  if (place < 5) return String(place + 1);
  return place < 10 ? '6-10' : place < 20 ? '11-20' : place < 50 ? '21-50' : '51+';
};

export interface WatchedConsumer {
  readonly backlog: () => Promise<number>;
  readonly failed: () => boolean;
}

export interface WatchedRelay {
  readonly backlog: () => Promise<number>;
  readonly deadLetters: () => Promise<number>;
  readonly leads: () => boolean;
}

/** The origin's business counters. */
export const BUSINESS_COUNTERS = {
  users: 'People who signed up',
  archetypes: 'Archetypes assigned or updated',
  entries: 'Diary entries written',
  sessions: 'Diary sessions started',
  messages: 'Chat messages sent',
} as const;
export type BusinessCounter = keyof typeof BUSINESS_COUNTERS;

/** From a read in memory to a request that waits for the disk of a busy server. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Whoever asks for metrics must not wait for a server that is paused. */
const ASKING_MS = 2_000;

export const createMetrics = (): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  // gauges by names of counters, which `promtool check metrics` refuses
  for (const resource of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${resource}_total`);

  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `metachat_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `metachat_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name: `metachat_${name}`, help, labelNames, buckets: SECONDS, registers });

  const requests = counter('requests_total', 'GraphQL operations', ['operation', 'type', 'status']);
  const durations = histogram('request_duration_seconds', 'Duration of GraphQL operations', ['operation', 'type']);
  const connections = gauge('active_connections', 'Open WebSocket connections');
  const subscriptions = gauge('active_subscriptions', 'Subscriptions that stand, by their field', ['field']);
  const queries = counter('database_operations_total', 'Database statements', ['database']);
  const queryErrors = counter('database_errors_total', 'Database statements that failed', ['database']);
  const queryDurations = histogram('database_operation_duration_seconds', 'Duration of database statements', [
    'database',
  ]);
  const published = counter('events_published_total', 'Events appended', ['topic']);
  const consumed = counter('events_consumed_total', 'Events handled by projections and policies', ['consumer']);
  const failures = counter('consumer_errors_total', 'Batches that a projection or policy failed on and tries again', [
    'consumer',
  ]);
  const lag = histogram('projection_lag_seconds', 'From an event to its row being readable', ['projection']);

  const graphs = counter('graph_loads_total', 'Supergraphs that the router was given while it ran', ['outcome']);

  const business = Object.fromEntries(
    Object.entries(BUSINESS_COUNTERS).map(([name, help]) => [name, counter(`${name}_total`, help)]),
  ) as Record<BusinessCounter, Counter>;

  const recommendations = counter('recommendations_total', 'People who were recommended, by what became of it', [
    ...['outcome', 'position'],
  ]);

  const pools = new Map<string, pg.Pool>();
  new Gauge({
    ...{ name: 'metachat_database_pool_connections', help: 'Connections of the pools', registers },
    labelNames: ['database', 'state'],
    collect() {
      for (const [database, { totalCount, idleCount, waitingCount }] of pools) {
        this.set({ database, state: 'used' }, totalCount - idleCount);
        this.set({ database, state: 'idle' }, idleCount);
        this.set({ database, state: 'waiting' }, waitingCount);
      }
    },
  });

  // the origin's names
  const outboxCounter = (name: string, help: string) =>
    new Counter({ name: `outbox_${name}`, help, labelNames: ['topic'], registers });
  const relayed = outboxCounter('processed_total', 'Events that the broker has acknowledged');
  const relayFailures = outboxCounter('publish_errors_total', 'Batches that the relay failed on and tries again');
  const setAside = outboxCounter('dlq_total', 'Events set aside since the broker refused them, or one before them');

  const consumers = new Map<string, WatchedConsumer>();
  new Gauge({
    ...{ name: 'metachat_consumer_failed', help: '1 while a projection or policy is stuck on an event', registers },
    labelNames: ['consumer'],
    collect() {
      for (const [consumer, { failed }] of consumers) this.set({ consumer }, failed() ? 1 : 0);
    },
  });
  /** A gauge of what must be asked for; what can't be told is left out, for the other figures are needed most then. */
  const asked = <T>(
    name: string,
    help: string,
    label: string,
    of: Map<string, T>,
    ask: (thing: T) => Promise<number>,
  ) =>
    new Gauge({
      ...{ name, help, registers, labelNames: [label] },
      async collect() {
        const answers = await Promise.all(
          Array.from(of.values(), (thing) => within(ASKING_MS, ask(thing)).catch(() => undefined)),
        );
        // what is watched no more is shown no more
        this.reset();
        // set in one order, whoever answers first
        for (const [nth, value] of [...of.keys()].entries()) {
          const answer = answers[nth];
          if (answer !== undefined) this.set({ [label]: value }, answer);
        }
      },
    });
  asked('metachat_consumer_backlog', 'Events that wait for a projection or policy', 'consumer', consumers, (of) =>
    of.backlog(),
  );

  const relays = new Map<string, WatchedRelay>();
  asked('outbox_pending_count', 'Events that wait for the broker', 'topic', relays, (of) => of.backlog());
  asked('metachat_dead_letters', 'Events that are set aside now', 'topic', relays, (of) => of.deadLetters());
  asked('metachat_relay_leader', '1 in the process whose relay publishes', 'topic', relays, async (of) =>
    of.leads() ? 1 : 0,
  );

  const dependencies = new Map<string, () => Promise<unknown>>();
  asked(
    'metachat_dependency_up',
    '1 while a server or process that this one needs can be reached',
    'dependency',
    dependencies,
    (ping) =>
      within(ASKING_MS, ping()).then(
        () => 1,
        () => 0,
      ),
  );

  return {
    registry,
    operation({ name, type, status, seconds }) {
      requests.inc({ operation: name, type, status });
      durations.observe({ operation: name, type }, seconds);
    },
    connections: (delta) => connections.inc(delta),
    subscriptions: (field, delta) => subscriptions.inc({ field }, delta),
    databaseQuery(database, { ok, seconds }) {
      queries.inc({ database });
      if (!ok) queryErrors.inc({ database });
      queryDurations.observe({ database }, seconds);
    },
    watchPool: (database, watched) => pools.set(database, watched),
    published: (topic, events) => published.inc({ topic }, events),
    consumed: (consumer, events) => consumed.inc({ consumer }, events),
    consumerFailed: (consumer) => failures.inc({ consumer }),
    watchConsumer: (name, consumer) => consumers.set(name, consumer),
    watchRelay: (topic, relay) => relays.set(topic, relay),
    relayed: (topic, events) => relayed.inc({ topic }, events),
    setAside: (topic) => setAside.inc({ topic }),
    relayFailed: (topic) => relayFailures.inc({ topic }),
    watchDependency: (name, ping) => dependencies.set(name, ping),
    forgetDependency: (name) => void dependencies.delete(name),
    graphLoaded: (outcome) => graphs.inc({ outcome }),
    projected: (projection, seconds) => lag.observe({ projection }, seconds),
    count: (name, by = 1) => business[name].inc(by),
    recommended: (outcome, place) => recommendations.inc({ outcome, position: positionOf(place) }),
  };
};
