import { type GraphQLError, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { OperationContext } from '#platform/data-source';
import { DomainError } from '#platform/domain/errors';
import { permittedOperation, refusalsFor, requirementsOf } from './authorization/permitted.ts';
import { isMet, NOBODYS_RIGHTS, type Requirement, type Rights } from './authorization/rights.ts';
import type { Refused } from './document.ts';
import { refusal } from './errors.ts';
import { shareOf } from './overrides.ts';
import type { Prepared } from './prepare.ts';
import type { LoadedSupergraph } from './supergraph.ts';

export interface Authorization {
  /** What a token allows; rejects with a DomainError where it is not valid, or can't be verified. */
  readonly rightsOf: (token: string) => Promise<Rights>;
  /** What becomes of a field that is refused: null with an error at its place; or the whole operation is rejected. */
  readonly refused: 'null' | 'reject';
}

/** What an operation is for those of a request's rights, and of its share of progressive overrides. */
export type VariantFor = (prepared: Prepared, context: OperationContext) => Promise<Prepared | Refused>;

/** Of one operation: n conditions make up to 2ⁿ, of which people use a few. */
const VARIANTS_CACHED = 32;
/** Nobody reads more. */
const MAX_REFUSALS = 20;

/**
 * A plan is made for what the viewer may see, and kept under exactly that: whoever meets other conditions of the same
 * operation gets another plan, and all who meet the same ones share it.
 */
export const createVariants = (supergraph: LoadedSupergraph, authorization: Authorization | undefined): VariantFor => {
  const { apiSchema, access, overrides } = supergraph;
  const { rightsOf = async () => NOBODYS_RIGHTS, refused: treatment = 'null' } = authorization ?? {};
  if (!access && !overrides) return async (prepared) => prepared;

  interface Known {
    readonly requirements: readonly Requirement[];
    readonly variants: LRUCache<string, Prepared | Refused>;
  }
  const known = new WeakMap<Prepared, Known>();
  const knownOf = (prepared: Prepared): Known => {
    let found = known.get(prepared);
    if (!found) {
      const { document, operation } = prepared;
      const requirements = access ? requirementsOf(apiSchema, document, operation, access) : [];
      found = { requirements, variants: new LRUCache({ max: VARIANTS_CACHED }) };
      known.set(prepared, found);
    }
    return found;
  };

  const variantOf = (prepared: Prepared, rights: Rights, labels: ReadonlySet<string>): Prepared | Refused => {
    const { document, operation } = prepared;
    const planFor = (asked = document) => supergraph.plan(asked, operation.name?.value, labels);
    const refusals = access && refusalsFor(apiSchema, access, rights);
    const permitted = refusals && permittedOperation(apiSchema, document, operation, refusals);
    if (!refusals || !permitted || permitted.refused.length === 0)
      return labels.size === 0 ? prepared : { ...prepared, plan: planFor() };

    const message = messageFor(rights);
    const errors = permitted.refused
      .slice(0, MAX_REFUSALS)
      .map(
        ({ path, node }): GraphQLError =>
          refusal('FORBIDDEN', message, { field: path.join('.') }, { nodes: node && [node] }),
      );
    if (treatment === 'reject') return { errors };
    // without its only field there is nothing to subscribe to
    if (operation.operation === OperationTypeNode.SUBSCRIPTION && isRootRefused(permitted.refused)) {
      const path = permitted.refused[0]!.path;
      return { errors: [refusal('FORBIDDEN', message, {}, { path })] };
    }
    return { ...prepared, plan: planFor(permitted.document), refused: { refusals, message, errors } };
  };

  return async (prepared, context) => {
    if (!prepared.plan) return prepared;
    const { requirements, variants } = knownOf(prepared);
    const { token, address } = context;
    const labels = overrides?.labelsAt(shareOf(token ?? address)) ?? NO_LABELS;
    let rights = NOBODYS_RIGHTS;
    if (requirements.length > 0 && token !== undefined)
      try {
        rights = await rightsOf(token);
      } catch (error) {
        if (error instanceof DomainError) return { errors: [refusal(error.code, error.message)] };
        throw error;
      }
    const met = requirements.map((requirement) => (isMet(requirement, rights) ? '1' : '0')).join('');
    // whoever isn't signed in is told so, whatever else is missing
    const key = `${rights.isAuthenticated} ${met} ${[...labels].join(' ')}`;
    let variant = variants.get(key);
    if (!variant) {
      variant = variantOf(prepared, rights, labels);
      variants.set(key, variant);
    }
    return variant;
  };
};

const NO_LABELS: ReadonlySet<string> = new Set();

const isRootRefused = (refused: readonly { readonly path: readonly string[] }[]): boolean =>
  refused.some(({ path }) => path.length === 1);

const messageFor = ({ isAuthenticated }: Rights): string =>
  isAuthenticated ? 'The access token does not allow this.' : 'Sign in first: this needs an access token.';
