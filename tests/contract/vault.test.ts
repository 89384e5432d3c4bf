import { postgresKeyStore } from '#platform/vault/postgres';
import { testDatabase } from '../database.ts';
import { testVault } from './vault.ts';

testVault('PostgreSQL', async () => {
  const pool = await testDatabase();
  return (masterKeys) => postgresKeyStore(pool, masterKeys);
});
