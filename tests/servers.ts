import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '#platform/postgres/embedded';

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server for the tests of one project; every test file makes databases of its own on it. */
    databaseUrl: string;
  }
}

/** Vitest's global setup of the projects that need a server: started once, in a folder that is gone afterwards. */
export default async ({ provide }: TestProject) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'metachat-tests-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  provide('databaseUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true });
  };
};
