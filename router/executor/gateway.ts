import '../telemetry.ts';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import type { ExecutionResult } from 'graphql';
import type { DataSource, OperationContext } from '#platform/data-source';
import type { CreateExecutor, Report } from '../execute.ts';
import { unavailableAt } from './errors.ts';

/** Runs plans by @apollo/gateway's executor. It knows no `@fromContext`, and can't leave out what is refused: it refuses the whole. */
export const gatewayExecutor: CreateExecutor = ({ supergraph, dataSources, report }) => {
  const services: ServiceMap = Object.fromEntries(
    Object.entries(dataSources).map(([name, dataSource]) => [name, serviceOver(dataSource, report)]),
  );

  return async ({ document, operation, plan, refused }, variables, context, event) => {
    if (refused) return { errors: refused.errors, data: null };
    const operationName = operation.name?.value;
    const named = operationName === undefined ? {} : { operationName };
    const node = plan?.node;
    const answered = node?.kind === 'Subscription' && event ? withAnswer(services, node.primary, event) : services;
    return (await executeQueryPlan(
      runnable(plan),
      answered,
      {
        ...({ metrics: {}, logger: silent } as Parameters<typeof executeQueryPlan>[2]),
        ...{ request: { variables, ...named }, context },
      },
      buildOperationContext({ schema: supergraph.apiSchema, operationDocument: document, ...named }),
      supergraph.supergraphSchema,
      supergraph.federatedApiSchema,
    )) as ExecutionResult;
  };
};

/** Of a subscription the whole plan is run, with the event in the place of the primary fetch's answer. */
const runnable = (plan: QueryPlan | null): QueryPlan => {
  const node = plan?.node;
  if (node?.kind !== 'Subscription') return plan ?? { kind: 'QueryPlan' };
  const { primary, rest } = node;
  return { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary };
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
      return { errors: unavailableAt(document) };
    }
  },
});

const withAnswer = (
  services: ServiceMap,
  { serviceName, operation }: FetchNode,
  event: ExecutionResult,
): ServiceMap => ({
  ...services,
  [serviceName]: {
    process: async (options) =>
      options.request.query === operation ? (event as object) : services[serviceName]!.process(options),
  },
});
