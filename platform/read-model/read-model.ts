import type { FeedPosition } from '#platform/domain/events';

/**
 * Rows that projections write and loaders read. A table is split by its partition key, and within a partition rows stand
 * in the order of the clustering key: every read is one partition's, or of whole keys. Every key also carries the tenant.
 * Adapters pass tests/contract/read-model.ts.
 */
export interface ReadModel {
  /** Makes the tables that aren't there yet. */
  prepare(tables: readonly Table[]): Promise<void>;

  /** Rows by whole keys, in the order asked; null where there is none. All of them at once. */
  get<R extends Row>(table: Table<R>, tenant: string, keys: readonly Partial<R>[]): Promise<(R | null)[]>;

  /** A stretch of one partition, in clustering order or against it. */
  page<R extends Row>(table: Table<R>, tenant: string, partition: Partial<R>, range: Range<R>): Promise<R[]>;

  /** The first rows of each of these partitions, in the order asked. All of them at once. */
  firsts<R extends Row>(
    table: Table<R>,
    tenant: string,
    partitions: readonly Partial<R>[],
    limit: number,
  ): Promise<R[][]>;

  /** How the rows of tables with vectors are searched for those that are most alike. */
  readonly search: Search;

  /** In how many rows something personal of this person still stands. Looks at the whole table. */
  countPersonal(table: Table, tenant: string, person: string): Promise<number>;

  /** The last version of each stream that a projection has seen; streams not seen are left out. */
  versions(target: Target, streams: readonly StreamKey[]): Promise<Map<string, number>>;

  /** Rows as a projection finds them before it computes the next ones from them. */
  stored(target: Target, table: Table, tenant: string, keys: readonly Row[]): Promise<(StoredRow | null)[]>;

  /**
   * Writes one batch of a projection: rows, and which versions they come from. When it rejects, part of it may be written:
   * the same events come again then, and lead to the same rows. A batch that another process has overtaken changes
   * nothing: it either rejects, or every row of it that is older than what stands there is ignored.
   */
  write(target: Target, batch: WriteBatch): Promise<void>;

  /** Makes empty shadow tables for a rebuild, in place of any earlier ones. */
  startShadow(target: Target, tables: readonly Table[]): Promise<void>;
  /** How many rows the live tables hold, and how many of the shadow's differ from theirs or are only in one of them. */
  compareShadow(tables: readonly Table[]): Promise<{ rows: number; differing: number }>;
  /** Puts the shadow tables in the place of the live ones, at once. */
  switchToShadow(projection: string, tables: readonly Table[]): Promise<void>;
}

export type Value = string | number | boolean | null | object;
export type Row = Readonly<Record<string, Value>>;

/** `timestamp` is an ISO-8601 string in UTC with milliseconds; `json` any JSON value. */
export type ColumnType = PlainType | VectorType;
export type PlainType = 'text' | 'int' | 'bigint' | 'float' | 'boolean' | 'timestamp' | 'json';
/**
 * An array of that many numbers, by which an index finds a row; kept in single precision, and only where there is such an
 * index. Reads leave it out: it is null there. One of zeros has no direction, and isn't kept.
 */
export interface VectorType {
  readonly vector: number;
  /** A column of texts: the rows with the same one are searched alone. It is written whenever the vector is. */
  readonly among?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: a table of any row: R stands in both directions
export interface Table<R extends Row = any> {
  readonly name: string;
  readonly partitionKey: readonly (keyof R & string)[];
  readonly clusteringKey: readonly (keyof R & string)[];
  readonly columns: { readonly [K in keyof R]-?: ColumnType };
  readonly personal: Personal<R> | undefined;
}

/** Which columns hold something personal, in clear or sealed, and which one says whose it is. An erasure leaves none of it. */
export interface Personal<R> {
  readonly of: keyof R & string;
  readonly columns: readonly (keyof R & string)[];
}

/** Declares a table of rows R; columns that are no key may be null. */
export const table =
  <R extends Row>() =>
  (
    name: string,
    partitionKey: readonly (keyof R & string)[],
    clusteringKey: readonly (keyof R & string)[],
    columns: { readonly [K in keyof R]-?: ColumnType },
    personal?: Personal<R>,
  ): Table<R> => ({ name, partitionKey, clusteringKey, columns, personal });

export interface Range<R> {
  /** Rows strictly behind this clustering key, in clustering order. */
  readonly after?: Partial<R> | undefined;
  /** Rows strictly before it. */
  readonly before?: Partial<R> | undefined;
  readonly limit: number;
  /** Starts from the end and goes against the clustering order. */
  readonly backwards?: boolean | undefined;
}

/** The server's own index of vectors; or copies in each process, where the server says what changes. */
export type Search = VectorIndex | RowCopies;

export interface VectorIndex {
  readonly by: 'index';
  /**
   * Keys of a tenant's rows whose vectors point most nearly the same way, the nearest first. Rows without one are left out.
   * Where the vector's type has an `among`: of those whose column has this value.
   */
  nearest<R extends Row>(
    table: Table<R>,
    tenant: string,
    column: keyof R & string,
    to: readonly number[],
    given: { readonly limit: number; readonly among?: string },
  ): Promise<Neighbour<R>[]>;
}

export interface Neighbour<R> {
  readonly key: Partial<R>;
  /** The cosine of the angle between the two: 1 for the same direction, -1 for the opposite one. */
  readonly similarity: number;
}

export interface RowCopies {
  readonly by: 'copies';
  /**
   * What `empty` makes of all rows of a tenant, in this process. Each answer has in it all that was written before it was
   * asked for, by whichever process. Copies of tenants of whom nobody asks are forgotten.
   */
  of<R extends Row, C extends RowCopy<R>>(table: Table<R>, empty: () => C): (tenant: string) => Promise<C>;
}

/** In whatever form rows are kept. */
export interface RowCopy<R extends Row> {
  /** There is this row now, in the place of an earlier one. */
  set(row: R): void;
  /** There is no such row any more; there may never have been one. */
  delete(key: Partial<R>): void;
}

/** Which projection writes, and whether into what clients read or into a rebuild's shadow. */
export interface Target {
  readonly projection: string;
  readonly generation: 'live' | 'shadow';
}

export interface StreamKey {
  readonly tenant: string;
  readonly stream: string;
}

export interface WriteBatch {
  readonly rows: readonly RowWrite[];
  /** The newest event of each stream, and where it stands in the feed. */
  readonly versions: readonly (StreamKey & { readonly version: number; readonly feed: FeedPosition })[];
}

/**
 * At most one write per row in a batch. `row` holds the whole key and the columns to set; the others are kept. `feed` is
 * the place of the newest event that it comes from: what was written by a later one stays.
 */
export type RowWrite = { readonly table: Table; readonly tenant: string; readonly feed: FeedPosition } & (
  | { readonly kind: 'upsert'; readonly row: Row; readonly folded?: Folded | undefined }
  | { readonly kind: 'delete'; readonly key: Row }
);

/**
 * Which events a computed row has in it: stream to version, of the batch that wrote it last. When a batch is only partly
 * written and comes again, this keeps it from being counted twice.
 */
export type Folded = Readonly<Record<string, number>>;

export interface StoredRow {
  readonly row: Row;
  /** Empty where a batch is always written whole. */
  readonly folded: Folded;
}

export const streamKey = ({ tenant, stream }: StreamKey): string => `${tenant}\n${stream}`;

/** A row's identity within its table. No value of a key has a NUL in it: PostgreSQL can't store one. */
export const rowKey = (of: Table, tenant: string, row: Row): string => {
  let key = `${of.name}\0${tenant}`;
  for (const name of of.partitionKey) key += `\0${row[name]}`;
  for (const name of of.clusteringKey) key += `\0${row[name]}`;
  return key;
};
