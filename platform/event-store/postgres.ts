import type pg from 'pg';
import { type FeedPosition, type RecordedEvent, START } from '#platform/domain/events';
import type { AppendSignal } from '#platform/event-store/append-signal';
import type {
  AppendRequest,
  AppendResult,
  CheckpointStore,
  ClaimKey,
  EventStore,
  HeldClaim,
  IdempotencyRecord,
  Snapshot,
} from '#platform/event-store/event-store';

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

  return {
    async append(request) {
      try {
        const { rows } = await pool.query<{ version: number; position: string; transaction_id: string }>(
          appendStatement(request),
        );
        if (rows.length === 0) return { status: 'conflict' };
        const events = request.events.map((event, index): RecordedEvent => {
          const { version, position, transaction_id } = rows[index]!;
          const { tenant, stream } = request;
          const feed = feedPosition(transaction_id, position);
          return { ...event, tenant, stream, version, position: Number(position), feed };
        });
        const newest = events.at(-1)!.feed;
        wakeAll(newest);
        signal.tell(newest);
        return { status: 'appended', events };
      } catch (error) {
        const refusal = isUniqueViolation(error) && REFUSALS[error.constraint];
        if (!refusal) throw error;
        return refusal;
      }
    },

    async readStream(tenant, stream, { from = 1, to = MAX_INT, asOf = 'infinity' } = {}) {
      const { rows } = await pool.query<EventRow>({
        name: 'read-stream',
        text: `SELECT ${EVENT_COLUMNS} FROM event
               WHERE tenant = $1 AND stream = $2 AND version BETWEEN $3 AND $4 AND at <= $5 ORDER BY event.version`,
        values: [tenant, stream, from, to, asOf],
      });
      return rows.map(recorded);
    },

    async readSubject(tenant, subject, after, limit) {
      const { rows } = await pool.query<EventRow>({
        name: 'read-subject',
        text: `SELECT ${EVENT_COLUMNS} FROM event
               WHERE tenant = $1 AND subject = $2 AND event.position > $3 ORDER BY event.position LIMIT $4`,
        values: [tenant, subject, after, limit],
      });
      return rows.map(recorded);
    },

    async readFeed(after, limit) {
      const { rows } = await pool.query<EventRow>({
        name: 'read-feed',
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
  at, data, personal, correlation_id, causation_id`;

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
  at: Date;
  data: object;
  personal: RecordedEvent['personal'];
  correlation_id: string;
  causation_id: string | null;
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
  at: row.at.toISOString(),
  data: row.data,
  personal: row.personal,
  correlationId: row.correlation_id,
  causationId: row.causation_id,
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

/**
 * The statement in the shape that the request needs: most appends are one event without key or claim, and pay for
 * nothing else. `current` is the version check: it yields its row only when the stream stands where the decision was
 * made; a concurrent writer that passes it too is stopped by the unique key on (tenant, stream, version).
 */
const appendStatement = (request: AppendRequest): pg.QueryConfig => {
  const { tenant, stream, expectedVersion, events, idempotency, claims = [], releases = [], spends = [] } = request;
  const values: unknown[] = [tenant, stream, expectedVersion];
  const param = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const column = <K extends keyof (typeof events)[number]>(name: K) => events.map((event) => event[name]);

  const incoming = [
    param(column('id'), 'uuid[]'),
    param(column('type'), 'text[]'),
    param(column('schemaVersion'), 'smallint[]'),
    param(column('subject'), 'text[]'),
    param(column('actor'), 'text[]'),
    param(column('at'), 'timestamptz[]'),
    param(
      events.map(({ data }) => JSON.stringify(data)),
      'jsonb[]',
    ),
    param(
      events.map(({ personal }) => personal && JSON.stringify(personal)),
      'jsonb[]',
    ),
    param(column('correlationId'), 'text[]'),
    param(column('causationId'), 'text[]'),
  ];

  let name = 'append';
  const also: string[] = [];
  if (idempotency) {
    name += '-once';
    const { actor, mutation, key, fingerprint } = idempotency;
    const scope = [actor, mutation, key, fingerprint].map((value) => param(value, 'text'));
    also.push(`once AS (
      INSERT INTO idempotency (tenant, actor, mutation, key, fingerprint, stream, first_version, last_version, at)
      SELECT $1, ${scope.join(', ')}, $2, $3 + 1, $3 + ${param(events.length, 'int')}, now() FROM current)`);
  }
  const claimsOf = (keys: readonly ClaimKey[]) => {
    const names = param(
      keys.map(({ name }) => name),
      'text[]',
    );
    const values = param(
      keys.map(({ value }) => value),
      'text[]',
    );
    return `unnest(${names}, ${values})`;
  };
  if (claims.length > 0) {
    name += '-claiming';
    also.push(`claiming AS (
      INSERT INTO claim (tenant, name, value, stream)
      SELECT $1, c.name, c.value, $2 FROM current, ${claimsOf(claims)} AS c (name, value)
      WHERE NOT EXISTS (SELECT FROM claim mine
        WHERE mine.tenant = $1 AND mine.name = c.name AND mine.value = c.value AND mine.stream = $2))`);
  }
  if (spends.length > 0) {
    name += '-spending';
    also.push(`spending AS (
      INSERT INTO claim (tenant, name, value, stream)
      SELECT $1, s.name, s.value, $2 FROM current, ${claimsOf(spends)} AS s (name, value))`);
  }
  if (releases.length > 0) {
    name += '-releasing';
    also.push(`releasing AS (
      DELETE FROM claim USING current, ${claimsOf(releases)} AS r (name, value)
      WHERE claim.tenant = $1 AND claim.name = r.name AND claim.value = r.value AND claim.stream = $2)`);
  }

  const text = `
    WITH current AS MATERIALIZED (
      SELECT 1 WHERE $3::int = coalesce(
        (SELECT version FROM event WHERE tenant = $1::text AND stream = $2::text ORDER BY version DESC LIMIT 1), 0))
    ${also.map((cte) => `, ${cte}`).join('')}
    INSERT INTO event (tenant, stream, version, id, type, schema_version, subject, actor, at, data, personal,
                       correlation_id, causation_id)
    SELECT $1, $2, $3 + e.nth, e.id, e.type, e.schema_version, e.subject, e.actor, e.at, e.data, e.personal,
           e.correlation_id, e.causation_id
    FROM current, unnest(${incoming.join(', ')}) WITH ORDINALITY
      AS e (id, type, schema_version, subject, actor, at, data, personal, correlation_id, causation_id, nth)
    ORDER BY e.nth
    RETURNING version, position::text, transaction_id::text`;
  return { name, text, values };
};
