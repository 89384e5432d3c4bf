import { setTimeout as delay } from 'node:timers/promises';
import { natsBus } from '#platform/bus/nats';
import { redisStreamsBus } from '#platform/bus/redis-streams';

/**
 * A process of its own that is a member of a group: `group-member.fixture.ts nats|redis <url> <partitions> <topic> <group>`.
 * Writes the version of each event when it begins to handle it, and takes a second for a batch.
 */
const [kind, url, partitions, topic, group] = process.argv.slice(2) as [string, string, string, string, string];
const options = { url, partitions: Number(partitions), onFailure: () => {} };
const broker = await (kind === 'nats' ? natsBus(options) : redisStreamsBus(options));
await broker.subscribe({
  ...{ topic, group },
  async handle(batch) {
    process.stdout.write(batch.map(({ version }) => `${version}\n`).join(''));
    await delay(1_000);
  },
});
