import {
  CHANGED,
  encode,
  isCopied,
  physical,
  primaryKey,
  quote,
  REMOVED,
  sqlTypeOf,
} from '#platform/read-model/postgres/tables';
import type { Row, RowWrite, Table, Target } from '#platform/read-model/read-model';
import { isVector } from '#platform/read-model/vector';

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
    const columns = write.kind === 'upsert' ? keptOf(write.table, row) : primaryKey(write.table);
    const shape = JSON.stringify([write.table.name, write.kind, ...columns]);
    const group = groups.get(shape) ?? { table: write.table, kind: write.kind, columns, rows: [] };
    groups.set(shape, group);
    group.rows.push({ tenant: write.tenant, row });
  }
  return [...groups.values()];
};

const keptOf = ({ columns }: Table, row: Row): string[] => Object.keys(row).filter((name) => !isVector(columns[name]));

/** Adds a value to a statement, and answers with its place there. */
export type Bind = (value: unknown, type: string) => string;

/** Named parts of a statement that write a group. */
export const writeRows = (
  { table, kind, columns, rows }: WriteGroup,
  generation: Target['generation'],
  { bind, name: part }: { readonly bind: Bind; readonly name: string },
): string => {
  const given = rows.map(({ row }) => row);
  const arrays = columns.map((name) => bind(encode(table, name, given), `${sqlTypeOf(table, name)}[]`));
  const tenants = bind(
    rows.map(({ tenant }) => tenant),
    'text[]',
  );
  const names = ['tenant', ...columns.map(quote)].join(', ');
  const source = `SELECT * FROM unnest(${[tenants, ...arrays].join(', ')}) AS given (${names})`;
  if (kind === 'delete') {
    const deletion = `DELETE FROM ${physical(table, generation)} WHERE (${names}) IN (${source})`;
    if (!isCopied(table) || generation === 'shadow') return `${part} AS (${deletion})`;
    return `${part} AS (${deletion} RETURNING ${names}), ${part}_told AS (
      INSERT INTO ${REMOVED} (of_table, tenant, key)
      SELECT '${table.name}', tenant, jsonb_build_array(${columns.map(quote).join(', ')}) FROM ${part}
      ON CONFLICT (of_table, tenant, key) DO UPDATE SET ${CHANGED} = EXCLUDED.${CHANGED})`;
  }

  const key = primaryKey(table);
  const kept = columns.filter((name) => !key.includes(name)).map(quote);
  if (kept.length > 0 && isCopied(table)) kept.push(CHANGED);
  const conflict =
    kept.length === 0 ? 'NOTHING' : `UPDATE SET ${kept.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;
  return `${part} AS (INSERT INTO ${physical(table, generation)} (${names}) ${source}
    ON CONFLICT (tenant, ${key.map(quote).join(', ')}) DO ${conflict})`;
};
