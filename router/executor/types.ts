import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

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
