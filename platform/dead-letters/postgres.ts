import type pg from 'pg';
import type { DeadLetter, DeadLetters } from '#platform/dead-letters/dead-letters';

const COLUMNS = 'position::text, topic, tenant, stream, version, type, error, attempts, dead_letter.at';
const LETTERS = 'dead_letter JOIN event USING (position, tenant, stream)';

export const postgresDeadLetters = (pool: pg.Pool): DeadLetters => {
  const letters = async (name: string, rest: string, values: readonly unknown[]): Promise<DeadLetter[]> => {
    const { rows } = await pool.query<Omit<DeadLetter, 'position' | 'at'> & { position: string; at: Date }>({
      ...{ name, text: `SELECT ${COLUMNS} FROM ${LETTERS} ${rest}`, values: [...values] },
    });
    return rows.map((row) => ({ ...row, position: Number(row.position), at: row.at.toISOString() }));
  };

  return {
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
        text: `INSERT INTO dead_letter (position, topic, tenant, stream, error, attempts) VALUES ($1, $2, $3, $4, $5, 1)
               ON CONFLICT (position) DO NOTHING`,
        values: [position, topic, tenant, stream, error],
      });
    },

    async park({ event: { position, tenant, stream }, topic }) {
      const { rows } = await pool.query({
        name: 'park-event',
        // waits for whoever is removing one at this moment: behind the last one nothing may be left
        text: `INSERT INTO dead_letter (position, topic, tenant, stream, attempts)
               SELECT $1, $2, $3, $4, 0 FROM (
                 SELECT FROM dead_letter WHERE tenant = $3::text AND stream = $4::text LIMIT 1 FOR KEY SHARE) AS before
               ON CONFLICT (position) DO UPDATE SET topic = EXCLUDED.topic RETURNING position`,
        values: [position, topic, tenant, stream],
      });
      return rows.length > 0;
    },

    list: (after, limit) =>
      letters('list-dead-letters', 'WHERE position > $1 ORDER BY dead_letter.position LIMIT $2', [after, limit]),

    async first(tenant, stream) {
      const rest = 'WHERE tenant = $1 AND stream = $2 ORDER BY version LIMIT 1';
      return (await letters('first-dead-letter', rest, [tenant, stream]))[0] ?? null;
    },

    find: async (position) => (await letters('find-dead-letter', 'WHERE position = $1', [position]))[0] ?? null,

    async refusedAgain(position, error) {
      await pool.query({
        name: 'dead-letter-refused',
        text: 'UPDATE dead_letter SET error = $2, attempts = attempts + 1 WHERE position = $1',
        values: [position, error],
      });
    },

    async remove(position) {
      await pool.query({
        ...{ name: 'remove-dead-letter', text: 'DELETE FROM dead_letter WHERE position = $1', values: [position] },
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
  };
};
