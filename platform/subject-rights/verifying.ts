import type { Request } from '#platform/request';
import type { StoreResidue } from '#platform/subject-rights/residue';

/** What is left of somebody is told to an admin, and to themselves. */
export const verifiable = <R extends { readonly subject: string }>(
  report: R,
  { viewerEvenErased }: Request,
): R | null => {
  const { id, scopes, erased } = viewerEvenErased;
  return id === report.subject || (scopes.has('admin') && !erased) ? report : null;
};

/** The resolver of a subgraph's own part of a report. */
export const residueResolver =
  (residueOf: (tenant: string, person: string) => Promise<readonly StoreResidue[]>) =>
  ({ subject }: { readonly subject: string }, _: object, { tenant }: Request): Promise<readonly StoreResidue[]> =>
    residueOf(tenant, subject);
