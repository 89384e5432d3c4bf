import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { print } from 'graphql';
import { type GraphQLClient, graphqlClient } from '../replay/client.ts';
import {
  DiaryJobDocument,
  type DiaryJobQuery,
  ImportDiaryDocument,
  type ImportDiaryMutation,
} from '../schema/operations.ts';
import { FORMAT_OF, type Format, type Portion, portionsOf } from './portions.ts';

const HELP = `METACHAT_TOKEN=… npm run import -- FILE [--format FORMAT] [--url URL] [--dry-run]

Imports a diary that another program has exported, however large. It can be repeated: nothing is imported twice.

  --format    DAY_ONE_JSON, DAYLIO_CSV or MARKDOWN; left out, by the file's name: .json, .csv, .md
  --url       of the GraphQL endpoint, http://127.0.0.1:4000/graphql when left out
  --dry-run   only say what would be imported
  --help      this text

METACHAT_TOKEN: an access token of whose diary it is.
`;

type Report = NonNullable<NonNullable<DiaryJobQuery['job']>['importReport']>;

const IMPORT = print(ImportDiaryDocument);
const JOB = print(DiaryJobDocument);
const ASK_EVERY_MS = 300;

try {
  await main();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      format: { type: 'string' },
      url: { type: 'string', default: 'http://127.0.0.1:4000/graphql' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [file] = positionals;
  if (values.help || file === undefined) return void process.stdout.write(HELP);
  const format = formatOf(file, values.format);
  const token = process.env.METACHAT_TOKEN;
  if (!token) throw new Error('METACHAT_TOKEN must be an access token.');

  const portions = portionsOf(format, await readFile(file, 'utf8'));
  const client = graphqlClient(new URL(values.url));
  const shown = new SingleBar({ format: '{bar} {value}/{total} records  {duration_formatted}', fps: 5 });
  const sum = { created: 0, skipped: 0, failed: 0 };
  shown.start(0, 0);
  try {
    for (const portion of portions) {
      const report = await importPortion(client, { token, format, dryRun: values['dry-run'] }, portion, shown);
      for (const name of ['created', 'skipped', 'failed'] as const) sum[name] += report[name];
      for (const { index, sourceId, message } of report.problems)
        process.stderr.write(
          `\nrecord ${portion.from + index}${sourceId === null ? '' : ` (${sourceId})`}: ${message}\n`,
        );
    }
  } finally {
    shown.stop();
    client.close();
  }
  process.stdout.write(
    `${values['dry-run'] ? 'would be ' : ''}created ${sum.created}, skipped ${sum.skipped}, failed ${sum.failed}\n`,
  );
}

async function importPortion(
  client: GraphQLClient,
  { token, ...variables }: { readonly token: string; readonly format: Format; readonly dryRun: boolean },
  { data, from }: Portion,
  shown: SingleBar,
): Promise<Report> {
  const { importDiary } = (
    await client.execute<ImportDiaryMutation>({ query: IMPORT, variables: { ...variables, data }, token })
  ).data;
  for (;;) {
    const variables = { id: importDiary.id };
    const { job } = (await client.execute<DiaryJobQuery>({ query: JOB, variables, token })).data;
    if (!job) throw new Error('The import is gone: whose diary it was has been erased.');
    if (job.total !== null) shown.setTotal(from + job.total);
    shown.update(from + job.done);
    if (job.status === 'FAILED')
      throw new Error(`The import has failed. ${job.importReport?.problems[0]?.message ?? ''}`);
    if (job.status === 'DONE' && job.importReport) return job.importReport;
    await delay(ASK_EVERY_MS);
  }
}

function formatOf(file: string, given: string | undefined): Format {
  const format = given ?? FORMAT_OF[extname(file).toLowerCase()];
  if (format === undefined) throw new Error(`The format of ${file} can't be told by its name: give --format.`);
  if (!Object.values<string>(FORMAT_OF).includes(format)) throw new Error(`There is no format ${format}; see --help.`);
  return format as Format;
}
