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
      return async () => {
        await client.query('ROLLBACK');
        client.release();
      };
    },
  };
});
