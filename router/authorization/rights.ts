/** What whoever asks may do, as far as a graph's directives can ask for it. */
export interface Rights {
  readonly isAuthenticated: boolean;
  readonly scopes: ReadonlySet<string>;
  /** Names of the policies that hold for them. */
  readonly policies: ReadonlySet<string>;
}

export const NOBODYS_RIGHTS: Rights = { isAuthenticated: false, scopes: new Set(), policies: new Set() };

/** `@authenticated`, `@requiresScopes` or `@policy` at one place of the graph. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  /** All of one of the lists. */
  | { readonly kind: 'scopes' | 'policies'; readonly anyOf: readonly (readonly string[])[] };

export const isMet = (requirement: Requirement, rights: Rights): boolean => {
  if (requirement.kind === 'authenticated') return rights.isAuthenticated;
  const held = rights[requirement.kind];
  return requirement.anyOf.some((all) => all.every((name) => held.has(name)));
};
