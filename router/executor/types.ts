import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';
import type { JsonObject } from './json.ts';

/** What running a plan needs to know of the supergraph's types, by the names that stand in `__typename`. */
export interface TypeNames {
  /** Of an object type; an interface's name comes from a subgraph that knows it as an `@interfaceObject` only. */
  isConcrete(typename: string): boolean;
  isOf(typename: string, condition: string): boolean;
}

export const typeNames = (supergraphSchema: GraphQLSchema): TypeNames => ({
  isConcrete: (typename) => isObjectType(supergraphSchema.getType(typename)),
  isOf(typename, condition) {
    if (typename === condition) return true;
    const type = supergraphSchema.getType(typename);
    const wanted = supergraphSchema.getType(condition);
    if (!isAbstractType(wanted) || !(isObjectType(type) || isInterfaceType(type))) return false;
    return supergraphSchema.isSubType(wanted, type);
  },
});

const TYPE_CONDITION = '... on ';

/** The type that a part of a rewrite's path asks for; undefined, if it names a field. */
export const typeCondition = (part: string): string | undefined =>
  part.startsWith(TYPE_CONDITION) ? part.slice(TYPE_CONDITION.length) : undefined;

/** Whether an object has a type. One that doesn't say its own is what was asked for. */
export const mayBe = ({ __typename: typename }: JsonObject, condition: string, types: TypeNames): boolean =>
  typeof typename !== 'string' || types.isOf(typename, condition);
