import { lockDataDir } from '#platform/postgres/data-dir';

/** A process that locks a data directory until it is killed, or says why it can't: `data-dir.fixture.ts <dataDir>`. */
try {
  await lockDataDir(process.argv[2]!);
  process.stdout.write('locked\n');
  setInterval(() => {}, 60_000);
} catch (error) {
  process.stdout.write(`${error}\n`);
}
