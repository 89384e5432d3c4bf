/**
 * Writes everything that is generated and committed: the composed schemas, the resolver types of the subgraphs, the typed
 * operations with the manifest of their hashes, and Prisma's client. With `--check` it writes nothing and exits 1 where what is there is not what it would
 * write.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentNode, Kind, print } from 'graphql';
import { writeManifest } from '../router/persisted.ts';
import { compose } from './compose.ts';

const check = process.argv.includes('--check');
const SUBGRAPHS = ['users', 'diary', 'chat', 'matching'];
const GENERATED = [
  'schema/supergraph.graphql',
  'schema/api.graphql',
  'schema/operations.ts',
  'schema/operations.manifest.json',
  ...SUBGRAPHS.map((name) => `subgraphs/${name}/schema.types.ts`),
  'prisma/generated',
];

const filesUnder = (path: string): string[] =>
  !existsSync(path)
    ? []
    : statSync(path).isDirectory()
      ? readdirSync(path).flatMap((name) => filesUnder(join(path, name)))
      : [path];
const contents = () => new Map(GENERATED.flatMap(filesUnder).map((file) => [file, readFileSync(file, 'utf8')]));

const run = (command: string, ...args: string[]) =>
  execFileSync('npx', ['--no-install', command, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // only `migrate` needs Prisma's engine, and any program that is there will do for the rest
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, NODE_NO_WARNINGS: '1' },
  });

/** As the app sends them: each with the fragments that it spreads. */
const registeredOperations = async () => {
  const generated: Record<string, unknown> = await import('./operations.ts');
  return Object.values(generated)
    .filter((value): value is DocumentNode => (value as DocumentNode).kind === Kind.DOCUMENT)
    .flatMap((document) => {
      const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
      if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
      return [{ name: operation.name!.value, type: operation.operation, body: print(document) }];
    })
    .sort((one, other) => (one.name < other.name ? -1 : 1));
};

const before = contents();

const { supergraphSdl, apiSdl } = compose(
  SUBGRAPHS.map((name) => ({
    name,
    url: `http://127.0.0.1/${name}`,
    sdl: readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8'),
  })),
);
writeFileSync('schema/supergraph.graphql', supergraphSdl);
writeFileSync('schema/api.graphql', apiSdl);
run('graphql-codegen', '--config', 'codegen.yml', '--silent');
writeFileSync('schema/operations.manifest.json', writeManifest(await registeredOperations()));
run('prisma', 'generate');

if (check) {
  const after = contents();
  const drifted = [...new Set([...before.keys(), ...after.keys()])].filter((f) => before.get(f) !== after.get(f));
  for (const [file, text] of before) writeFileSync(file, text);
  if (drifted.length > 0) {
    process.stderr.write(`Not what \`npm run codegen\` would write:\n${drifted.map((file) => `  ${file}\n`).join('')}`);
    process.exitCode = 1;
  }
}
