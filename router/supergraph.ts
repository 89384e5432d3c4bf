import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { realFetches } from './planning/argument-fetches.ts';
import { withArgumentFields } from './planning/argument-fields.ts';
import { mapFetches } from './planning/fetches.ts';
import { type Requirements, requirementsIn } from './planning/requirements.ts';
import { askingTypenames } from './planning/typenames.ts';

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
  readonly requirements: Requirements;
  readonly plan: Planner;
}

export const loadSupergraph = (sdl: string): LoadedSupergraph => {
  const supergraph = read(sdl);
  const federatedApiSchema = supergraph.apiSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();

  const withFields = withArgumentFields(sdl);
  const planned = withFields.sdl === sdl ? supergraph : read(withFields.sdl);
  const plannedApiSchema = planned === supergraph ? federatedApiSchema : planned.apiSchema();
  const requirements = requirementsIn(withFields.sdl);
  const planner = new QueryPlanner(planned, { exposeDocumentNodeInFetchNode: true });

  return {
    ...{ sdl, supergraphSchema, federatedApiSchema, requirements },
    apiSchema: federatedApiSchema.toGraphQLJSSchema(),
    plan(document, operationName) {
      const named = operationName === undefined ? {} : { operationName };
      const operation = operationFromDocument(plannedApiSchema, document, { ...named, validate: false });
      return mapFetches(planner.buildQueryPlan(operation), (fetch) =>
        realFetches(fetch, withFields.fields, requirements).map((real) => askingTypenames(real, supergraphSchema)),
      );
    },
  };
};

const read = (sdl: string): Supergraph =>
  Supergraph.build(sdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    // composition has validated it
    validateSupergraph: false,
  });
