import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came to the collector, with plain attributes. */
export interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined: it began the trace. */
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly service: string;
}

export interface Collector {
  readonly url: string;
  /** Every request, as it came. */
  readonly bodies: readonly string[];
  spans(): readonly ExportedSpan[];
  close(): void;
}

/** Takes traces by OTLP over HTTP, in JSON. */
export const startCollector = async (): Promise<Collector> => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const isTraces = request.method === 'POST' && request.url === '/v1/traces';
    const isJson = request.headers['content-type'] === 'application/json';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (isTraces && isJson) bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(isTraces && isJson ? 200 : 400, { 'content-type': 'application/json' }).end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    spans: () => bodies.flatMap((body) => spansIn(JSON.parse(body))),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** https://opentelemetry.io/docs/specs/otlp: ExportTraceServiceRequest, in JSON. */
interface Traces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ExportedSpan, 'attributes' | 'service' | 'failed' | 'parentSpanId'> & {
        readonly parentSpanId?: string;
        readonly attributes: readonly Attribute[];
        readonly status?: { readonly code?: number };
      })[];
    }[];
  }[];
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const spansIn = ({ resourceSpans }: Traces): ExportedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ traceId, spanId, parentSpanId, name, kind, attributes, status }) => ({
        ...{ traceId, spanId, name, kind, parentSpanId: parentSpanId || undefined, failed: status?.code === 2 },
        ...{ attributes: plain(attributes), service: String(plain(resource.attributes)['service.name']) },
      })),
    ),
  );

const plain = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
