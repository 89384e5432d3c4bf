import './telemetry.ts';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type ExecutionResult, Kind, OperationTypeNode } from 'graphql';
import type { DataSource, OperationContext } from '#platform/data-source';
import { internalError, publicError, unavailable } from './errors.ts';
import type { Prepared } from './prepare.ts';
import type { LoadedSupergraph } from './supergraph.ts';
import type { Variables } from './variables.ts';

/** Takes what the client isn't told. */
export type Report = (error: unknown, context: OperationContext) => void;

/** An answer that is there already, and is not fetched: the event of a subscription. */
export interface Answered {
  readonly serviceName: string;
  readonly operation: string;
  readonly result: ExecutionResult;
}

/** Runs a plan. `variables` are coerced. Never rejects. */
export type ExecutePlan = (
  plan: QueryPlan,
  prepared: Prepared,
  variables: Variables,
  context: OperationContext,
  answered?: Answered,
) => Promise<ExecutionResult>;

/** Runs plans by @apollo/gateway's executor. */
export const createExecutor = (options: {
  readonly supergraph: LoadedSupergraph;
  readonly dataSources: Readonly<Record<string, DataSource>>;
  readonly report: Report;
}): ExecutePlan => {
  const { supergraph, dataSources, report } = options;
  const services: ServiceMap = Object.fromEntries(
    Object.entries(dataSources).map(([name, dataSource]) => [name, serviceOver(dataSource, report)]),
  );

  return async (plan, { document, operation }, variables, context, answered) => {
    const operationName = operation.name?.value;
    const named = operationName === undefined ? {} : { operationName };
    try {
      const result = (await executeQueryPlan(
        plan,
        answered ? withAnswer(services, answered) : services,
        {
          ...({ metrics: {}, logger: silent } as Parameters<typeof executeQueryPlan>[2]),
          ...{ request: { variables, ...named }, context },
        },
        buildOperationContext({ schema: supergraph.apiSchema, operationDocument: document, ...named }),
        supergraph.supergraphSchema,
        supergraph.federatedApiSchema,
      )) as ExecutionResult;
      return answer(result, operation.operation, context, report);
    } catch (error) {
      report(error, context);
      return { errors: [internalError()], data: null };
    }
  };
};

/** The executor writes a log of its own only where it also answers with an error. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A fetch of a plan, as the executor hands it over. */
type PlannedFetch = Extract<Parameters<GraphQLDataSource['process']>[0], { incomingRequestContext: unknown }>;

const serviceOver = (dataSource: DataSource, report: Report): GraphQLDataSource => ({
  async process(options) {
    const { request, context, document } = options as PlannedFetch;
    const { query = '', operationName, variables } = request;
    const operation = context as OperationContext;
    try {
      return (await dataSource.execute({ query, document, operationName, variables }, operation)) as object;
    } catch (error) {
      report(error, operation);
      return { errors: pathsOf(document).map((path) => unavailable(path)) };
    }
  },
});

const withAnswer = (services: ServiceMap, { serviceName, operation, result }: Answered): ServiceMap => ({
  ...services,
  [serviceName]: {
    process: async (options) =>
      options.request.query === operation ? (result as object) : services[serviceName]!.process(options),
  },
});

/**
 * Where in the answer the fields of a fetch stand. Those of an entity fetch are spread over it, and an error for each
 * would say no more than one that has no path.
 */
const pathsOf = (document: DocumentNode | undefined): (string[] | undefined)[] => {
  const operation = document?.definitions[0];
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [undefined];
  const paths = operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.name.value !== '_entities'
      ? [[selection.alias?.value ?? selection.name.value]]
      : [],
  );
  return paths.length > 0 ? paths : [undefined];
};

/** The executor's result as the client gets it. */
const answer = (
  { data, errors }: ExecutionResult,
  type: OperationTypeNode,
  context: OperationContext,
  report: Report,
): ExecutionResult => {
  const consistency =
    type === OperationTypeNode.MUTATION && context.written.length > 0
      ? { extensions: { consistency: context.written.join(',') } }
      : {};
  if (errors && errors.length > 0) {
    const toReport = (error: unknown) => report(error, context);
    return { errors: errors.map((error) => publicError(error, toReport)), data: data ?? null, ...consistency };
  }
  // An entity that is gone makes the nearest nullable field null, which needs no error; but null alone is no answer.
  if (data == null) {
    report(new Error('The answer became null, since an entity of a required field is gone.'), context);
    return { errors: [internalError()], data: null, ...consistency };
  }
  return { data, ...consistency };
};
