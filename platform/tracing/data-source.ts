import type { ExecutionResult } from 'graphql';
import type { DataSource, Fetch, OperationContext } from '#platform/data-source';
import {
  type Attributes,
  refusalTypeOf,
  type Span,
  type SpanStart,
  type Tracing,
  tracked,
} from '#platform/tracing/tracing';

/**
 * A data source whose fetches are spans, to which belongs what they cause. `client`: a subgraph elsewhere, as its router
 * sees it; `server`: the same as it sees itself; `internal`: both in one process.
 */
export const tracedDataSource = <T extends DataSource>(
  source: T,
  given: { readonly tracing: Tracing; readonly subgraph: string; readonly kind: SpanStart['kind'] },
): T => {
  const { tracing, subgraph, kind } = given;
  const begin = ({ query, traceparent }: Fetch, context: OperationContext): Span | undefined => {
    const type = /^\s*(mutation|subscription)\b/.exec(query)?.[1] ?? 'query';
    return tracing.begin({
      ...{ name: kind === 'client' ? `fetch ${subgraph}` : `${type} ${subgraph}`, kind },
      parent: traceparent ?? context.traceparent,
      attributes: { 'graphql.operation.type': type, 'metachat.subgraph': subgraph },
    });
  };
  return {
    ...source,
    execute(fetch, context) {
      const span = begin(fetch, context);
      if (!span) return source.execute(fetch, context);
      return tracked([span], source.execute({ ...fetch, traceparent: span.traceparent }, context), outcomeOf);
    },
    /** Until the subscription stands. */
    subscribe(fetch, context) {
      const span = begin(fetch, context);
      if (!span) return source.subscribe(fetch, context);
      const opening = source.subscribe({ ...fetch, traceparent: span.traceparent }, context);
      return tracked([span], opening, (opened) => (Symbol.asyncIterator in opened ? undefined : outcomeOf(opened)));
    },
  };
};

const outcomeOf = ({ errors }: ExecutionResult): Attributes | undefined =>
  errors && { 'error.type': refusalTypeOf(errors) };
