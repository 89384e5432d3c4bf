import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSchema, compareSchemas } from './compare.ts';
import { compose } from './compose.ts';

const SDL = `type Query { me: User! users(first: Int): [User!]! }
  type User { id: ID! name: String mood: Mood } enum Mood { GLAD SAD }`;

const operations = [{ name: 'people.graphql', text: 'query Me { me { id } }\nquery People { users { name } }' }];
const compare = (after: string) => compareSchemas(clientSchema(SDL), clientSchema(after), operations);

describe('comparing schemas', () => {
  it('finds nothing between equal ones, and nothing bad in what is new', () => {
    const nothing = { breaking: [], dangerous: [], failing: [] };
    expect(compare(SDL)).toEqual(nothing);
    expect(compare(`${SDL} extend type User { age: Int }`)).toEqual(nothing);
  });

  it('tells what breaks clients, and which of our operations', () => {
    expect(compare(SDL.replace('name: String', ''))).toEqual({
      breaking: ['FIELD_REMOVED: User.name was removed.'],
      dangerous: [],
      failing: ['people.graphql:2: Cannot query field "name" on type "User".'],
    });
    expect(compare(SDL.replace('first: Int', 'first: Int!')).failing).toEqual([
      expect.stringMatching(/^people\.graphql:2: .*"first" of type "Int!" is required/),
    ]);
  });

  it('tells apart what is only dangerous', () => {
    const { breaking, dangerous } = compare(SDL.replace('SAD', 'SAD CALM'));
    expect([breaking, dangerous]).toEqual([[], ['VALUE_ADDED_TO_ENUM: CALM was added to enum type Mood.']]);
  });

  it('takes a supergraph for what its clients see', () => {
    const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible"])';
    const supergraph = (sdl: string) =>
      compose([{ name: 'people', url: 'http://127.0.0.1/people', sdl: link + sdl }]).supergraphSdl;
    expect(compare(supergraph(SDL)).breaking).toEqual([]);
    expect(compare(supergraph(SDL.replace('name: String', 'name: String @inaccessible'))).breaking).toEqual([
      'FIELD_REMOVED: User.name was removed.',
    ]);
  });
});

describe('npm run schema:check', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metachat-schemas-'));
    await writeFile(join(folder, 'old.graphql'), SDL);
    await writeFile(join(folder, 'new.graphql'), SDL.replace('name: String', 'name(short: Boolean!): String'));
    await mkdir(join(folder, 'operations'));
    await writeFile(join(folder, 'operations', 'people.graphql'), operations[0]!.text);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const check = (...args: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, ['--import', 'tsx', 'schema/check.ts', ...args], (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  const file = (name: string) => join(folder, name);
  const timeout = 60_000;

  it('fails on a breaking change, and says which', { timeout }, async () => {
    const [broken, same] = await Promise.all([
      check(file('old.graphql'), file('new.graphql'), '--operations', file('operations')),
      check(file('old.graphql'), file('old.graphql')),
    ]);
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain('Breaking changes (1)\n  REQUIRED_ARG_ADDED: A required arg short on User.name');
    expect(broken.stdout).toContain('The new schema breaks clients.');
    // the graph of this file is another than that of the operations
    expect(same).toMatchObject({ code: 1, stdout: expect.stringContaining('schema/operations/account.graphql:') });
  });

  it('compares what the subgraphs compose to with what was committed, and takes our operations', {
    timeout,
  }, async () => {
    const [ours, wrong] = await Promise.all([check('schema/supergraph.graphql'), check('--all')]);
    expect(ours).toMatchObject({ code: 0, stdout: expect.stringContaining('No client breaks.') });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: npm run schema:check') });
  });
});
