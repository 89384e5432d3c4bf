import type { Cassandra } from '#platform/read-model/cassandra/client';
import { FIRST_GENERATION } from '#platform/read-model/cassandra/schema';
import type { Table } from '#platform/read-model/read-model';

/** Which generation of its tables each projection of a subgraph is read from, and which ones are being rebuilt. */
export interface Generations {
  /** What is read, as it was at most half a second ago. */
  recent(): Promise<Numbers>;
  /** What is read now. */
  current(): Promise<Numbers>;
  /** What this process rebuilds. Throws for anything else. */
  readonly shadow: Numbers;
  /** Begins a rebuild, under a number that none had before. */
  begin(projection: string, tables: readonly Table[]): Promise<number>;
  /** From here on the rebuilt tables are read. */
  switchToShadow(projection: string, tables: readonly Table[]): Promise<void>;
}

/** The numbers of generations, by the names of what they are generations of. */
export interface Numbers {
  ofProjection(name: string): number;
  ofTable(name: string): number;
}

const RECENT_MS = 500;

/** `pointers` is a table with one partition per subgraph, so that all of them are read at once. */
export const generations = ({ execute }: Cassandra, pointers: string, subgraph: string): Generations => {
  const shadows = { projections: new Map<string, number>(), tables: new Map<string, number>() };
  let known: { readonly at: number; readonly numbers: Promise<Numbers> } | undefined;

  const read = async (): Promise<Numbers> => {
    const query = `SELECT projection, live, tables FROM ${pointers} WHERE subgraph = ? AND projection > ''`;
    const { rows } = await execute({ query, params: [subgraph] });
    const projections = new Map<string, number>();
    const tables = new Map<string, number>();
    for (const { projection, live, tables: names } of rows) {
      projections.set(projection, live);
      for (const name of names) tables.set(name, live);
    }
    return {
      ofProjection: (name) => projections.get(name) ?? FIRST_GENERATION,
      ofTable: (name) => tables.get(name) ?? FIRST_GENERATION,
    };
  };

  const current = (): Promise<Numbers> => {
    const reading = { at: performance.now(), numbers: read() };
    known = reading;
    reading.numbers.catch(() => {
      if (known === reading) known = undefined;
    });
    return reading.numbers;
  };

  const numberOf = (name: string, rebuilt: ReadonlyMap<string, number>): number => {
    const generation = rebuilt.get(name);
    if (generation === undefined) throw new Error(`No rebuild of ${name} was begun here.`);
    return generation;
  };
  const shadow: Numbers = {
    ofProjection: (name) => numberOf(name, shadows.projections),
    ofTable: (name) => numberOf(name, shadows.tables),
  };

  return {
    current,
    recent: () => (known && performance.now() - known.at < RECENT_MS ? known.numbers : current()),
    shadow,

    async begin(projection, tables) {
      for (;;) {
        const query = `SELECT newest FROM ${pointers} WHERE subgraph = ? LIMIT 1`;
        const { rows } = await execute({ query, params: [subgraph] });
        const newest: number | null = rows[0]?.newest ?? null;
        const generation = (newest ?? FIRST_GENERATION) + 1;
        const taken = await execute({
          query: `UPDATE ${pointers} SET newest = ? WHERE subgraph = ? IF newest = ?`,
          params: [generation, subgraph, newest],
        });
        if (!taken.wasApplied()) continue;
        shadows.projections.set(projection, generation);
        for (const { name } of tables) shadows.tables.set(name, generation);
        return generation;
      }
    },

    async switchToShadow(projection, tables) {
      const generation = shadow.ofProjection(projection);
      const names = tables.map(({ name }) => name);
      await execute({
        // stamped with the generation: the newest one stays, whichever process's clock is ahead
        query: `INSERT INTO ${pointers} (subgraph, projection, live, tables) VALUES (?, ?, ?, ?) USING TIMESTAMP ?`,
        params: [subgraph, projection, generation, names, BigInt(generation)],
      });
      shadows.projections.delete(projection);
      for (const name of names) shadows.tables.delete(name);
      await current();
    },
  };
};
