import type pg from 'pg';
import type { DeadLetters } from '#platform/dead-letters/dead-letters';

export const postgresDeadLetters = (pool: pg.Pool): DeadLetters => ({
  async parked(streams) {
    const { rows } = await pool.query<{ key: string }>({
      name: 'parked-streams',
      text: `SELECT DISTINCT tenant || E'\\n' || stream AS key FROM dead_letter
             WHERE tenant || E'\\n' || stream = ANY($1)`,
      values: [streams],
    });
    return new Set(rows.map(({ key }) => key));
  },
  async add({ event: { position, tenant, stream }, topic, error }) {
    await pool.query({
      name: 'add-dead-letter',
      text: `INSERT INTO dead_letter (position, topic, tenant, stream, error, attempts) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (position) DO NOTHING`,
      values: [position, topic, tenant, stream, error, error === null ? 0 : 1],
    });
  },
  async count() {
    const { rows } = await pool.query<{ count: string }>({
      name: 'count-dead-letters',
      text: 'SELECT count(*) FROM dead_letter',
    });
    return Number(rows[0]!.count);
  },
  async countAmong(positions) {
    const { rows } = await pool.query<{ count: string }>({
      name: 'count-dead-letters-among',
      text: 'SELECT count(*) FROM dead_letter WHERE position = ANY($1)',
      values: [positions],
    });
    return Number(rows[0]!.count);
  },
});
