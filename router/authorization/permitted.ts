import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsIn, onType, TYPENAME } from '../selections.ts';
import type { AccessRequirements } from './requirements.ts';
import { isMet, type Requirement, type Rights } from './rights.ts';

/** What of a graph is refused to somebody. */
export interface Refusals {
  /** Of an object of this type; of an interface, what it is not known to allow. */
  field(type: GraphQLCompositeType, name: string): boolean;
  /** Objects of this type, which an abstract type may turn out to be. */
  type(name: string): boolean;
}

/** What is refused of an operation, for the executor: the errors stand where the values would. */
export interface RefusedParts {
  readonly refusals: Refusals;
  readonly message: string;
  /** For an executor that can only refuse the whole. */
  readonly errors: readonly GraphQLError[];
}

export const refusalsFor = (schema: GraphQLSchema, requirements: AccessRequirements, rights: Rights): Refusals => {
  const known = new Map<string, boolean>();
  const isRefused = (all: readonly Requirement[]) => !all.every((requirement) => isMet(requirement, rights));
  const refused = (type: string, name: string): boolean => {
    const coordinate = `${type}.${name}`;
    let answer = known.get(coordinate);
    if (answer === undefined) {
      answer = isRefused(requirements.ofField(type, name));
      known.set(coordinate, answer);
    }
    return answer;
  };
  return {
    type: (name) => isRefused(requirements.ofType(name)),
    field: (type, name) =>
      refused(type.name, name) ||
      (isAbstractType(type) && schema.getPossibleTypes(type).some((possible) => refused(possible.name, name))),
  };
};

/** An operation without what is refused; `refused` has the places, as response names, of what was left out. */
export interface PermittedOperation {
  readonly document: DocumentNode;
  readonly refused: readonly { readonly path: readonly string[]; readonly node: FieldNode | undefined }[];
}

/**
 * Leaves out what is refused, so that no subgraph is asked for it. Of an abstract type a field may be refused for some
 * objects only: it is then asked for of the others, type by type. A set of which nothing is left asks for `__typename`:
 * the object itself is allowed, and is told to be there or not.
 */
export const permittedOperation = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  refusals: Refusals,
): PermittedOperation => {
  const fragments = fragmentsIn(document);
  const refused: { path: readonly string[]; node: FieldNode | undefined }[] = [];

  const permittedSet = (set: SelectionSetNode, parent: GraphQLCompositeType, path: readonly string[]) => {
    const selections = set.selections.flatMap((selection) => permitted(selection, parent, path));
    return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] };
  };

  const permitted = (
    selection: SelectionNode,
    parent: GraphQLCompositeType,
    path: readonly string[],
  ): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return permittedField(selection, parent, path);
    const { typeCondition, selectionSet } =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
    const type = typeCondition ? (schema.getType(typeCondition.name.value) as GraphQLCompositeType) : parent;
    if (isObjectType(type) && refusals.type(type.name)) {
      refused.push({ path, node: undefined });
      return [];
    }
    const selections = selectionSet.selections.flatMap((inner) => permitted(inner, type, path));
    if (selections.length === 0) return [];
    const { directives = [] } = selection;
    const condition = typeCondition && { typeCondition };
    return [{ kind: Kind.INLINE_FRAGMENT, ...condition, directives, selectionSet: { ...selectionSet, selections } }];
  };

  const permittedField = (node: FieldNode, parent: GraphQLCompositeType, path: readonly string[]): SelectionNode[] => {
    const { value: name } = node.name;
    if (name.startsWith('__') || isUnionType(parent)) return [node];
    const place = [...path, (node.alias ?? node.name).value];
    const inside = (type: GraphQLCompositeType): FieldNode => {
      const field = isUnionType(type) ? undefined : type.getFields()[name];
      if (!node.selectionSet || !field) return node;
      const inner = getNamedType(field.type) as GraphQLCompositeType;
      // an object of a type that is refused is null, which only its parent can say
      if (isAbstractType(inner) && schema.getPossibleTypes(inner).some((one) => refusals.type(one.name)))
        refused.push({ path: place, node });
      return { ...node, selectionSet: permittedSet(node.selectionSet, inner, place) };
    };
    if (!refusals.field(parent, name)) return [inside(parent)];
    refused.push({ path: place, node });
    if (isObjectType(parent)) return [];
    const allowed = schema.getPossibleTypes(parent).filter((type) => !refusals.field(type, name));
    return allowed.map((type) => onType(type.name, [inside(type)]));
  };

  const selectionSet = permittedSet(operation.selectionSet, schema.getRootType(operation.operation)!, []);
  return { document: { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }] }, refused };
};

/** All that an operation may have to meet, whatever its objects turn out to be; each once. */
export const requirementsOf = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  requirements: AccessRequirements,
): Requirement[] => {
  const fragments = fragmentsIn(document);
  const found = new Map<string, Requirement>();
  const add = (some: readonly Requirement[]) => {
    for (const requirement of some) found.set(JSON.stringify(requirement), requirement);
  };
  const possible = (type: GraphQLCompositeType) =>
    isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
  const spread = new Set<string>();

  const walk = (set: SelectionSetNode, parent: GraphQLCompositeType): void => {
    for (const type of possible(parent)) add(requirements.ofType(type.name));
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const { value: name } = selection.name;
        const { typeCondition, selectionSet } = fragments.get(name)!;
        if (!spread.has(name)) walk(selectionSet, schema.getType(typeCondition.name.value) as GraphQLCompositeType);
        spread.add(name);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value;
        const type = condition === undefined ? parent : (schema.getType(condition) as GraphQLCompositeType);
        walk(selection.selectionSet, type);
      } else {
        const { value: name } = selection.name;
        for (const type of possible(parent)) add(requirements.ofField(type.name, name));
        const field = isUnionType(parent) ? undefined : parent.getFields()[name];
        if (selection.selectionSet && field)
          walk(selection.selectionSet, getNamedType(field.type) as GraphQLCompositeType);
      }
    }
  };
  walk(operation.selectionSet, schema.getRootType(operation.operation)!);
  return [...found.values()];
};
