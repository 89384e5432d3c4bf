import { type GraphQLLeafType, isEnumType } from 'graphql';

/**
 * Whether a subgraph's value may stand in an answer. Subgraphs have serialized it already: values of custom scalars go
 * through as they are, those of enums must be among the values that clients know.
 */
export type IsValid = (value: unknown) => boolean;

export const leafCheck = (type: GraphQLLeafType): IsValid => {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name as unknown));
    return (value) => names.has(value);
  }
  return SPECIFIED[type.name] ?? anything;
};

const anything: IsValid = () => true;

const isInteger: IsValid = (value) => Number.isInteger(value);

const SPECIFIED: Readonly<Record<string, IsValid>> = {
  // 32 bits
  Int: (value) => isInteger(value) && (value as number) === ((value as number) | 0),
  Float: (value) => Number.isFinite(value),
  String: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  ID: (value) => typeof value === 'string' || isInteger(value),
};
