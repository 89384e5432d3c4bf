import type { DocumentNode, ExecutionResult } from 'graphql';
import type { TraceContext } from '#platform/tracing/trace-context';

/**
 * How the router reaches a subgraph: in the same process (`local-data-source.ts`) or over HTTP. The router knows
 * nothing else of a subgraph than this and its SDL.
 */
export interface DataSource {
  /** Answers one fetch of a query plan. Never rejects for a fault of the request: that is in `errors`. */
  execute(fetch: Fetch, context: OperationContext): Promise<ExecutionResult>;
  /** Opens the primary fetch of a subscription; each item is the result of one event. Errors before the first event are returned, not thrown. */
  subscribe(fetch: Fetch, context: OperationContext): Promise<EventResults | ExecutionResult>;
}

/** What comes of a subscription that stands. */
export interface EventResults extends AsyncIterable<EventResult> {
  /** The place before the first event. */
  readonly cursor?: string | undefined;
}

export interface EventResult extends ExecutionResult {
  readonly extensions?: {
    /** The place behind the event, for `resumeAfter`. */
    readonly cursor?: string;
    /**
     * Where two results of the same fetch have the same, they are equal, whoever is given them, and depend on no viewer
     * (`viewer-independence.ts`). In one process they are one and the same object, which nobody may change.
     */
    readonly shared?: string;
    /** The span that it was announced by. */
    readonly traceparent?: string;
  };
}

/** One operation sent to one subgraph. */
export interface Fetch {
  readonly query: string;
  /** The parsed `query`, when the planner already has it. */
  readonly document?: DocumentNode | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** The span that it is, where its trace is recorded; else the operation's is meant. */
  readonly traceparent?: string | undefined;
}

/**
 * What travels with a client's operation to every subgraph it touches. One value per operation (and per event of a
 * subscription): whatever is loaded for it is cached under it and dies with it.
 */
export interface OperationContext extends TraceContext {
  /** The viewer's own bearer token, unverified: every subgraph verifies it again. */
  readonly token: string | undefined;
  /** Joins the log lines, events and replies of one operation; also the answer's `x-correlation-id`. */
  readonly correlationId: string;
  /** What the client sent back of an earlier answer's `extensions.consistency`, to read its own writes on any replica. */
  readonly consistencyToken: string | undefined;
  /** From where a broken subscription goes on: the cursor of the last event that came of it. */
  readonly resumeAfter?: string | undefined;
  /** The client's address, for limits. */
  readonly address: string;
  /** The tenant that the client's request came to. It counts where there is no token: that says its own. */
  readonly tenant?: string | undefined;
  /** Filled by mutations: signed tokens of what was written, for `extensions.consistency`. */
  readonly written: string[];
}
