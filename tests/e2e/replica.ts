import { type Client, client, type Listener, listener } from './client.ts';

/** One process of a subgraph, past the router: whoever can reach it may ask it. */
export interface Replica extends Omit<Client, 'as' | 'listen'> {
  as(token: string | undefined): Replica;
  /** Resolves once the subscription stands: what happens from then on is heard. Rejects with the code of a refusal. */
  listen<D>(query: string, variables?: Record<string, unknown>): Promise<Listener<D>>;
}

export const replica = (url: string, token?: string): Replica => ({
  ...client(url, token),
  as: (other) => replica(url, other),
  async listen<D>(query: string, variables = {}) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const listening = listener<D>(url, {}, { query, variables, extensions: { headers, opening: true } });
    const { code } = await listening.refusal();
    if (code === undefined) return listening;
    await listening.stop();
    throw new Error(String(code));
  },
});
