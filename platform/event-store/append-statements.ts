import type pg from 'pg';
import type { AppendRequest, ClaimKey } from '#platform/event-store/event-store';

/**
 * The statement in the shape that the request needs: most appends are one event without key or claim, and pay for
 * nothing else. `current` is the version check: it yields its row only when the stream stands where the decision was
 * made; a concurrent writer that passes it too is stopped by the unique key on (tenant, stream, version).
 */
export const appendStatement = (request: AppendRequest): pg.QueryConfig => {
  const { tenant, stream, expectedVersion, events, idempotency, claims = [], releases = [], spends = [] } = request;
  const values: unknown[] = [tenant, stream, expectedVersion];
  const param: Param = (value, type) => `$${values.push(value)}::${type}`;
  const incoming = columnsOf(events, param);

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
  if (claims.length > 0) {
    name += '-claiming';
    also.push(`claiming AS (
      INSERT INTO claim (tenant, name, value, stream)
      SELECT $1, c.name, c.value, $2 FROM current, ${unnested(claims, CLAIM, param)} AS c (name, value)
      WHERE NOT EXISTS (SELECT FROM claim mine
        WHERE mine.tenant = $1 AND mine.name = c.name AND mine.value = c.value AND mine.stream = $2))`);
  }
  if (spends.length > 0) {
    name += '-spending';
    also.push(`spending AS (
      INSERT INTO claim (tenant, name, value, stream)
      SELECT $1, s.name, s.value, $2 FROM current, ${unnested(spends, CLAIM, param)} AS s (name, value))`);
  }
  if (releases.length > 0) {
    name += '-releasing';
    also.push(`releasing AS (
      DELETE FROM claim USING current, ${unnested(releases, CLAIM, param)} AS r (name, value)
      WHERE claim.tenant = $1 AND claim.name = r.name AND claim.value = r.value AND claim.stream = $2)`);
  }

  const text = `
    WITH current AS MATERIALIZED (
      SELECT 1 WHERE $3::int = coalesce(
        (SELECT version FROM event WHERE tenant = $1::text AND stream = $2::text ORDER BY version DESC LIMIT 1), 0))
    ${also.map((cte) => `, ${cte}`).join('')}
    INSERT INTO event (tenant, stream, version, ${COLUMNS})
    SELECT $1, $2, $3 + e.nth, ${COLUMNS_OF_E} FROM current, unnest(${incoming}) WITH ORDINALITY AS e (${COLUMNS}, nth)
    ORDER BY e.nth
    RETURNING version, position::text, transaction_id::text`;
  return { name, text, values };
};

/**
 * Several plain requests, of the same streams or of others, in one statement of one shape: all or none. It yields no row
 * when one of the streams does not stand where the first decision about it was made.
 */
export const appendAllStatement = (requests: readonly AppendRequest[]): pg.QueryConfig => {
  const values: unknown[] = [];
  const param: Param = (value, type) => `$${values.push(value)}::${type}`;

  const first = new Map<string, { tenant: string; stream: string; version: number }>();
  for (const { tenant, stream, expectedVersion: version } of requests)
    if (!first.has(`${tenant}\n${stream}`)) first.set(`${tenant}\n${stream}`, { tenant, stream, version });
  const wanted = unnested([...first.values()], PLACE, param);

  const keys = requests.flatMap(({ idempotency, stream, expectedVersion, events }) =>
    idempotency ? [{ ...idempotency, stream, first: expectedVersion + 1, last: expectedVersion + events.length }] : [],
  );
  const used = unnested(keys, USED_KEY, param);

  const places = requests.flatMap(({ tenant, stream, expectedVersion, events }) =>
    events.map((_, nth) => ({ tenant, stream, version: expectedVersion + nth + 1 })),
  );
  const events = columnsOf(
    requests.flatMap((request) => request.events),
    param,
  );
  const incoming = [columns(places, PLACE, param), events].join(', ');

  const text = `
    WITH current AS MATERIALIZED (
      SELECT 1 WHERE NOT EXISTS (
        SELECT FROM ${wanted} AS wanted (tenant, stream, version) WHERE wanted.version <> coalesce(
          (SELECT version FROM event WHERE event.tenant = wanted.tenant AND event.stream = wanted.stream
           ORDER BY event.version DESC LIMIT 1), 0))),
    once AS (
      INSERT INTO idempotency (tenant, actor, mutation, key, fingerprint, stream, first_version, last_version, at)
      SELECT used.*, now() FROM current, ${used} AS used (tenant, actor, mutation, key)
      ORDER BY used.tenant, used.actor, used.mutation, used.key)
    INSERT INTO event (tenant, stream, version, ${COLUMNS})
    SELECT e.tenant, e.stream, e.version, ${COLUMNS_OF_E}
    FROM current, unnest(${incoming}) WITH ORDINALITY AS e (tenant, stream, version, ${COLUMNS}, nth)
    ORDER BY e.nth
    RETURNING version, position::text, transaction_id::text`;
  return { name: 'append-all', text, values };
};

type Param = (value: unknown, type: string) => string;

/** The types of columns, in their order. */
type Columns<T> = { readonly [K in keyof T]: string };
const CLAIM: Columns<ClaimKey> = { name: 'text', value: 'text' };
const PLACE = { tenant: 'text', stream: 'text', version: 'int' };
const USED_KEY = {
  ...{ tenant: 'text', actor: 'text', mutation: 'text', key: 'text', fingerprint: 'text', stream: 'text' },
  ...{ first: 'int', last: 'int' },
};

/** Rows as an array per column. */
const columns = <T extends object>(rows: readonly T[], types: Columns<Partial<T>>, param: Param): string =>
  Object.entries(types)
    .map(([name, type]) =>
      param(
        rows.map((row) => row[name as keyof T]),
        `${type}[]`,
      ),
    )
    .join(', ');

const unnested = <T extends object>(rows: readonly T[], types: Columns<Partial<T>>, param: Param): string =>
  `unnest(${columns(rows, types, param)})`;

const NAMES = [
  ...['id', 'type', 'schema_version', 'subject', 'actor', 'at', 'data', 'personal'],
  ...['correlation_id', 'causation_id', 'traceparent'],
];
const COLUMNS = NAMES.join(', ');
const COLUMNS_OF_E = NAMES.map((name) => `e.${name}`).join(', ');

/** Events as an array per column, in the order of `COLUMNS`. */
const columnsOf = (events: AppendRequest['events'], param: Param): string => {
  const column = <K extends keyof (typeof events)[number]>(name: K) => events.map((event) => event[name]);
  const data = events.map((event) => JSON.stringify(event.data));
  const personal = events.map((event) => event.personal && JSON.stringify(event.personal));
  return [
    ...[param(column('id'), 'uuid[]'), param(column('type'), 'text[]'), param(column('schemaVersion'), 'smallint[]')],
    ...[param(column('subject'), 'text[]'), param(column('actor'), 'text[]'), param(column('at'), 'timestamptz[]')],
    ...[param(data, 'jsonb[]'), param(personal, 'jsonb[]')],
    ...[param(column('correlationId'), 'text[]'), param(column('causationId'), 'text[]')],
    param(column('traceparent'), 'text[]'),
  ].join(', ');
};
