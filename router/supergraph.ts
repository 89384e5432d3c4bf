import {
  isFed1Supergraph,
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { type AccessRequirements, accessRequirements } from './authorization/requirements.ts';
import { type Labels, type Overrides, overridesIn } from './overrides.ts';
import { realFetches } from './planning/argument-fetches.ts';
import { withArgumentFields } from './planning/argument-fields.ts';
import { mapFetches } from './planning/fetches.ts';
import { plannable } from './planning/plannable.ts';
import { type Requirements, requirementsIn } from './planning/requirements.ts';
import { askingTypenames } from './planning/typenames.ts';

/** Which fetches answer an operation of a valid document, and in which order. */
export type Planner = (document: DocumentNode, operationName: string | undefined, labels?: Labels) => QueryPlan;

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
  /** Undefined: everybody may see everything, as far as the graph says. */
  readonly access: AccessRequirements | undefined;
  /** Undefined: it has none that are progressive. */
  readonly overrides: Overrides | undefined;
  readonly plan: Planner;
}

export const loadSupergraph = (sdl: string, overrideLabels: readonly string[] = []): LoadedSupergraph => {
  const supergraph = read(sdl);
  const federatedApiSchema = supergraph.apiSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();

  const withFields = withArgumentFields(sdl);
  const planned = withFields.sdl === sdl ? supergraph : read(withFields.sdl);
  const plannedApiSchema = planned === supergraph ? federatedApiSchema : planned.apiSchema();
  const requirements = requirementsIn(withFields.sdl);
  const planner = new QueryPlanner(planned, { exposeDocumentNodeInFetchNode: true });

  const apiSchema = federatedApiSchema.toGraphQLJSSchema();
  const hasInterfaceObjects = sdl.includes('isInterfaceObject: true');
  const declared = parse(sdl, { noLocation: true });
  return {
    ...{ sdl, supergraphSchema, federatedApiSchema, requirements },
    ...{ access: accessRequirements(declared), overrides: overridesIn(declared, overrideLabels) },
    apiSchema,
    plan(document, operationName, labels = new Set()) {
      const asked = plannable(document, apiSchema, hasInterfaceObjects);
      const named = operationName === undefined ? {} : { operationName };
      const operation = operationFromDocument(plannedApiSchema, asked, { ...named, validate: false });
      const overrideConditions = new Map(Array.from(labels, (label) => [label, true]));
      return mapFetches(planner.buildQueryPlan(operation, { overrideConditions }), (fetch) =>
        realFetches(fetch, withFields.fields, requirements).map((real) => askingTypenames(real, supergraphSchema)),
      );
    },
  };
};

/** Throws the reason why a text is no supergraph that can be planned by: for what was not composed here. */
export const checkSupergraph = (sdl: string): void => {
  const { schema } = read(sdl, true);
  if (isFed1Supergraph(schema)) throw new Error('The supergraph is of Federation 1; compose it by Federation 2.');
};

/** Composition has validated what it has composed. */
const read = (sdl: string, validateSupergraph = false): Supergraph =>
  Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, validateSupergraph });
