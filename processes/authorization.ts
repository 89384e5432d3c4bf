import type { Verifier } from '#platform/auth';
import type { Config } from '#platform/config';
import { NOBODYS_RIGHTS } from '../router/authorization/rights.ts';
import type { Authorization } from '../router/variants.ts';

/**
 * What access tokens allow, for the graph's own directives; the subgraphs look at each token again. Where no token can be
 * verified, none allows anything.
 */
export const authorizationBy = (tokens: Verifier | undefined, { refusedFields }: Config): Authorization => ({
  refused: refusedFields,
  async rightsOf(token) {
    const viewer = await tokens?.verify(token);
    if (!viewer || viewer.erased) return NOBODYS_RIGHTS;
    const { scopes, policies = NOBODYS_RIGHTS.policies } = viewer;
    return { isAuthenticated: true, scopes, policies };
  },
});
