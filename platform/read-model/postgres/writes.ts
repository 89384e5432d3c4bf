import {
  CHANGED,
  encode,
  hasVectors,
  physical,
  primaryKey,
  quote,
  sqlType,
} from '#platform/read-model/postgres/tables';
import type { Row, RowWrite, Table, Target } from '#platform/read-model/read-model';

interface WriteGroup {
  readonly table: Table;
  readonly kind: RowWrite['kind'];
  readonly columns: readonly string[];
  readonly rows: { readonly tenant: string; readonly row: Row }[];
}

/** Rows that set the same columns of the same table go in one statement. */
export const groupByShape = (writes: readonly RowWrite[]): WriteGroup[] => {
  const groups = new Map<string, WriteGroup>();
  for (const write of writes) {
    const row = write.kind === 'upsert' ? write.row : write.key;
    const columns = write.kind === 'upsert' ? Object.keys(row) : primaryKey(write.table);
    const shape = JSON.stringify([write.table.name, write.kind, ...columns]);
    const group = groups.get(shape) ?? { table: write.table, kind: write.kind, columns, rows: [] };
    groups.set(shape, group);
    group.rows.push({ tenant: write.tenant, row });
  }
  return [...groups.values()];
};

/** Adds a value to a statement, and answers with its place there. */
export type Bind = (value: unknown, type: string) => string;

export const writeRows = (
  { table, kind, columns, rows }: WriteGroup,
  generation: Target['generation'],
  bind: Bind,
): string => {
  const arrays = columns.map((name) => {
    const { values, type } = encode(
      table,
      name,
      rows.map(({ row }) => row),
    );
    return bind(values, `${type}[]`);
  });
  const tenants = bind(
    rows.map(({ tenant }) => tenant),
    'text[]',
  );
  const names = ['tenant', ...columns.map(quote)].join(', ');
  const typed = columns.map((name) => `${quote(name)}::${sqlType(table.columns[name]!)}`);
  const source = `SELECT ${['tenant', ...typed].join(', ')} FROM unnest(${[tenants, ...arrays].join(', ')}) AS given (${names})`;
  if (kind === 'delete') return `DELETE FROM ${physical(table, generation)} WHERE (${names}) IN (${source})`;

  const key = primaryKey(table);
  const kept = columns.filter((name) => !key.includes(name)).map(quote);
  if (kept.length > 0 && hasVectors(table)) kept.push(CHANGED);
  const conflict =
    kept.length === 0 ? 'NOTHING' : `UPDATE SET ${kept.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;
  return `INSERT INTO ${physical(table, generation)} (${names}) ${source}
    ON CONFLICT (tenant, ${key.map(quote).join(', ')}) DO ${conflict}`;
};
