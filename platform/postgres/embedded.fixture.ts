import { startEmbeddedPostgres } from '#platform/postgres/embedded';

/** A process that holds an embedded server until it is killed: `embedded.fixture.ts <dataDir>`. */
const { url, pid } = await startEmbeddedPostgres({ dataDir: process.argv[2]! });
process.stdout.write(`${JSON.stringify({ url, pid })}\n`);
setInterval(() => {}, 60_000);
