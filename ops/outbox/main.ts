import { ConfigError, readConfig } from '#platform/config';
import { createLogger } from '#platform/log';
import { UnreachableError } from '#platform/unreachable';
import { wireOutboxes } from '#platform/wiring';
import { SUBGRAPHS } from '../../processes/subgraphs.ts';
import { drop, list, OutboxError, replayAll } from './commands.ts';

const HELP = `npm run outbox -- <command> [ID …]

Events that the broker refused, and those of their streams that wait behind them, in the databases of all subgraphs.

  list              what is set aside, and why
  replay [ID …]     publishes all of it, or the streams of these, each in its order; ends with 1 when one is refused again
  drop ID …         gives these up: they are never published. What waits behind them goes with the next replay

Environment: that of "main.ts relay".
`;

const say = (line: string) => process.stdout.write(`${line}\n`);

const run = async ([command = '', ...ids]: readonly string[]): Promise<void> => {
  if (!['list', 'replay', 'drop'].includes(command) || (command === 'list' && ids.length > 0)) {
    process.stdout.write(HELP);
    process.exitCode = command === '--help' ? 0 : 1;
    return;
  }
  if (readConfig(process.env).bus === undefined)
    return void say('There is no broker here, which could refuse anything: events are read from their stores.');
  const config = readConfig(process.env, 'relay');
  const { outboxes, close } = await wireOutboxes(config, SUBGRAPHS, createLogger(config, 'metachat-outbox'));
  try {
    if (command === 'list') await list(outboxes, say);
    else if (command === 'drop') await drop(outboxes, ids, say);
    else if (!(await replayAll(outboxes, ids, say))) process.exitCode = 1;
  } finally {
    await close();
  }
};

const EXPECTED = [ConfigError, OutboxError, UnreachableError];

run(process.argv.slice(2)).catch((error: unknown) => {
  if (!EXPECTED.some((kind) => error instanceof kind)) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
