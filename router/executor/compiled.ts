import { executeSync, GraphQLError, type GraphQLSchema, Kind } from 'graphql';
import { refusal } from '../errors.ts';
import type { CreateExecutor } from '../execute.ts';
import type { Prepared } from '../prepare.ts';
import type { Variables } from '../variables.ts';
import { askedFor } from './errors.ts';
import { mergeRoot, type Sources } from './fetch.ts';
import { conditionVariables, fieldCollector } from './fields.ts';
import type { JsonObject } from './json.ts';
import { mergeBy } from './merge.ts';
import type { Run, Step } from './run.ts';
import { compileShape, type Fault, type Shape } from './shape.ts';
import { compileNode } from './steps.ts';
import { typeNames } from './types.ts';

/** Runs plans as closures: what can be known of an operation before its variables is worked out once, when it first runs. */
export const compiledExecutor: CreateExecutor = ({ supergraph, dataSources, report }) => {
  const { apiSchema, supergraphSchema, requirements } = supergraph;
  const types = typeNames(supergraphSchema);
  const sources: Sources = { dataSources, types, merge: mergeBy(types), requirements, report };
  const compiled = new WeakMap<Prepared, Compiled>();

  const compiledOf = (prepared: Prepared): Compiled => {
    const known = compiled.get(prepared);
    if (known) return known;
    const made = { step: compilePlan(prepared, sources), selected: compileSelected(apiSchema, prepared) };
    compiled.set(prepared, made);
    return made;
  };

  return async (prepared, variables, context, event) => {
    const { step, selected } = compiledOf(prepared);
    const { shape, introspect } = selected(variables);
    const run: Run = { variables, context, data: {}, errors: [], event };
    await step(run);
    if (introspect) sources.merge(run.data, introspect(variables));
    const faults: Fault[] = [];
    const data = shape(run.data, faults);
    if (run.errors.length === 0 && faults.length === 0) return { data };
    return { data, errors: [...run.errors.map(asAskedFor(prepared)), ...faults.map(faultError)] };
  };
};

interface Compiled {
  readonly step: Step;
  readonly selected: (variables: Variables) => Selected;
}

/** What depends on the variables in `@skip` and `@include`. */
interface Selected {
  readonly shape: Shape;
  /** Where fields of introspection stand beside others: the values of those. */
  readonly introspect: ((variables: Variables) => JsonObject) | undefined;
}

const compilePlan = ({ plan }: Prepared, sources: Sources): Step => {
  const node = plan?.node;
  if (node?.kind !== 'Subscription') return compileNode(node, sources);
  const begin = mergeRoot(node.primary, [], sources);
  const rest = compileNode(node.rest, sources);
  return (run) => {
    begin(run, run.event!);
    return rest(run);
  };
};

/** Of an operation with n such variables there are 2ⁿ. Clients use a few; one that tries all must not fill the memory. */
const MAX_SELECTED = 32;

const compileSelected = (apiSchema: GraphQLSchema, prepared: Prepared): ((variables: Variables) => Selected) => {
  const names = conditionVariables(prepared.document);
  const known = new Map<string, Selected>();
  return (variables) => {
    const key = names.map((name) => (variables[name] === true ? '1' : '0')).join('');
    let selected = known.get(key);
    if (!selected) {
      if (known.size >= MAX_SELECTED) known.clear();
      selected = compileFor(variables, apiSchema, prepared);
      known.set(key, selected);
    }
    return selected;
  };
};

const compileFor = (conditions: Variables, apiSchema: GraphQLSchema, prepared: Prepared): Selected => {
  const { document, operation, plan, refused } = prepared;
  const rootType = apiSchema.getRootType(operation.operation)!;
  const groups = fieldCollector(apiSchema, document, conditions)(rootType, [operation.selectionSet]);
  const isPlanned = (name: string) => !name.startsWith('__') && !refused?.refusals.field(rootType, name);
  if (!plan?.node && groups.some(({ name }) => isPlanned(name)))
    throw new Error('The planner has no plan for an operation that has fields.');

  const meta = groups.filter(({ name }) => name === '__schema' || name === '__type').flatMap(({ nodes }) => nodes);
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const asked = { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: meta } } as const;
  const introspection = { kind: Kind.DOCUMENT, definitions: [asked, ...fragments] } as const;
  return {
    shape: compileShape(apiSchema, document, operation, conditions, refused),
    introspect:
      meta.length === 0
        ? undefined
        : (variableValues) => executeSync({ schema: apiSchema, document: introspection, variableValues }).data ?? {},
  };
};

const asAskedFor =
  ({ document, operation }: Prepared) =>
  (error: GraphQLError): GraphQLError => {
    const { message, path, extensions } = error;
    if (!path) return error;
    return new GraphQLError(message, {
      ...{ path: askedFor(document, operation, path), extensions, originalError: error.originalError ?? null },
    });
  };

const faultError = ({ path, message, isRefusal }: Fault): GraphQLError =>
  isRefusal ? refusal('FORBIDDEN', message, {}, { path }) : new GraphQLError(message, { path });
