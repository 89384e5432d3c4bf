import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TraceContext } from '#platform/tracing/trace-context';
import type { Tracing } from '#platform/tracing/tracing';

/** A request as a span of the client's trace, or the first of a new one; it ends with its answer. What follows is given its place. */
export const requestSpan = (
  tracing: Tracing,
  { method = '', url = '/', httpVersion }: IncomingMessage,
  response: ServerResponse,
  { traceparent: parent, tracestate }: TraceContext,
): TraceContext => {
  const path = url.split('?', 1)[0]!;
  const { traceparent, end } = tracing.enter({
    ...{ name: `${method} ${path}`, kind: 'server', parent },
    attributes: {
      ...{ 'http.request.method': method, 'http.route': path, 'url.path': path, 'url.scheme': 'http' },
      'network.protocol.version': httpVersion,
    },
  });
  response.once('close', () => {
    const { statusCode } = response;
    const failure = statusCode < 500 ? undefined : String(statusCode);
    end({ 'http.response.status_code': statusCode, 'error.type': failure });
  });
  return { traceparent, tracestate };
};
