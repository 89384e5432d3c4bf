/**
 * Who gets the value of a field: of an object's, those among whoever has got to the object; of a root field's, those who
 * may call it. `Own` are the words that only one subgraph needs. Whatever the rule, nothing is told in another tenant.
 */
export type Rule<Own extends string = never> =
  /** Also without an access token. */
  | 'anybody'
  /** Anybody of the tenant. */
  | 'signed in'
  /** Of a root field: it works on what is the viewer's own, and can name nothing of anybody else's. */
  | 'own'
  /** The person whom it is about, or who wrote it; of a root field, what its arguments name. */
  | 'owner'
  | 'owner or admin'
  | 'admin'
  | 'owner or profiles:write'
  /** Those who share it: the participants of a conversation, the two of a match. */
  | 'members'
  /** Of a plain value: whoever has got to the object that it is a part of. */
  | 'parent'
  | Own;

/** The rule of every field of a subgraph, by its type and its name. */
export type AccessRules<Own extends string = never> = Readonly<Record<string, Readonly<Record<string, Rule<Own>>>>>;
