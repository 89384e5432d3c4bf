/** `npm run bench`, or `npm run bench -- NAME … [--data FOLDER] [--sizes N,N]`: figures, each beside its peer in the same run. */
import '../processes/production.ts';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { append } from './append.ts';
import { chat } from './chat.ts';
import { delivery } from './delivery.ts';
import { diary } from './diary.ts';
import { halves } from './halves.ts';
import { hostile } from './hostile.ts';
import { missingServers } from './installation.ts';
import { matching } from './matching.ts';
import { mood } from './mood.ts';
import { people } from './people.ts';
import { projection } from './projection.ts';
import { rebuild } from './rebuild.ts';
import { relay } from './relay.ts';
import { print } from './report.ts';
import { router } from './router.ts';

const benchmarks = [
  ...[append, rebuild, people, diary, mood, chat, matching, halves, relay, projection, delivery, router],
  hostile,
];
const { positionals: names, values } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string', default: '../shared/data' }, sizes: { type: 'string' } },
});
const sizes = values.sizes?.split(',').map(Number);
const missing = missingServers();
for (const { name, needsServers, needsData, run } of benchmarks) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stdout.write(`${name}\n`);
  if (needsServers && missing.length > 0)
    process.stdout.write(`  skipped: ${missing.join(', ')} can't be found (npm run servers -- start)\n`);
  else if (needsData && !existsSync(values.data))
    process.stdout.write(`  skipped: no data in ${values.data} (--data FOLDER; see npm run mood:train)\n`);
  else print(await run(values.data, sizes));
}
