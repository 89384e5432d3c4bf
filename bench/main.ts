/** `npm run bench`, or `npm run bench -- NAME …`: figures, each beside its peer in the same run. */
import { append } from './append.ts';
import { conversation } from './conversation.ts';
import { rebuild } from './rebuild.ts';
import { print } from './report.ts';

const benchmarks = [append, rebuild, conversation];
const names = process.argv.slice(2);
for (const { name, run } of benchmarks.filter((benchmark) => names.length === 0 || names.includes(benchmark.name))) {
  process.stdout.write(`${name}\n`);
  print(await run());
}
