import type { Cassandra, Statement } from '#platform/read-model/cassandra/client';
import type { RawRow } from '#platform/read-model/cassandra/rows';

/** Rows read at a time. */
const PAGE = 1_000;

/** Reads all that a statement finds, page by page, with little memory. */
export async function* scan({ execute }: Cassandra, statement: Statement): AsyncGenerator<RawRow, undefined> {
  let pageState: string | undefined;
  do {
    const page = await execute(statement, { fetchSize: PAGE, ...(pageState && { pageState }) });
    yield* page.rows;
    pageState = page.pageState ?? undefined;
  } while (pageState);
  return undefined;
}
