import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { conditionOf, fragmentsIn, isIncluded } from '../selections.ts';
import type { Variables } from '../variables.ts';

/** All selections of one response name, of an object of a known type. */
export interface FieldGroup {
  /** The response name. */
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
}

/** CollectFields of the specification, for given values of the variables in `@skip` and `@include`. */
export type CollectFields = (type: GraphQLCompositeType, sets: readonly SelectionSetNode[]) => FieldGroup[];

export const fieldCollector = (schema: GraphQLSchema, document: DocumentNode, conditions: Variables): CollectFields => {
  const fragments = fragmentsIn(document);

  const applies = (condition: string | undefined, type: GraphQLCompositeType): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && !isUnionType(type) && schema.isSubType(wanted, type);
  };

  return (type, sets) => {
    const groups = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const collect = (set: SelectionSetNode): void => {
      for (const selection of set.selections) {
        if (!isIncluded(selection, conditions)) continue;
        if (selection.kind === Kind.FIELD) {
          const key = (selection.alias ?? selection.name).value;
          const group = groups.get(key);
          if (group) group.push(selection);
          else groups.set(key, [selection]);
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          if (applies(selection.typeCondition?.name.value, type)) collect(selection.selectionSet);
        } else if (!spread.has(selection.name.value)) {
          spread.add(selection.name.value);
          const fragment = fragments.get(selection.name.value)!;
          if (applies(fragment.typeCondition.name.value, type)) collect(fragment.selectionSet);
        }
      }
    };
    sets.forEach(collect);
    return [...groups].map(([key, nodes]) => ({ key, name: nodes[0]!.name.value, nodes }));
  };
};

/** The variables that decide which fields an operation has. */
export const conditionVariables = (document: DocumentNode): string[] => {
  const names = new Set<string>();
  const inSet = (set: SelectionSetNode | undefined): void => {
    for (const selection of set?.selections ?? []) {
      for (const directive of selection.directives ?? []) {
        const condition = conditionOf(directive);
        if (typeof condition === 'string') names.add(condition);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD) inSet(selection.selectionSet);
    }
  };
  for (const definition of document.definitions)
    inSet((definition as OperationDefinitionNode | FragmentDefinitionNode).selectionSet);
  return [...names];
};
