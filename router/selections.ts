import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
} from 'graphql';
import type { Variables } from './variables.ts';

/** By their names. */
export const fragmentsIn = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );

export const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** `... on Type { selections }` */
export const onType = (type: string, selections: readonly SelectionNode[]): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
  selectionSet: { kind: Kind.SELECTION_SET, selections },
});

/** Whether `@skip` and `@include` let a selection stand. */
export const isIncluded = ({ directives = [] }: SelectionNode, conditions: Variables): boolean =>
  directives.every((directive) => {
    const condition = conditionOf(directive);
    if (condition === undefined) return true;
    const holds = typeof condition === 'boolean' ? condition : conditions[condition] === true;
    return holds === (directive.name.value === 'include');
  });

/** Whether `@skip` and `@include` leave a selection out whatever the variables are. */
export const isNeverIncluded = ({ directives = [] }: SelectionNode): boolean =>
  directives.some((directive) => {
    const condition = conditionOf(directive);
    return typeof condition === 'boolean' && condition !== (directive.name.value === 'include');
  });

/** Of `@skip` and `@include`: a constant, or the name of a variable. */
export const conditionOf = ({ name, arguments: given }: DirectiveNode): boolean | string | undefined => {
  if (name.value !== 'skip' && name.value !== 'include') return undefined;
  const value = given?.[0]?.value;
  if (value?.kind === Kind.VARIABLE) return value.name.value;
  return value?.kind === Kind.BOOLEAN && value.value;
};
