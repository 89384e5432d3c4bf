import { ConfigError, readConfig } from '#platform/config';
import { createLogger } from '#platform/log';
import { DataDirError } from '#platform/postgres/data-dir';
import { UnreachableError } from '#platform/unreachable';
import { MasterKeyError } from '#platform/vault/vault';
import { wireParts } from '#platform/wiring';
import { checkModel } from '../../subgraphs/diary/mood/models.ts';
import { workerAnalyzer } from '../../subgraphs/diary/mood/workers.ts';
import { diary } from '../../subgraphs/diary/subgraph.ts';
import { COMMANDS, type Command } from './commands.ts';

const HELP = `npm run mood:reanalyse -- <command> [--json]

Another model for moods: MOOD_MODEL names it, as for the diary's processes.

  prepare   has every entry read by it, beside what people see. Cut off, it goes on; later, it reads what is new
  report    what would change: emotions, valence and arousal by language, portraits, and the entries that change most
  switch    prepares what is new, and makes it what people see. Cut off, it goes on
  drop      forgets what was prepared

Restart the service with the new MOOD_MODEL before "switch", or what is written then is read by the old one.
Environment: that of "main.ts diary"; of "main.ts all" where everything is in one process, which is to be stopped first.
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

const run = async ([command = '', ...flags]: readonly string[]): Promise<void> => {
  const isKnown = Object.hasOwn(COMMANDS, command) && flags.every((flag) => flag === '--json' && command === 'report');
  if (!isKnown) {
    process.stdout.write(HELP);
    process.exitCode = command === '--help' ? 0 : 1;
    return;
  }
  const config = readConfig(process.env, readConfig(process.env).bus === undefined ? 'all' : 'diary');
  await checkModel(config.mood.model);
  const { parts, close } = await wireParts(config, diary, createLogger(config, 'metachat-reanalysis'));
  try {
    const analyzer = await workerAnalyzer(config.mood.model);
    try {
      process.exitCode = await COMMANDS[command as Command](parts, analyzer, { say, json: flags.includes('--json') });
    } finally {
      await analyzer.close();
    }
  } finally {
    await close();
  }
};

const EXPECTED = [ConfigError, DataDirError, MasterKeyError, UnreachableError];

run(process.argv.slice(2)).catch((error: unknown) => {
  if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
