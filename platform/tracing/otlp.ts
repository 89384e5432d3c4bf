import {
  createContextKey,
  ROOT_CONTEXT,
  type Span as SdkSpan,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { SamplerName, TracingConfig } from '#platform/config';
import { within } from '#platform/deadline';
import { spanPlaceOf, writeTraceparent } from '#platform/tracing/trace-context';
import type { Span, SpanStart, Tracing } from '#platform/tracing/tracing';

export interface OtlpOptions extends TracingConfig {
  readonly environment: string;
  /** Told once when the collector takes no spans, and again after it took some. What it did not take is lost. */
  readonly onFailure: (error: unknown) => void;
}

/** What ended meanwhile goes out together. */
const EXPORT_MS = 1_000;
/** How long a process that stops waits for the collector. */
const CLOSING_MS = 2_000;

/** Spans by OpenTelemetry's SDK, sent in batches by OTLP over HTTP; when too many wait, the newest are dropped. */
export const otlpTracing = (options: OtlpOptions): Tracing => {
  const { url, headers, serviceName, sampler, ratio, environment, onFailure } = options;
  const exporter = tellingOnce(new OTLPTraceExporter({ url, headers: { ...headers } }), onFailure);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'deployment.environment.name': environment }),
    sampler: decidedOnEntry(SAMPLERS[sampler](ratio)),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: EXPORT_MS })],
  });
  const tracer = provider.getTracer('metachat');

  const start = ({ name, kind, parent, attributes }: SpanStart, context = ROOT_CONTEXT): Span => {
    const place = parent === undefined ? undefined : spanPlaceOf(parent);
    const within = place
      ? trace.setSpanContext(context, {
          ...{ traceId: place.traceId, spanId: place.spanId, traceFlags: place.isSampled ? 1 : 0 },
          isRemote: kind === 'server' || kind === 'consumer',
        })
      : context;
    return asSpan(tracer.startSpan(name, { kind: KINDS[kind], attributes: { ...attributes } }, within));
  };

  return {
    enter: (given) => start(given, ENTERING),
    begin: (given) => (given.parent !== undefined && spanPlaceOf(given.parent).isSampled ? start(given) : undefined),
    close: () => within(CLOSING_MS, provider.shutdown()).catch(onFailure),
  };
};

const asSpan = (span: SdkSpan): Span => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceparent: writeTraceparent(traceId, spanId, (traceFlags & 1) === 1),
    end(outcome) {
      if (outcome) {
        span.setAttributes({ ...outcome });
        if (outcome['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    },
  };
};

const KINDS: Readonly<Record<SpanStart['kind'], SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

const parentBased = (root: Sampler): Sampler => new ParentBasedSampler({ root });

const SAMPLERS: Readonly<Record<SamplerName, (ratio: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => parentBased(new AlwaysOnSampler()),
  parentbased_always_off: () => parentBased(new AlwaysOffSampler()),
  parentbased_traceidratio: (ratio) => parentBased(new TraceIdRatioBasedSampler(ratio)),
};

const ENTRY = createContextKey('a client request comes in');
const ENTERING = ROOT_CONTEXT.setValue(ENTRY, true);

/** Elsewhere a span is begun only where its parent is recorded. */
const decidedOnEntry = (sampler: Sampler): Sampler => ({
  shouldSample: (context, ...span) =>
    context.getValue(ENTRY)
      ? sampler.shouldSample(context, ...span)
      : { decision: SamplingDecision.RECORD_AND_SAMPLED },
  toString: () => sampler.toString(),
});

const tellingOnce = (exporter: SpanExporter, onFailure: (error: unknown) => void): SpanExporter => {
  let failing = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== 0;
        if (failed && !failing) onFailure(result.error);
        failing = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
};
