import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** Until the feed has all that is stored: it waits for any older transaction on the server, also for one of another file. */
export const feedSettled = async (pool: pg.Pool): Promise<void> => {
  for (;;) {
    const { rows } = await pool.query<{ settled: boolean }>(
      'SELECT coalesce(max(transaction_id) < pg_snapshot_xmin(pg_current_snapshot()), true) AS settled FROM event',
    );
    if (rows[0]!.settled) return;
    await delay(2);
  }
};
