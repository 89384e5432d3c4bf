/**
 * Records what becomes of a request, span by span, in all processes that it reaches. Absent where no exporter is
 * configured: whoever can be traced is then not even wrapped. A span's place is handed on as text (`trace-context.ts`),
 * beside the correlation id; there is no ambient context.
 */
export interface Tracing {
  /**
   * Where a client's request comes in: goes on with the client's trace, or begins one. Whether it is recorded is decided
   * here, and holds for all that follows.
   */
  enter(start: SpanStart): Span;
  /** A part of a trace that is recorded; undefined where there is none to be a part of. */
  begin(start: SpanStart): Span | undefined;
  /** Sends what was recorded, as far as that goes within two seconds. Never rejects. */
  close(): Promise<void>;
}

export interface SpanStart {
  /** From the code or from the schema, never what a person wrote; OpenTelemetry's semantic conventions say how it is made. */
  readonly name: string;
  readonly kind: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  /** The traceparent of what caused it. */
  readonly parent: string | undefined;
  readonly attributes: Attributes;
}

/** Names of things, codes and counts: no id of a person, no address, nothing that a person wrote. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Span {
  /** Its own, for what it causes. */
  readonly traceparent: string;
  /** With what came of it; it failed where there is an `error.type` among that. */
  end(outcome?: Attributes): void;
}

/** Ends spans with what becomes of the work that they stand for. */
export const tracked = async <T>(
  spans: readonly Span[],
  work: Promise<T>,
  outcomeOf: (result: T) => Attributes | undefined = () => undefined,
): Promise<T> => {
  try {
    const result = await work;
    const outcome = outcomeOf(result);
    for (const span of spans) span.end(outcome);
    return result;
  } catch (error) {
    for (const span of spans) span.end({ 'error.type': errorTypeOf(error) });
    throw error;
  }
};

/** Its code or its class: a message may quote anybody's text. */
export const errorTypeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  return [code, name].find(isName) ?? OTHER;
};

/** The code of the first of the errors in an answer. */
export const refusalTypeOf = (
  errors: readonly { readonly extensions: { readonly [name: string]: unknown } }[] | undefined,
): string | undefined => {
  if (!errors?.[0]) return undefined;
  const { code } = errors[0].extensions;
  return isName(code) ? code : OTHER;
};

/** The conventions' word for an error that has no name. */
const OTHER = '_OTHER';
const isName = (value: unknown): value is string => typeof value === 'string' && /^\w{1,64}$/.test(value);
