import type { RebuiltProjection } from './verdict.ts';

/** The server's comparison of its read models with a rebuild. */
export interface RebuildReport {
  readonly equal: boolean;
  readonly projections: readonly (RebuiltProjection & { readonly eventsPerSecond: number })[];
}

/** Has the server rebuild every read model from its events, beside the live one, and compare the two. */
export async function compareWithRebuild(server: URL, adminToken: string): Promise<RebuildReport> {
  const url = new URL('/operations/rebuild', server);
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${adminToken}` } });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url.href} answered ${response.status}: ${body.slice(0, 200)}`);
  return JSON.parse(body) as RebuildReport;
}
