import { cursorsOf, foreignCursor } from '#platform/cursor';
import { badInput } from '#platform/domain/errors';
import type { ColumnType, Row, Table } from '#platform/read-model/read-model';
import type { Request } from '#platform/request';

/** Relay's arguments. Either `first` and `after`, or `last` and `before`. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

export interface Connection<N> {
  readonly edges: readonly { readonly cursor: string; readonly node: N }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const DEFAULT_PAGE = 50;
const MAX_PAGE = 100;

/** One partition of a table as a Relay connection. Costs the same on every page: cursors are keys, not offsets. */
export const connection = async <R extends Row>(
  request: Request,
  table: Table<R>,
  partition: Partial<R>,
  args: PageArguments,
  { newestFirst = false } = {},
): Promise<Connection<R>> => {
  const { limit, backwards } = pageSize(args);
  const cursors = rowCursors(table, [table.name, ...table.partitionKey.map((name) => partition[name])]);
  const after = args.after == null ? undefined : cursors.decode(args.after, 'after');
  const before = args.before == null ? undefined : cursors.decode(args.before, 'before');
  const rows = await request.page(table, partition, {
    ...(newestFirst ? { after: before, before: after } : { after, before }),
    limit: limit + 1,
    backwards: backwards !== newestFirst,
  });
  const more = rows.length > limit;
  const page = rows.slice(0, limit);
  if (backwards) page.reverse();
  const edges = page.map((node) => ({ cursor: cursors.encode(node), node }));
  return connectionOf(edges, {
    hasNextPage: backwards ? before !== undefined : more,
    hasPreviousPage: backwards ? more : after !== undefined,
  });
};

export const connectionOf = <N>(
  edges: Connection<N>['edges'],
  more: Pick<Connection<N>['pageInfo'], 'hasNextPage' | 'hasPreviousPage'>,
): Connection<N> => ({
  edges,
  pageInfo: { ...more, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
});

/** The same edges, each to what its node names; without those whose thing is not there. */
export const edgesTo = async <N, M>(
  edges: Connection<N>['edges'],
  load: (node: N) => Promise<M | null>,
): Promise<Connection<M>['edges']> => {
  const nodes = await Promise.all(edges.map(({ node }) => load(node)));
  return edges.flatMap(({ cursor }, nth) => {
    const node = nodes[nth] ?? null;
    return node === null ? [] : [{ cursor, node }];
  });
};

/** How many are asked for, and from which end. BAD_USER_INPUT for fewer than one and more than a hundred. */
export const pageSize = ({ first, last }: PageArguments): { limit: number; backwards: boolean } => {
  if (first != null && last != null) throw badInput('last', 'Give either first or last.');
  const [field, limit] = last == null ? ['first', first ?? DEFAULT_PAGE] : ['last', last];
  if (limit < 1 || limit > MAX_PAGE) throw badInput(String(field), `Must be between 1 and ${MAX_PAGE}.`);
  return { limit, backwards: last != null };
};

/** Cursors of one list of rows: their clustering keys. `scope` is what makes the list. */
export const rowCursors = <R extends Row>({ clusteringKey, columns }: Table<R>, scope: readonly unknown[]) => {
  const cursors = cursorsOf(scope);
  return {
    encode: (row: Partial<R>): string => cursors.encode(clusteringKey.map((name) => row[name])),
    decode: (cursor: string, field: string): Partial<R> => {
      const key = cursors.decode(cursor, field);
      const fits = clusteringKey.every((name, nth) => isOfType(key[nth], columns[name]));
      if (key.length !== clusteringKey.length || !fits) throw foreignCursor(field);
      return Object.fromEntries(clusteringKey.map((name, nth) => [name, key[nth]])) as Partial<R>;
    },
  };
};

/** As rows have them. `Date.parse` alone also takes what PostgreSQL refuses. */
const TIMESTAMP = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const isOfType = (value: unknown, type: ColumnType): boolean => {
  if (type === 'int') return Number.isInteger(value) && value === Number(value) >> 0;
  if (type === 'bigint') return Number.isSafeInteger(value);
  if (type === 'timestamp')
    return typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));
  return typeof value === 'string' && !value.includes('\0');
};
