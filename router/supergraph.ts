import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';

/** Which fetches answer an operation of a valid document, and in which order. */
export type Planner = (document: DocumentNode, operationName: string | undefined) => QueryPlan;

/** A composed graph, read once at the start. */
export interface LoadedSupergraph {
  readonly sdl: string;
  /** What clients see and documents are validated against. */
  readonly apiSchema: GraphQLSchema;
  /** With what clients don't see: hidden fields, which a plan may need. */
  readonly supergraphSchema: GraphQLSchema;
  /** `apiSchema` in the form of Apollo's own libraries. */
  readonly federatedApiSchema: Schema;
  readonly plan: Planner;
}

export const loadSupergraph = (sdl: string): LoadedSupergraph => {
  const supergraph = Supergraph.build(sdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    // composition has validated it
    validateSupergraph: false,
  });
  const federatedApiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: true });
  return {
    sdl,
    apiSchema: federatedApiSchema.toGraphQLJSSchema(),
    supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
    federatedApiSchema,
    plan: (document, operationName) =>
      planner.buildQueryPlan(
        operationFromDocument(federatedApiSchema, document, {
          ...(operationName === undefined ? {} : { operationName }),
          validate: false,
        }),
      ),
  };
};
