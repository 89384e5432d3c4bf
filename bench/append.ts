import type pg from 'pg';
import { newId } from '#platform/domain/ids';
import type { EventStore, NewEvent } from '#platform/event-store/event-store';
import { postgresEventStore } from '#platform/event-store/postgres';
import { withDatabase } from './database.ts';
import { type Benchmark, type Figure, median, perSecond } from './report.ts';

const ROUNDS = 7;
const ROUND_MS = 1_500;
const WANTED = 0.7;

/** The store's append against a prepared insert of the same row into a table of the same shape, taking turns. */
export const append: Benchmark = {
  name: 'append',
  run: () =>
    withDatabase(async (pool) => {
      await pool.query('CREATE TABLE raw_event (LIKE event INCLUDING ALL)');
      const store = postgresEventStore(pool);
      const figures: Figure[] = [];
      for (const writers of [1, 16]) {
        const ours: number[] = [];
        const raw: number[] = [];
        for (let round = -1; round < ROUNDS; round++) {
          const [appended, inserted] = [await appends(store, writers), await inserts(pool, writers)];
          if (round < 0) continue; // the first one warms up
          ours.push(appended);
          raw.push(inserted);
        }
        const ratio = median(ours.map((value, round) => value / raw[round]!));
        figures.push(
          { what: `append, ${writers} writers`, value: perSecond(median(ours)) },
          { what: `raw prepared insert, ${writers} writers`, value: perSecond(median(raw)) },
          {
            what: `ratio, ${writers} writers (median of ${ROUNDS} pairs)`,
            ...{ value: ratio.toFixed(2), wanted: `at least ${WANTED}`, met: ratio >= WANTED },
          },
        );
      }
      return figures;
    }),
};

const event = (): NewEvent => ({
  ...{ id: newId(), type: 'MessageSent', schemaVersion: 1, subject: 'ann', actor: 'ann', at: new Date().toISOString() },
  ...{ data: { seq: 1, senderId: 'ann' }, personal: null, correlationId: 'bench', causationId: null },
});

/** Operations per second of so many writers, each with a stream of its own. */
const rate = async (writers: number, write: (stream: string, version: number) => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  const end = began + ROUND_MS;
  let done = 0;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const stream = `stream-${newId()}`;
      for (let version = 0; performance.now() < end; version++, done++) await write(stream, version);
    }),
  );
  return done / ((performance.now() - began) / 1000);
};

const appends = (store: EventStore, writers: number) =>
  rate(writers, (stream, expectedVersion) =>
    store.append({ tenant: 'default', stream, expectedVersion, events: [event()] }),
  );

const inserts = (pool: pg.Pool, writers: number) =>
  rate(writers, (stream, version) => {
    const { id, type, schemaVersion, subject, actor, at, data, correlationId } = event();
    return pool.query({
      name: 'raw-insert',
      text: `INSERT INTO raw_event (tenant, stream, version, id, type, schema_version, subject, actor, at, data, correlation_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING position, transaction_id`,
      values: [
        'default',
        stream,
        version + 1,
        id,
        type,
        schemaVersion,
        subject,
        actor,
        at,
        JSON.stringify(data),
        correlationId,
      ],
    });
  });
