import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsIn, isNeverIncluded, onType, TYPENAME } from '../selections.ts';
import { plannedVariable } from './variables.ts';

/**
 * A document as the planner understands it, which asks for the same:
 * a set of which a constant `@skip` leaves nothing asks for `__typename`, for without that its object isn't fetched, and so
 * is null; variables have names that no fetch has for its own; and where a graph has interface objects, a fragment on a
 * union is one on each of its members, since the planner can't tell whether an interface object is one of them.
 */
export const plannable = (
  document: DocumentNode,
  schema: GraphQLSchema,
  hasInterfaceObjects: boolean,
): DocumentNode => {
  const fragments = fragmentsIn(document);

  const isNothing = ({ selections }: SelectionSetNode): boolean =>
    selections.every((selection) => {
      if (isNeverIncluded(selection)) return true;
      if (selection.kind === Kind.INLINE_FRAGMENT) return isNothing(selection.selectionSet);
      return selection.kind === Kind.FRAGMENT_SPREAD && isNothing(fragments.get(selection.name.value)!.selectionSet);
    });

  const types = new TypeInfo(schema);
  const ofEachMember = (set: SelectionSetNode, parent: GraphQLCompositeType): SelectionNode[] =>
    set.selections.flatMap((selection): SelectionNode | SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return selection;
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
      const union = schema.getType(fragment.typeCondition?.name.value ?? '');
      if (!isUnionType(union) || union === parent) return selection;
      const { directives = [] } = selection;
      const possible = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent];
      return union
        .getTypes()
        .filter((member) => possible.includes(member))
        .map(({ name }) => ({ ...onType(name, fragment.selectionSet.selections), directives }));
    });

  return visit(
    document,
    visitWithTypeInfo(types, {
      Variable(node) {
        const value = plannedVariable(node.name.value);
        return value === node.name.value ? undefined : { ...node, name: { kind: Kind.NAME, value } };
      },
      SelectionSet(set, _key, around) {
        const isOfField = around !== undefined && 'kind' in around && around.kind === Kind.FIELD;
        if (isOfField && isNothing(set)) return { ...set, selections: [TYPENAME, ...set.selections] };
        const parent = types.getParentType();
        if (!hasInterfaceObjects || !parent) return undefined;
        const selections = ofEachMember(set, parent);
        if (selections.every((selection, nth) => selection === set.selections[nth])) return undefined;
        // no member can be here
        return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] };
      },
    }),
  );
};
