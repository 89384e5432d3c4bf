import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import {
  buildSchema,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  Source,
  validate,
} from 'graphql';
import { subgraphsIn } from '../router/subgraphs.ts';

/** What becomes of clients when one schema takes the place of another. Each has a line for people to read. */
export interface Comparison {
  /** What some operation can rest on, and is there no more. */
  readonly breaking: readonly string[];
  /** What a client may not be ready for, though none of its operations fails. */
  readonly dangerous: readonly string[];
  /** Operations of ours that the new schema doesn't take. */
  readonly failing: readonly string[];
}

/** A file of operations. */
export interface OperationFile {
  readonly name: string;
  readonly text: string;
}

export const compareSchemas = (
  before: GraphQLSchema,
  after: GraphQLSchema,
  operations: readonly OperationFile[],
): Comparison => ({
  breaking: findBreakingChanges(before, after).map(({ type, description }) => `${type}: ${description}`),
  dangerous: findDangerousChanges(before, after).map(({ type, description }) => `${type}: ${description}`),
  failing: operations.flatMap(({ name, text }) =>
    validate(after, parse(new Source(text, name))).map((error) => `${placeOf(error, name)}: ${error.message}`),
  ),
});

/** The schema that clients see, of its own SDL or of a supergraph's. */
export const clientSchema = (sdl: string): GraphQLSchema => {
  if (subgraphsIn(parse(sdl)).length === 0) return buildSchema(sdl);
  const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return supergraph.apiSchema().toGraphQLJSSchema();
};

const placeOf = ({ locations }: GraphQLError, name: string): string => `${name}:${locations?.[0]?.line ?? 1}`;
