import type pg from 'pg';
import { postgresEventStore } from '#platform/event-store/postgres';
import { testDatabase } from '../database.ts';
import { testEventStore } from './event-store.ts';

testEventStore('PostgreSQL', async () => {
  const pool = await testDatabase();
  return {
    store: postgresEventStore(pool),
    async openTransaction() {
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query('SELECT pg_current_xact_id()');
      const end = async (how: 'COMMIT' | 'ROLLBACK') => {
        await client.query(how);
        client.release();
      };
      // one connection of the pool answers all that the store asks of a pool
      const store = postgresEventStore(client as unknown as pg.Pool);
      return { store, commit: () => end('COMMIT'), rollBack: () => end('ROLLBACK') };
    },
  };
});
