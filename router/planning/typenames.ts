import type { FetchNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { TYPENAME } from '../selections.ts';
import { withDocument } from './fetches.ts';

/**
 * Makes a fetch ask for `__typename` wherever an object's type is abstract in the graph. The planner does so only where it
 * is abstract in the subgraph: what a subgraph has as a `Book` is an `Item` elsewhere, and without its type nobody knows
 * which fragments on items apply to it.
 */
export const askingTypenames = (fetch: FetchNode, supergraphSchema: GraphQLSchema): FetchNode => {
  const document = fetch.operationDocumentNode!;
  const asking = documentAskingTypenames(document, supergraphSchema);
  return asking === document ? fetch : withDocument(fetch, asking);
};

/** The same document if it asks for all. */
const documentAskingTypenames = (document: DocumentNode, schema: GraphQLSchema): DocumentNode => {
  const types = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(types, {
      SelectionSet(set, _key, parent) {
        const isOfField = parent !== undefined && 'kind' in parent && parent.kind === Kind.FIELD;
        if (!isOfField || !isAbstractType(types.getParentType()) || asksTypename(set)) return undefined;
        return { ...set, selections: [TYPENAME, ...set.selections] };
      },
    }),
  );
};

const asksTypename = ({ selections }: SelectionSetNode): boolean =>
  selections.some(
    (selection) =>
      selection.kind === Kind.FIELD &&
      selection.name.value === '__typename' &&
      !selection.alias &&
      !selection.directives?.length,
  );
