import { parseArgs } from 'node:util';
import { type GraphQLClient, graphqlClient } from '../replay/client.ts';
import type { Person } from '../replay/person.ts';
import { answers, serverProcess } from '../replay/server.ts';
import { DEMO_PASSWORD, type LoadedWorld, loadWorld } from './load.ts';
import { FIRST_QUERY, firstLook, LIVE_QUERY, sendLive } from './show.ts';
import { world } from './world.ts';

const HELP = `npm run demo [-- --once]

Loads a small written world through the public GraphQL endpoint and shows the graph at work. Uses the server at
HOST:PORT (127.0.0.1:4000) when one answers there, starts one otherwise and keeps it running until Ctrl-C.

  --once   end, with the server that was started, instead of staying
  --help   this text
`;

const PROTAGONIST = 'maya';
/** Longer than usual: who tries things out should not have to sign in every quarter of an hour. */
const TOKEN_LIFE = '1d';
const GROUP = 'thursday-soup';

try {
  await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { once: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return say(HELP);
  if (process.env.ENVIRONMENT === 'production') {
    throw new Error('The demo makes accounts with a published password: it does not run with ENVIRONMENT=production');
  }
  const url = serverAddress();
  const running = await answers(new URL('/health/live', url));
  const server = serverProcess(url, { JWT_EXPIRATION: process.env.JWT_EXPIRATION || TOKEN_LIFE });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit()));
  }
  let staying = false;
  try {
    if (!running) {
      say(`Starting the server at ${url.origin} …\n`);
      await server.start();
    }
    await present(url);
    staying = !running && !values.once;
  } finally {
    if (!staying) await server.stop();
  }
  // The child keeps this process alive.
  if (staying) say('\nThe server runs until Ctrl-C.\n');
}

function serverAddress(): URL {
  const host = process.env.HOST || '127.0.0.1';
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return new URL(`http://${reachable}:${process.env.PORT || 4000}`);
}

async function present(url: URL): Promise<void> {
  const client = graphqlClient(new URL('/graphql', url));
  try {
    const loaded = await loadWorld(client, world);
    await showAtWork(client, loaded);
    await showWayIn(url, loaded);
  } finally {
    client.close();
  }
}

async function showAtWork(client: GraphQLClient, { people, conversations }: LoadedWorld): Promise<void> {
  const entries = world.people.reduce((sum, { diary }) => sum + diary.length, 0);
  const lines = world.conversations.reduce((sum, dialogue) => sum + dialogue.lines.length, 0);
  say(
    `${people.size} people, ${entries} diary entries, ${conversations.size} conversations with ${lines} messages are there.\n`,
  );

  const protagonist = people.get(PROTAGONIST)!;
  const sender = people.get('june')!;
  const conversationId = conversations.get(GROUP)!;
  heading(`A query, as ${protagonist.username}`);
  say(`${FIRST_QUERY}\n\n${shown(await firstLook(protagonist, conversationId))}\n`);

  heading(`A subscription: ${protagonist.username} listens, ${sender.username} writes`);
  const text = 'The heron asks whether there will be fish in the soup.';
  const live = await sendLive(client.endpoint, { from: sender, to: protagonist, conversationId, text });
  say(`${LIVE_QUERY}\n\n${shown(live.event)}\n${live.milliseconds.toFixed(1)} ms after it was sent\n`);

  heading('The read model, after that');
  say(`${shown(live.state)}\n`);
}

async function showWayIn(url: URL, { people, conversations }: LoadedWorld): Promise<void> {
  const person: Person = people.get(PROTAGONIST)!;
  const token = await person.accessToken();
  const query =
    '{ me { firstName archetype { name } } diaryEntries(first: 3) { edges { node { title occurredAt } } } }';
  heading('Your turn');
  say(`Apollo Sandbox               ${new URL('/graphql', url)}
GraphiQL, without internet   ${new URL('/explorer', url)}
People                       ${[...people.keys()].join(', ')}; password: ${DEMO_PASSWORD}
The group's id               ${conversations.get(GROUP)}
A header, as ${person.username.padEnd(16)}{"authorization": "Bearer ${token}"}

curl ${new URL('/graphql', url)} -H 'content-type: application/json' -H 'authorization: Bearer ${token}' \\
  -d '${JSON.stringify({ query })}'
`);
}

function heading(text: string): void {
  say(`\n── ${text} ${'─'.repeat(Math.max(0, 100 - text.length))}\n\n`);
}

function shown(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function say(text: string): void {
  process.stdout.write(text);
}
