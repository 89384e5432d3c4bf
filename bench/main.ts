/** `npm run bench`, or `npm run bench -- NAME …`: figures, each beside its peer in the same run. */
import { append } from './append.ts';
import { chat } from './chat.ts';
import { delivery } from './delivery.ts';
import { diary } from './diary.ts';
import { missingServers } from './installation.ts';
import { people } from './people.ts';
import { projection } from './projection.ts';
import { rebuild } from './rebuild.ts';
import { relay } from './relay.ts';
import { print } from './report.ts';
import { router } from './router.ts';

const benchmarks = [append, rebuild, people, diary, chat, relay, projection, delivery, router];
const names = process.argv.slice(2);
const missing = missingServers();
for (const { name, needsServers, run } of benchmarks) {
  if (names.length > 0 && !names.includes(name)) continue;
  process.stdout.write(`${name}\n`);
  if (needsServers && missing.length > 0)
    process.stdout.write(`  skipped: ${missing.join(', ')} can't be found (npm run servers -- start)\n`);
  else print(await run());
}
