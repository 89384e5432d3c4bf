import type pg from 'pg';
import { type FeedPosition, type RecordedEvent, START } from '#platform/domain/events';
import type { AppendSignal } from '#platform/event-store/append-signal';
import { appendAllStatement, appendStatement } from '#platform/event-store/append-statements';
import {
  type AppendRequest,
  type AppendResult,
  type CheckpointStore,
  type EventStore,
  type HeldClaim,
  type IdempotencyRecord,
  isPlain,
  type Snapshot,
} from '#platform/event-store/event-store';
import { groupCommit } from '#platform/event-store/group-commit';
import { isoTimes } from '#platform/postgres/times';

/**
 * The event store on PostgreSQL. Every append is one prepared statement, for two reasons: it is one round trip, and a
 * transaction that is never open between two of them never holds the feed back.
 */
export const postgresEventStore = (pool: pg.Pool, signal: AppendSignal = noSignal): EventStore & CheckpointStore => {
  const listeners = new Set<(appended: FeedPosition) => void>();
  const wakeAll = (newest: FeedPosition) => {
    for (const wake of listeners) wake(newest);
  };
  signal.listen(wakeAll);

  let newest: FeedPosition | undefined;
  /** In the next turn of the event loop: who waits for the append is answered before anybody begins to project it. */
  const wakeLater = (appended: FeedPosition) => {
    const isNext = newest === undefined;
    if (newest === undefined || appended > newest) newest = appended;
    if (!isNext) return;
    setImmediate(() => {
      const place = newest!;
      newest = undefined;
      wakeAll(place);
      signal.tell(place);
    });
  };

  interface Appended {
    readonly position: string;
    readonly transaction_id: string;
  }

  /** As what the events of these requests are stored, in the order of both. */
  const stored = (requests: readonly AppendRequest[], rows: readonly Appended[]): RecordedEvent[][] => {
    let row = 0;
    const recorded = requests.map(({ tenant, stream, expectedVersion, events }) =>
      events.map((event, nth): RecordedEvent => {
        const { position, transaction_id } = rows[row++]!;
        const feed = feedPosition(transaction_id, position);
        return { ...event, tenant, stream, version: expectedVersion + nth + 1, position: Number(position), feed };
      }),
    );
    wakeLater(recorded.at(-1)!.at(-1)!.feed);
    return recorded;
  };

  const append = async (request: AppendRequest): Promise<AppendResult> => {
    try {
      const { rows } = await pool.query<Appended>(appendStatement(request));
      return rows.length === 0 ? { status: 'conflict' } : { status: 'appended', events: stored([request], rows)[0]! };
    } catch (error) {
      const refusal = isUniqueViolation(error) && REFUSALS[error.constraint];
      if (!refusal) throw error;
      return refusal;
    }
  };

  const appendAll = async (
    requests: readonly AppendRequest[],
  ): Promise<readonly (readonly RecordedEvent[])[] | null> => {
    try {
      const { rows } = await pool.query<Appended>(appendAllStatement(requests));
      return rows.length === 0 ? null : stored(requests, rows);
    } catch (error) {
      if (isDeadlock(error) || (isUniqueViolation(error) && REFUSALS[error.constraint])) return null;
      throw error;
    }
  };

  return {
    ...groupCommit({ isPlain, append, appendAll }),

    async readStream(tenant, stream, { from = 1, to = MAX_INT, asOf = 'infinity' } = {}) {
      const { rows } = await pool.query<EventRow>({
        ...{ name: 'read-stream', types: isoTimes },
        text: `SELECT ${EVENT_COLUMNS} FROM event
               WHERE tenant = $1 AND stream = $2 AND version BETWEEN $3 AND $4 AND at <= $5 ORDER BY event.version`,
        values: [tenant, stream, from, to, asOf],
      });
      return rows.map(recorded);
    },

    async readSubject(tenant, subject, after, limit) {
      const { rows } = await pool.query<EventRow>({
        ...{ name: 'read-subject', types: isoTimes },
        text: `SELECT ${EVENT_COLUMNS} FROM event
               WHERE tenant = $1 AND subject = $2 AND event.position > $3 ORDER BY event.position LIMIT $4`,
        values: [tenant, subject, after, limit],
      });
      return rows.map(recorded);
    },

    async readFeed(after, limit) {
      const { rows } = await pool.query<EventRow>({
        ...{ name: 'read-feed', types: isoTimes },
        text: `SELECT ${EVENT_COLUMNS} FROM event
               WHERE (transaction_id, position) > ($1::text::xid8, $2::bigint)
                 AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
               ORDER BY event.transaction_id, event.position LIMIT $3`,
        values: [...feedPair(after), limit],
      });
      return rows.map(recorded);
    },

    async head() {
      const { rows } = await pool.query<{ transaction_id: string; position: string }>({
        name: 'feed-head',
        text: `SELECT transaction_id::text, position::text FROM event
               ORDER BY event.transaction_id DESC, event.position DESC LIMIT 1`,
      });
      return rows[0] ? feedPosition(rows[0].transaction_id, rows[0].position) : START;
    },

    async backlog(after, atMost) {
      const { rows } = await pool.query<{ count: string }>({
        name: 'feed-backlog',
        text: `SELECT count(*) FROM (SELECT 1 FROM event
               WHERE (transaction_id, position) > ($1::text::xid8, $2::bigint) LIMIT $3) waiting`,
        values: [...feedPair(after), atMost],
      });
      return Number(rows[0]!.count);
    },

    onAppend(wake) {
      listeners.add(wake);
      return () => listeners.delete(wake);
    },

    async findClaim(tenant, { name, value }) {
      const { rows } = await pool.query<{ stream: string }>({
        name: 'find-claim',
        text: 'SELECT stream FROM claim WHERE tenant = $1 AND name = $2 AND value = $3',
        values: [tenant, name, value],
      });
      return rows[0]?.stream ?? null;
    },

    async claims(name, after, limit) {
      const { rows } = await pool.query<HeldClaim>({
        name: 'claims',
        text: `SELECT tenant, value, stream FROM claim WHERE name = $1 AND (tenant, value) > ($2, $3)
               ORDER BY tenant, value LIMIT $4`,
        values: [name, after?.tenant ?? '', after?.value ?? '', limit],
      });
      return rows;
    },

    async findIdempotent({ tenant, actor, mutation, key }) {
      const { rows } = await pool.query<IdempotencyRecord>({
        name: 'find-idempotent',
        text: `SELECT fingerprint, stream, first_version AS "firstVersion", last_version AS "lastVersion"
               FROM idempotency WHERE tenant = $1 AND actor = $2 AND mutation = $3 AND key = $4`,
        values: [tenant, actor, mutation, key],
      });
      return rows[0] ?? null;
    },

    async loadSnapshot(tenant, stream) {
      const { rows } = await pool.query<Omit<Snapshot, 'at'> & { at: Date }>({
        name: 'load-snapshot',
        text: `SELECT version, schema_version AS "schemaVersion", at, state FROM snapshot WHERE tenant = $1 AND stream = $2`,
        values: [tenant, stream],
      });
      return rows[0] ? { ...rows[0], at: rows[0].at.toISOString() } : null;
    },

    async saveSnapshot(tenant, stream, { version, schemaVersion, at, state }) {
      await pool.query({
        name: 'save-snapshot',
        text: `INSERT INTO snapshot (tenant, stream, version, schema_version, at, state) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (tenant, stream) DO UPDATE
               SET version = EXCLUDED.version, schema_version = EXCLUDED.schema_version, at = EXCLUDED.at, state = EXCLUDED.state
               WHERE snapshot.version < EXCLUDED.version OR snapshot.schema_version < EXCLUDED.schema_version`,
        values: [tenant, stream, version, schemaVersion, at, JSON.stringify(state)],
      });
    },

    async forget(tenant, person) {
      await pool.query({
        name: 'forget-person',
        text: `WITH keys AS (DELETE FROM idempotency WHERE ${IDEMPOTENCY_OF})
               DELETE FROM snapshot WHERE ${SNAPSHOTS_OF}`,
        values: [tenant, person],
      });
    },

    async kept(tenant, person) {
      const { rows } = await pool.query<{ keys: string; snapshots: string }>({
        name: 'kept-of-person',
        text: `SELECT (SELECT count(*) FROM idempotency WHERE ${IDEMPOTENCY_OF}) AS keys,
                      (SELECT count(*) FROM snapshot WHERE ${SNAPSHOTS_OF}) AS snapshots`,
        values: [tenant, person],
      });
      return { idempotencyKeys: Number(rows[0]!.keys), snapshots: Number(rows[0]!.snapshots) };
    },

    async loadCheckpoint(name) {
      const { rows } = await pool.query<{ feed: FeedPosition }>({
        name: 'load-checkpoint',
        text: 'SELECT feed FROM checkpoint WHERE name = $1',
        values: [name],
      });
      return rows[0]?.feed ?? START;
    },

    async saveCheckpoint(name, position) {
      await pool.query({
        name: 'save-checkpoint',
        // a checkpoint lost in a crash only means that its events come again: it needn't wait for the disk
        text: `WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true))
               INSERT INTO checkpoint (name, feed, updated_at) SELECT $1, $2, now() FROM relaxed
               ON CONFLICT (name) DO UPDATE SET feed = EXCLUDED.feed, updated_at = now()`,
        values: [name, position],
      });
    },

    async deleteCheckpoint(name) {
      await pool.query({ name: 'delete-checkpoint', text: 'DELETE FROM checkpoint WHERE name = $1', values: [name] });
    },
  };
};

/** Where all who follow the feed are in this process. */
const noSignal: AppendSignal = { tell() {}, listen() {} };

const MAX_INT = 2 ** 31 - 1;

const IDEMPOTENCY_OF = 'tenant = $1 AND actor = $2';
const SNAPSHOTS_OF = `tenant = $1 AND stream IN (SELECT stream FROM event WHERE tenant = $1 AND subject = $2)
  AND NOT EXISTS (SELECT FROM event WHERE event.tenant = snapshot.tenant AND event.stream = snapshot.stream AND subject <> $2)`;

// selected as text, under their own names: ORDER BY must say event.position, or it would order the texts
const EVENT_COLUMNS = `id, tenant, stream, version, position::text, transaction_id::text, type, schema_version, subject, actor,
  at, data, personal, correlation_id, causation_id, traceparent`;

interface EventRow {
  id: string;
  tenant: string;
  stream: string;
  version: number;
  position: string;
  transaction_id: string;
  type: string;
  schema_version: number;
  subject: string;
  actor: string;
  at: string;
  data: object;
  personal: RecordedEvent['personal'];
  correlation_id: string;
  causation_id: string | null;
  traceparent: string | null;
}

const recorded = (row: EventRow): RecordedEvent => ({
  id: row.id,
  tenant: row.tenant,
  stream: row.stream,
  version: row.version,
  position: Number(row.position),
  feed: feedPosition(row.transaction_id, row.position),
  type: row.type,
  schemaVersion: row.schema_version,
  subject: row.subject,
  actor: row.actor,
  at: row.at,
  data: row.data,
  personal: row.personal,
  correlationId: row.correlation_id,
  causationId: row.causation_id,
  ...(row.traceparent !== null && { traceparent: row.traceparent }),
});

/** The pair as two hexadecimal numbers of fixed width: compared as text, they stand in feed order. */
const feedPosition = (transactionId: string, position: string): FeedPosition =>
  (hex(transactionId) + hex(position)) as FeedPosition;
const hex = (decimal: string): string => BigInt(decimal).toString(16).padStart(16, '0');

const feedPair = (feed: FeedPosition): [transactionId: string, position: string] =>
  feed === START ? ['0', '0'] : [BigInt(`0x${feed.slice(0, 16)}`).toString(), BigInt(`0x${feed.slice(16)}`).toString()];

/** What each unique constraint says about the append that broke it (the names are those of prisma/schema.prisma). */
const REFUSALS: Readonly<Record<string, AppendResult>> = {
  event_stream_version: { status: 'conflict' },
  idempotency_key: { status: 'repeated' },
  claim_key: { status: 'claimed' },
};

const isUniqueViolation = (error: unknown): error is { constraint: string } =>
  error instanceof Error && 'code' in error && error.code === '23505' && 'constraint' in error;

/** Two statements of several appends that want the same keys in another order: one of them is ended, and nothing of it done. */
const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01';
