import { postgresReadModel } from '#platform/read-model/postgres';
import { testDatabase } from '../database.ts';
import { testReadModel } from './read-model.ts';

testReadModel('PostgreSQL', async () => postgresReadModel(await testDatabase()));
