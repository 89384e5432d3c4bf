import {
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsIn } from '../selections.ts';

/** For how long an answer is good, and for whom. */
export interface CachePolicy {
  /** In seconds; more than none. */
  readonly maxAge: number;
  /** PRIVATE: for the viewer alone. */
  readonly scope: 'PUBLIC' | 'PRIVATE';
}

/** What a `@cacheControl` says. */
interface Hint {
  readonly maxAge?: number | undefined;
  readonly scope?: CachePolicy['scope'] | undefined;
  readonly inheritMaxAge?: boolean;
}

const DIRECTIVE = 'cacheControl';

/** Undefined: not at all. */
export interface CachePolicies {
  ofOperation(document: DocumentNode, operation: OperationDefinitionNode): CachePolicy | undefined;
  /** Of each entity that a fetch of `_entities` asks for: all that it asks of it must have a hint, or its type. */
  ofEntities(document: DocumentNode): CachePolicy | undefined;
}

/**
 * Policies by the `@cacheControl` of a supergraph, as Apollo Server defines it: the shortest `maxAge` of all selected
 * fields counts, and PRIVATE as soon as one is; a root field or a field of objects that has no `maxAge` is not kept at all,
 * one of scalars as long as the object around it. Apollo finds it out while it resolves; here it is known before, so
 * what a fragment or `@include` may leave out counts as well. Undefined where the graph has no such directive.
 */
export const createCachePolicies = (schema: GraphQLSchema): CachePolicies | undefined => {
  if (!schema.getDirective(DIRECTIVE)) return undefined;
  const queryType = schema.getQueryType();

  const policyOf = (document: DocumentNode, set: SelectionSetNode, root: GraphQLCompositeType, rootHint: Hint) => {
    const fragments = fragmentsIn(document);
    const seen = new Set<string>();
    let { maxAge = Number.POSITIVE_INFINITY } = rootHint;
    let isPrivate = rootHint.scope === 'PRIVATE';

    const restrict = (hint: Hint) => {
      maxAge = Math.min(maxAge, hint.maxAge ?? maxAge);
      isPrivate ||= hint.scope === 'PRIVATE';
    };
    const visitSet = (set: SelectionSetNode, parent: GraphQLCompositeType): void => {
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) {
          const name = selection.name.value;
          if (name === '__typename') continue;
          const definitions = fieldsOf(schema, parent, name);
          // the schema itself is asked for, which no policy is about
          if (definitions.length === 0) restrict({ maxAge: 0 });
          const isBare = parent === queryType || (parent === root && rootHint.maxAge === undefined);
          for (const definition of definitions) restrict(hintOfField(schema, definition, isBare));
          const type = definitions[0] && getNamedType(definitions[0].type);
          if (selection.selectionSet && isCompositeType(type)) visitSet(selection.selectionSet, type);
          continue;
        }
        if (selection.kind === Kind.FRAGMENT_SPREAD) {
          if (seen.has(selection.name.value)) continue;
          seen.add(selection.name.value);
        }
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
        const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
        visitSet(fragment.selectionSet, isCompositeType(condition) ? condition : parent);
      }
    };
    visitSet(set, root);
    if (maxAge === 0 || maxAge === Number.POSITIVE_INFINITY) return undefined;
    return { maxAge, scope: isPrivate ? 'PRIVATE' : 'PUBLIC' } as const;
  };

  return {
    ofOperation: (document, operation) =>
      operation.operation === 'query' && queryType
        ? policyOf(document, operation.selectionSet, queryType, {})
        : undefined,

    ofEntities(document) {
      const [operation, ...others] = document.definitions;
      if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) return undefined;
      const [asked, ...more] = operation.selectionSet.selections;
      if (asked?.kind !== Kind.FIELD || asked.name.value !== '_entities' || more.length > 0) return undefined;
      const policies = (asked.selectionSet?.selections ?? []).map((selection) => {
        const name = selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : undefined;
        const type = name === undefined ? undefined : schema.getType(name);
        if (selection.kind !== Kind.INLINE_FRAGMENT || !isCompositeType(type)) return undefined;
        return policyOf(document, selection.selectionSet, type, hintOfType(schema, type));
      });
      return policies.reduce((all, policy) => all && policy && strictest(all, policy));
    },
  };
};

const strictest = (one: CachePolicy, other: CachePolicy): CachePolicy => ({
  maxAge: Math.min(one.maxAge, other.maxAge),
  scope: one.scope === 'PRIVATE' ? one.scope : other.scope,
});

/** Of an interface's field also those of all that implement it: one of them it will be. */
const fieldsOf = (
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  name: string,
): readonly GraphQLField<unknown, unknown>[] => {
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const types = isUnionType(type) ? possible : [type, ...possible];
  return types.flatMap((one) => one.getFields()[name] ?? []);
};

/** `isBare`: nothing stands around it that it could have its age from. */
const hintOfField = (schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, isBare: boolean): Hint => {
  const type = getNamedType(field.type);
  const ofType = isCompositeType(type) ? hintOfType(schema, type) : {};
  const own = hintIn(field.astNode?.directives);
  const maxAge = own.maxAge ?? ofType.maxAge;
  const scope = own.scope ?? ofType.scope;
  const inherits = isCompositeType(type) ? (own.inheritMaxAge ?? ofType.inheritMaxAge ?? false) : true;
  return { scope, maxAge: maxAge ?? (inherits && !isBare ? undefined : 0) };
};

/** Apollo takes an abstract type's own hint alone; here none of its objects is kept longer, or told to others, than it says. */
const hintOfType = (schema: GraphQLSchema, type: GraphQLCompositeType): Hint => {
  const own = hintIn(type.astNode?.directives);
  if (!isAbstractType(type)) return own;
  const hints = schema.getPossibleTypes(type).map(({ astNode }) => hintIn(astNode?.directives));
  const ages = hints.flatMap(({ maxAge }) => maxAge ?? []);
  return {
    ...own,
    ...(own.maxAge !== undefined && { maxAge: Math.min(own.maxAge, ...ages) }),
    ...(hints.some(({ scope }) => scope === 'PRIVATE') && { scope: 'PRIVATE' }),
  };
};

const hintIn = (directives: readonly ConstDirectiveNode[] = []): Hint => {
  const given = directives.find(({ name }) => name.value === DIRECTIVE)?.arguments ?? [];
  const values = new Map(given.map(({ name, value }) => [name.value, value]));
  const [maxAge, scope, inherits] = ['maxAge', 'scope', 'inheritMaxAge'].map((name) => values.get(name));
  return {
    ...(scope?.kind === Kind.ENUM && { scope: scope.value === 'PRIVATE' ? 'PRIVATE' : 'PUBLIC' }),
    ...(inherits?.kind === Kind.BOOLEAN && inherits.value
      ? { inheritMaxAge: true }
      : maxAge?.kind === Kind.INT && { maxAge: Math.max(0, Number(maxAge.value)) }),
  };
};
