import { setTimeout as sleep } from 'node:timers/promises';

/** A page of a Relay connection. */
export interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

type ReadPage<Node> = (after: string | undefined) => Promise<Page<Node>>;

/** How long a read model may be behind before what it lacks counts as lost. */
const PATIENCE_MS = 15_000;

/** Reads a whole connection, again and again until it has at least `count` nodes or does not get there. */
export async function readAtLeast<Node>(count: number, read: ReadPage<Node>): Promise<Node[]> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const nodes = await readAll(read);
    if (nodes.length >= count || performance.now() > deadline) return nodes;
    await sleep(200);
  }
}

async function readAll<Node>(read: ReadPage<Node>): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | undefined;
  for (;;) {
    const { edges, pageInfo } = await read(after);
    nodes.push(...edges.map((edge) => edge.node));
    if (!pageInfo.hasNextPage || pageInfo.endCursor === null) return nodes;
    after = pageInfo.endCursor;
  }
}
