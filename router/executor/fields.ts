import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
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
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);

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

/** Whether `@skip` and `@include` let a selection stand. */
export const isIncluded = ({ directives = [] }: SelectionNode, conditions: Variables): boolean =>
  directives.every((directive) => {
    const condition = conditionOf(directive);
    if (condition === undefined) return true;
    const holds = typeof condition === 'boolean' ? condition : conditions[condition] === true;
    return holds === (directive.name.value === 'include');
  });

/** Of `@skip` and `@include`: a constant, or the name of a variable. */
const conditionOf = ({ name, arguments: given }: DirectiveNode): boolean | string | undefined => {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  const value = given?.[0]?.value;
  if (value?.kind === Kind.VARIABLE) return value.name.value;
  return value?.kind === Kind.BOOLEAN && value.value;
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
