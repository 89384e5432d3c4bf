/**
 * Compares two schemas as clients see them, and exits 1 where the new one breaks some client: a change that is breaking by
 * itself, or an operation of schema/operations that it doesn't take. A schema is a file, a supergraph's or a client's. The
 * old one, left out, is the supergraph that was committed last; the new one what the subgraphs' schemas compose to.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientSchema, compareSchemas, type OperationFile } from './compare.ts';
import { compose } from './compose.ts';

const USAGE = `Usage: npm run schema:check                 the committed supergraph, and what the subgraphs compose to
       npm run schema:check -- NEW          the committed supergraph, and a file
       npm run schema:check -- OLD NEW      two files
       --operations FOLDER                  of the operations that must go on working; schema/operations, if left out`;
const SUPERGRAPH = 'schema/supergraph.graphql';
const SUBGRAPHS = ['users', 'diary', 'chat', 'matching'];

/** What is in the working tree may be generated already. */
const committed = (): string => {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    return execFileSync('git', ['show', `HEAD:./${SUPERGRAPH}`], { encoding: 'utf8', stdio: [...stdio] });
  } catch {
    // not a checkout: a package, an image
    return readFileSync(SUPERGRAPH, 'utf8');
  }
};

const composed = (): string =>
  compose(
    SUBGRAPHS.map((name) => ({
      ...{ name, url: `http://127.0.0.1/${name}` },
      sdl: readFileSync(`subgraphs/${name}/schema.graphql`, 'utf8'),
    })),
  ).supergraphSdl;

const operationsIn = (folder: string): OperationFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => ({ name: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));

const main = (args: readonly string[]): number => {
  const flag = args.indexOf('--operations');
  const folder = flag < 0 ? 'schema/operations' : args[flag + 1];
  const files = flag < 0 ? args : args.toSpliced(flag, 2);
  if (folder === undefined || files.length > 2 || files.some((file) => file.startsWith('-'))) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const [older, newer] = files.length === 2 ? files : [undefined, files[0]];
  const read = (file: string | undefined, otherwise: () => string) =>
    clientSchema(file === undefined ? otherwise() : readFileSync(file, 'utf8'));
  const operations = operationsIn(folder);
  const { breaking, dangerous, failing } = compareSchemas(read(older, committed), read(newer, composed), operations);

  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? `${title} (${lines.length})\n${lines.map((line) => `  ${line}\n`).join('')}` : '';
  const report = [
    section('Breaking changes', breaking),
    section('Operations that fail', failing),
    section('Dangerous changes', dangerous),
  ];
  const verdict = breaking.length + failing.length > 0 ? 'The new schema breaks clients.' : 'No client breaks.';
  process.stdout.write(`${report.filter(Boolean).join('\n')}${report.some(Boolean) ? '\n' : ''}${verdict}\n`);
  return breaking.length + failing.length > 0 ? 1 : 0;
};

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
