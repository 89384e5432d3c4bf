/** W3C Trace Context, level 1: how one process tells the next which trace its request belongs to. */
export interface TraceContext {
  /** The span that caused this, and whether its trace is recorded. */
  readonly traceparent?: string | undefined;
  /** What the tracing systems on the way have to tell each other: passed on as it is, and neither stored nor exported. */
  readonly tracestate?: string | undefined;
}

const NO_TRACE: TraceContext = {};

/** A version after 00 may have more fields, behind those that are known. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const MEMBER = /^[ \t]*([a-z0-9][a-z0-9_*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256})?[ \t]*$/;
const MAX_MEMBERS = 32;
const MAX_TRACESTATE = 512;

/** Of headers, or of what stands in their place in a message. What is not well formed counts as not given. */
export const traceContextIn = (given: Readonly<Record<string, unknown>>): TraceContext => {
  if (given.traceparent === undefined) return NO_TRACE;
  const traceparent = asTraceparent(given.traceparent);
  return traceparent === undefined ? NO_TRACE : { traceparent, tracestate: asTracestate(given.tracestate) };
};

const asTraceparent = (given: unknown): string | undefined => {
  const [, version, trace, span, flags, more] = (typeof given === 'string' && TRACEPARENT.exec(given)) || [];
  if (version === undefined || (version === '00' && more !== undefined)) return undefined;
  return writeTraceparent(trace!, span!, (Number.parseInt(flags!, 16) & 1) === 1);
};

const asTracestate = (given: unknown): string | undefined => {
  if (typeof given !== 'string' || given.length > MAX_TRACESTATE) return undefined;
  const members = given.split(',');
  return members.length <= MAX_MEMBERS && members.every((member) => MEMBER.test(member)) ? given : undefined;
};

export const writeTraceparent = (traceId: string, spanId: string, isSampled: boolean): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

export interface SpanPlace {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

/** Of a traceparent that has been checked, or written here. */
export const spanPlaceOf = (traceparent: string): SpanPlace => ({
  traceId: traceparent.slice(3, 35),
  spanId: traceparent.slice(36, 52),
  isSampled: traceparent.endsWith('1'),
});

/** For log lines: `trace_id` is the name by which OpenTelemetry's own log bridges write it. */
export const traceIdOf = (context: TraceContext | undefined): { readonly trace_id?: string } =>
  context?.traceparent === undefined ? {} : { trace_id: spanPlaceOf(context.traceparent).traceId };
