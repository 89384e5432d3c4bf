import type { QueryPlan } from '@apollo/query-planner';
import { GraphQLError, Kind, type SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { RefusedParts } from './authorization/permitted.ts';
import { type CheckedDocument, checkDocument, type DocumentRules, type Refused } from './document.ts';
import { type Cost, createCosts } from './limits/cost.ts';
import { hasMoreTokens } from './limits/glance.ts';
import { limitExceeded, MAX_TOKENS } from './limits.ts';
import { fragmentsIn } from './selections.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import { type DeclaredVariable, declaredVariables } from './variables.ts';

/** All that can be known of an operation before its variables: made once, run many times. */
export interface Prepared extends CheckedDocument {
  readonly variables: readonly DeclaredVariable[];
  readonly cost: Cost;
  /** Null: it asks for the schema alone, and no subgraph is needed. */
  readonly plan: QueryPlan | null;
  /** What the viewer may not see of it: the plan leaves it out, and the answer says so. */
  readonly refused?: RefusedParts;
}

export interface Asked {
  readonly text: string;
  readonly operationName: string | undefined;
}

export interface Preparing {
  readonly prepare: (text: string, operationName?: string | null) => Prepared | Refused;
  /** What can be said of a document without parsing it: it was prepared or refused before, or is far too long. */
  readonly recall: (text: string, operationName?: string | null) => Prepared | Refused | undefined;
  /** What has been prepared and is remembered, the latest first. */
  known(): readonly Asked[];
}

export const isRefused = (prepared: Prepared | Refused): prepared is Refused => 'errors' in prepared;

/** More than an app has operations. */
const OPERATIONS_CACHED = 2_000;
/** Characters of documents; what is made of a document takes some 50 times its text. */
const CHARACTERS_CACHED = 4_000_000;

/** Of refused documents, which nobody sends twice but by mistake, or to hurt. */
const CHARACTERS_REFUSED = 1_000_000;

export const createPrepare = (
  { apiSchema, supergraphSchema, plan }: Pick<LoadedSupergraph, 'apiSchema' | 'supergraphSchema' | 'plan'>,
  rules: DocumentRules = {},
): Preparing => {
  const costOf = createCosts(supergraphSchema);
  const known = new LRUCache<string, Prepared>({ max: OPERATIONS_CACHED, maxSize: CHARACTERS_CACHED });

  const refusedBefore = new LRUCache<string, Refused>({ maxSize: CHARACTERS_REFUSED });

  const recall: Preparing['recall'] = (text, operationName) => {
    const key = keyOf(text, operationName);
    const cached = known.get(key) ?? refusedBefore.get(key);
    if (cached || !hasMoreTokens(text, MAX_TOKENS)) return cached;
    return { errors: [limitExceeded('tokens', MAX_TOKENS + 1, MAX_TOKENS)] };
  };

  const prepare: Preparing['prepare'] = (text, operationName) => {
    const name = operationName || undefined;
    const key = keyOf(text, name);
    const cached = known.get(key) ?? refusedBefore.get(key);
    if (cached) return cached;

    const checked = checkDocument(apiSchema, text, name, rules);
    if ('errors' in checked) {
      const refused = { errors: checked.errors.map(withoutDocument) };
      refusedBefore.set(key, refused, { size: key.length });
      return refused;
    }
    const { document, operation } = checked;
    const prepared: Prepared = {
      ...{ document, operation },
      variables: declaredVariables(apiSchema, operation),
      cost: costOf(document, operation),
      plan: isIntrospection(checked) ? null : plan(document, name),
    };
    known.set(key, prepared, { size: text.length });
    return prepared;
  };

  return {
    ...{ prepare, recall },
    known: () =>
      Array.from(known.keys(), (key) => {
        const colon = key.indexOf(':');
        return { text: key.slice(colon + 1), operationName: key.slice(0, colon) || undefined };
      }),
  };
};

/** No operation that is known has a colon in its name. */
const keyOf = (text: string, operationName: string | null | undefined): string => `${operationName || ''}:${text}`;

/** The same error, which does not hold what was parsed of its document. */
const withoutDocument = ({ message, source, positions, path, extensions }: GraphQLError): GraphQLError =>
  new GraphQLError(message, { ...(source && positions && { source, positions }), ...(path && { path }), extensions });

/** What an operation asks for, by the names in the schema, also where that stands in fragments. */
export const rootFieldsOf = ({ document, operation }: CheckedDocument): string[] => {
  const fragments = fragmentsIn(document);
  const within = (set: SelectionSetNode): string[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value;
      if (selection.kind === Kind.INLINE_FRAGMENT) return within(selection.selectionSet);
      return within(fragments.get(selection.name.value)!.selectionSet);
    });
  return within(operation.selectionSet);
};

/** Introspection is answered by graphql-js: Apollo's planner and executor don't know its newer fields (`isOneOf`). */
const isIntrospection = (checked: CheckedDocument): boolean =>
  rootFieldsOf(checked).every((name) => name.startsWith('__'));
