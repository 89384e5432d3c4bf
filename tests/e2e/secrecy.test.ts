import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { client } from './client.ts';
import { settled } from './metrics.ts';
import { databaseOf, dataDirForTests, serve } from './process.ts';

/** Texts that stand nowhere else, by what they are; short, since a database compresses long ones. */
const word = (name: string) => `${name}-${newId().slice(-12)}`;
const PERSONAL = {
  ...{
    username: word('Wolkenbruch'),
    firstName: word('Henriette'),
    lastName: word('Sonnenschein'),
    bio: word('Suppe'),
  },
  ...{
    archetype: word('Weise'),
    description: word('Weitsicht'),
    entry: word('Regenbogen'),
  },
  ...{ title: word('Dienstag'), tag: word('Wetter'), mood: word('Heiterkeit'), session: word('Abend') },
  ...{
    group: word('Kaffeekranz'),
    message: word('Geheimnis'),
    edit: word('Berichtigung'),
    rename: word('Stammtisch'),
    match: word('Spaziergang'),
  },
};
/** One that stands nowhere else. */
const EMOJI = '🦤';
const EMAIL = `${word('post')}@example.org`;
const PASSWORD = word('Passwort');
/** In requests that are refused. */
const REFUSED = {
  ...{ text: word('Zirkonblume'), login: word('Niemand'), password: word('Falschwort'), token: word('eyJhbGciOi') },
  ...{ literal: word('Woertlich'), id: word('Kennung'), cursor: word('Zeiger') },
};

let lines: string[];
let logs: string;
let raw: Buffer;
let ids: string[];
let tokens: string[];

beforeAll(async () => {
  const DATA_DIR = await dataDirForTests();
  const environment = { DATA_DIR, ENVIRONMENT: 'development', LOG_LEVEL: 'trace' };
  const server = await serve(environment);
  const { nobody } = server;
  const { url } = nobody;

  const { username, firstName, lastName } = PERSONAL;
  const input = { username, email: EMAIL, password: PASSWORD, firstName, lastName, dateOfBirth: '1907-03-11' };
  const { signUp } = await nobody.ask(app.SignUpDocument, { input });
  const friend = { username: word('Freund'), email: `${word('freund')}@example.org`, password: PASSWORD };
  const other = (await nobody.ask(app.SignUpDocument, { input: friend })).signUp;
  const ann = client(url, signUp.accessToken);
  tokens = [signUp, other].flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);

  await ann.ask(app.UpdateProfileDocument, { input: { bio: PERSONAL.bio } });
  await ann.ask('mutation ($input: ArchetypeInput!) { assignArchetype(input: $input) { id } }', {
    input: { archetypeId: 'x', archetypeName: PERSONAL.archetype, confidence: 1, description: PERSONAL.description },
  });
  const session = (await ann.ask(app.StartDiarySessionDocument, { input: { title: PERSONAL.session } }))
    .startDiarySession;
  const { title, entry: content, tag, mood: statedMood } = PERSONAL;
  const written = { title, content, tags: [tag], statedMood, sessionId: session.id };
  const entry = (await ann.ask(app.CreateDiaryEntryDocument, { input: written })).createDiaryEntry;
  const group = { kind: 'GROUP' as const, title: PERSONAL.group, participantIds: [other.user.id] };
  const conversationId = (await ann.ask(app.OpenConversationDocument, { input: group })).openConversation.id;
  const message = { conversationId, text: PERSONAL.message, idempotencyKey: 'once' };
  const { id: messageId } = (await ann.ask(app.SendMessageDocument, { input: message })).sendMessage.message;
  await ann.ask(app.EditMessageDocument, { id: messageId, text: PERSONAL.edit });
  await ann.ask(app.ReactDocument, { messageId, emoji: EMOJI });
  await ann.ask(app.RenameConversationDocument, { conversationId, title: PERSONAL.rename });
  await ann.ask(app.RequestMatchDocument, { userId: other.user.id, message: PERSONAL.match });
  ids = [signUp.user.id, entry.id, session.id, conversationId];

  const { text, login, password, token, literal, id, cursor } = REFUSED;
  await ann.refusal('mutation ($t: String!) { createDiaryEntry(input: { content: $t }) { id } }', { t: `${text}\0` });
  await ann.refusal('query ($first: Int) { diaryEntries(first: $first) { __typename } }', { first: text });
  await ann.refusal(`{ user(id: "${id}") { ${literal} } }`);
  await ann.refusal(`{ user(id: "${literal} `);
  await ann.refusal('query ($id: ID!) { conversation(id: $id) { id } }', { id });
  await ann.refusal('query ($after: String) { diaryEntries(after: $after) { __typename } }', { after: cursor });
  await ann.answer('{ me { id } }', undefined, { 'x-consistency-token': `users.${'f'.repeat(32)}.${cursor}` });
  await nobody.refusal('mutation ($i: SignInInput!) { signIn(input: $i) { accessToken } }', { i: { login, password } });
  await nobody.refusal('mutation ($i: SignUpInput!) { signUp(input: $i) { accessToken } }', { i: input });
  await nobody.refusal('mutation ($t: String!) { refreshSession(refreshToken: $t) { expiresAt } }', { t: token });
  await client(url, token).refusal('{ me { id } }');
  const heard = client(url, token).listen('subscription { messageReceived { id } }');
  await heard.refusal();
  await heard.stop();
  await settled(url);

  const database = new pg.Client(await databaseOf(DATA_DIR, 'postgres'));
  await database.connect();
  await database.query('CHECKPOINT');
  await database.end();
  const files = await readdir(join(DATA_DIR, 'postgres'), { recursive: true, withFileTypes: true });
  const contents = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name)));
  raw = Buffer.concat(await Promise.all(contents));

  const { stdout, stderr } = await server.signal('SIGTERM');
  lines = stdout.trimEnd().split('\n');
  logs = `${stdout}${stderr}${await readFile(join(DATA_DIR, 'postgres.log'), 'utf8')}`;
});

const found = (texts: Readonly<Record<string, string>> | readonly string[], where: string | Buffer) =>
  Object.entries(texts).flatMap(([name, text]) => (where.includes(text) ? [name] : []));

it('every line of the log is JSON with its time, level, service, environment and message', () => {
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) {
    const fact = JSON.parse(line) as Record<string, string>;
    expect(fact).toMatchObject({ service: 'metachat', environment: 'development' });
    expect(fact.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(fact.level).toMatch(/^(trace|debug|info|warn|error|fatal)$/);
    expect(fact.message).toBeTruthy();
  }
  // in development the statements, without what they were given
  expect(lines.filter((line) => line.includes('INSERT INTO'))).not.toEqual([]);
});

it('no text, address, password or token comes into a log, whatever its level and whether it was refused or not', () => {
  expect(logs).toContain('INSERT INTO');
  expect(found(PERSONAL, logs)).toEqual([]);
  expect(found({ EMAIL, PASSWORD, ...REFUSED }, logs)).toEqual([]);
  expect(found(tokens, logs)).toEqual([]);
});

it('nothing that people write, and nothing that opens their accounts, lies readable on the disk', () => {
  // what is not secret is found, so that the rest would be
  expect(found(ids, raw)).toEqual(Object.keys(ids));
  // what somebody shows to everybody is what they are found by
  expect(found(PERSONAL, raw)).toEqual(['username', 'firstName', 'lastName']);
  expect(found({ EMAIL, EMOJI, PASSWORD, ...REFUSED }, raw)).toEqual([]);
  expect(found(tokens, raw)).toEqual([]);
  expect(raw.includes(EMAIL.toLowerCase())).toBe(false);
});
