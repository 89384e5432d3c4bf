import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { OperationContext } from '#platform/data-source';
import { parseRefusal } from './document.ts';
import { internalError, isPublicCode, refusal } from './errors.ts';
import { MAX_TOKENS } from './limits.ts';
import type { Measured } from './operations.ts';
import { isRefused } from './prepare.ts';
import type { Router } from './router.ts';

export interface HttpContext {
  readonly operation: OperationContext;
}

/** GraphQL over HTTP by Apollo Server, which parses and then leaves everything to the router; and its Sandbox. */
export const createApolloServer = (options: {
  readonly router: Router;
  readonly measured: Measured;
  readonly onError: (error: unknown) => void;
}): ApolloServer<HttpContext> => {
  const { router, measured, onError } = options;

  const executor: GatewayExecutor = async ({ source, request, context }) => {
    const prepared = router.prepare(source, request.operationName);
    if (isRefused(prepared)) return prepared;
    const { operation } = context as HttpContext;
    return measured(prepared, operation, () =>
      router.execute(prepared, request.variables, operation),
    ) as Promise<object>;
  };
  const gateway: GatewayInterface = {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: router.apiSchema, coreSupergraphSdl: router.supergraphSdl });
      return () => {};
    },
    load: async () => ({ executor }),
    stop: async () => {},
  };

  return new ApolloServer<HttpContext>({
    gateway,
    // the router validates, once for each document
    dangerouslyDisableValidation: true,
    parseOptions: { maxTokens: MAX_TOKENS },
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => publicFormat(formatted, error, onError),
    logger: { debug() {}, info() {}, warn: onError, error: onError },
    plugins: [
      ApolloServerPluginLandingPageLocalDefault({ embed: true, includeCookies: false }),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
    ],
  });
};

/** Apollo Server's refusals of a request, in the codes of the public API. */
const REQUEST_FAULTS: readonly unknown[] = [
  ...['BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE'],
  ...['PERSISTED_QUERY_NOT_SUPPORTED', 'PERSISTED_QUERY_NOT_FOUND'],
];

const publicFormat = (
  formatted: GraphQLFormattedError,
  error: unknown,
  onError: (error: unknown) => void,
): GraphQLFormattedError => {
  const code = formatted.extensions?.code;
  const cause = error instanceof GraphQLError ? error.originalError : undefined;
  if (code === 'GRAPHQL_PARSE_FAILED') return parseRefusal((cause ?? error) as GraphQLError).toJSON();
  // Apollo Server gives a code of its own to the router's word on an operation that isn't there
  if (cause instanceof GraphQLError && isPublicCode(cause.extensions.code)) return cause.toJSON();
  if (REQUEST_FAULTS.includes(code)) {
    const { message } = formatted;
    const field = /\b(variables|extensions|operationName)\b/.exec(message)?.[0];
    const details = { reason: code, field: field ?? (/\bquer(y|ies)\b/.test(message) ? 'query' : 'body') };
    return refusal('BAD_USER_INPUT', message.trim(), details).toJSON();
  }
  // INTERNAL_SERVER_ERROR is also what Apollo Server calls its own
  if (isPublicCode(code) && error instanceof GraphQLError && error.extensions.code === code) return formatted;
  onError(error);
  return internalError().toJSON();
};
