import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readChatLogs } from './irc.ts';
import { readDiary } from './pepys.ts';
import { passed, report } from './report.ts';
import { type Replay, replay } from './run.ts';
import { freePort, type ServerProcess, serverProcess } from './server.ts';

const HELP = `npm run replay -- [--diary <folder>] [--chat <folder>] [options]

Replays a real diary and real chat logs through the public GraphQL endpoint, and judges the server: each message
delivered exactly once to each subscriber, in one order for all, every entry there, projections equal to a rebuild.
Exits with 1 when a rule is broken.

  --diary <folder>     chapter-*.xhtml of "The Diary of Samuel Pepys" by Standard Ebooks:
                       https://standardebooks.org/ebooks/samuel-pepys/the-diary (in its source, src/epub/text)
  --chat <folder>      *.ascii.txt and *.annotation.txt of the IRC disentanglement data set:
                       https://github.com/jkkummerfeld/irc-disentanglement (data/train, data/dev, data/test)
  --rate <number>      sends a second; without it as fast as answers come
  --limit <number>     only so many entries, and so many lines of each log
  --listeners <number> subscribers of each conversation (2)
  --url <address>      a running server, as http://127.0.0.1:4000, with an admin token in REPLAY_ADMIN_TOKEN
                       ("node --import tsx main.ts token --scope admin" prints one). The accounts that are made
                       there have a published password: not for a server that people use
  --data-dir <folder>  where the server that is started here keeps its data; a temporary folder without it
  --crash              kill that server (SIGKILL) when half is sent, and start it again
  --help               this text
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const usage =
    error instanceof UsageError || String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`${error.message}\n${usage ? 'See npm run replay -- --help\n' : ''}`);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      diary: { type: 'string' },
      chat: { type: 'string' },
      rate: { type: 'string' },
      limit: { type: 'string' },
      listeners: { type: 'string', default: '2' },
      url: { type: 'string' },
      'data-dir': { type: 'string' },
      crash: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (!values.diary && !values.chat) throw new UsageError('Nothing to replay: give --diary, --chat or both');
  if (values.url && (values.crash || values['data-dir'])) {
    throw new UsageError('--crash and --data-dir are for a server started here, not for one at --url');
  }
  const limit = positive('limit', values.limit);
  const what: Replay = {
    logs: (values.chat ? await readChatLogs(values.chat) : []).map((log) => ({
      ...log,
      lines: log.lines.slice(0, limit),
    })),
    entries: (values.diary ? await readDiary(values.diary) : []).slice(0, limit),
    listeners: positive('listeners', values.listeners) ?? 2,
    rate: positive('rate', values.rate),
  };
  const outcome = await (values.url
    ? replayToRunning(what, new URL(values.url))
    : replayToOwn(what, values.crash, values['data-dir']));
  process.stdout.write(report(what, outcome));
  return passed(outcome) ? 0 : 1;
}

function replayToRunning(what: Replay, url: URL) {
  const token = process.env.REPLAY_ADMIN_TOKEN;
  if (!token) throw new UsageError('--url needs an admin token in REPLAY_ADMIN_TOKEN, to compare with a rebuild');
  return replay(what, { url, adminToken: async () => token });
}

async function replayToOwn(what: Replay, crash: boolean, dataDir: string | undefined) {
  const folder = dataDir ? resolve(dataDir) : await mkdtemp(join(tmpdir(), 'metachat-replay-'));
  const url = new URL(`http://127.0.0.1:${await freePort()}`);
  const server = serverProcess(url, { HOST: url.hostname, DATA_DIR: folder });
  const cleanUp = async () => {
    await server.stop();
    if (!dataDir) await rm(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void cleanUp().finally(() => process.exit(130)));
  }
  try {
    await server.start();
    const target = { url, adminToken: () => server.adminToken() };
    return await replay(what, crash ? { ...target, halfway: () => crashAndRestart(server) } : target);
  } finally {
    await cleanUp();
  }
}

async function crashAndRestart(server: ServerProcess): Promise<void> {
  await server.kill();
  process.stderr.write('\nThe server was killed; starting it again\n');
  await server.start();
}

function positive(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new UsageError(`--${name} wants a whole number above 0, not "${value}"`);
  return number;
}
