import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { type Installation, newInstallation } from '../../ops/cluster/installation.ts';
import { byTls } from '../../ops/servers/environment.ts';
import { readSettings } from '../../ops/servers/settings.ts';
import * as app from '../../schema/operations.ts';
import { standing } from './metrics.ts';
import { serve, start } from './process.ts';
import { signUp } from './supergraph.ts';

const settings = readSettings(process.env);
const tls = byTls(settings);
let installation: Installation;
/** All servers by TLS, Kafka with a name and a password as well. */
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  installation = await newInstallation('tls');
  const plain = installation.environment;
  const databases = Object.entries(plain).filter(([name]) => name.endsWith('_DATABASE_URL'));
  environment = {
    ...{ ...plain, ...tls, ENVIRONMENT: 'test' },
    ...Object.fromEntries(databases.map(([name, url]) => [name, `${url}?sslmode=verify-full`])),
    REDIS_URL: tls.REDIS_URL + new URL(plain.REDIS_URL!).pathname,
  };
});
afterAll(() => installation?.remove());

it('a message goes from a client to a subscriber when every server is reached by TLS alone', {
  timeout: 240_000,
}, async () => {
  const server = await serve(environment);
  const [ann, bob] = [await signUp(server.nobody, 'ann'), await signUp(server.nobody, 'bob')];
  const input = { kind: 'GROUP' as const, participantIds: [bob.id] };
  const conversationId = (await ann.ask(app.OpenConversationDocument, { input })).openConversation.id;
  const heard = bob.listen<{ messageReceived: { text: string } }>('subscription { messageReceived { text } }');
  await standing(server.nobody.url, { messageReceived: 1 });
  await ann.ask(app.SendMessageDocument, { input: { conversationId, text: 'Hello.', idempotencyKey: newId() } });
  expect((await heard.next()).messageReceived.text).toBe('Hello.');
  await heard.stop();
  expect(await server.signal('SIGTERM')).toMatchObject({ code: 0 });
});

/** Each alone: the others are reached as always. */
it.each<[what: string, changed: () => NodeJS.ProcessEnv, line: RegExp]>([
  ['PostgreSQL', () => ({ VAULT_DATABASE_URL: tls.DATABASE_URL }), /^PostgreSQL at 127\.0\.0\.1:\d+\b.*certificate/],
  [
    'Kafka',
    () => ({
      KAFKA_BOOTSTRAP_SERVERS: tls.KAFKA_BOOTSTRAP_SERVERS,
      KAFKA_SECURITY_PROTOCOL: tls.KAFKA_SECURITY_PROTOCOL,
      KAFKA_SASL_USERNAME: tls.KAFKA_SASL_USERNAME,
      KAFKA_SASL_PASSWORD: tls.KAFKA_SASL_PASSWORD,
    }),
    /^Kafka at 127\.0\.0\.1:\d+\b.*certificate/,
  ],
  ['Cassandra', () => ({ CASSANDRA_TLS: tls.CASSANDRA_TLS }), /^Cassandra at 127\.0\.0\.1:\d+\b.*certificate/],
  ['Redis', () => ({ REDIS_URL: tls.REDIS_URL }), /^Redis at 127\.0\.0\.1:\d+\b.*certificate/],
])('a process does not talk to a %s whose certificate nobody vouches for', async (_, changed, line) => {
  const { code, stdout, stderr } = await start(['chat'], { ...installation.environment, ...changed() }).ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(line);
});
