import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { Listener, Opened } from './upstream.ts';

export interface ResumingOptions {
  /** Opens the subscription on some replica, behind a cursor or, without one, as the client asked. Rejects when none has it. */
  readonly open: (after: string | undefined, listener: Listener) => Promise<Opened>;
  /** For how long a broken subscription is tried again before it is given up. */
  readonly resumeMs: number;
  /** Ends what is still trying. */
  readonly signal: AbortSignal;
}

/** What a subscriber may be behind before its events are dropped here, and asked for again. */
const MAX_WAITING = 200;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1_000;

const OVER = { done: true, value: undefined } as const;

/**
 * The events of a subscription across breaks of its upstream: it is opened again, on whichever replica has it, behind
 * the last event that came. So nothing is lost or doubled, as long as the events carry cursors; when they don't, a break
 * between two events ends the stream with an error. A subscription that broke before its first event is opened as the
 * client opened it. A consumer that falls behind is handled like a break of its own making.
 * Returns the refusal when the first opening is refused; later ones are the stream's last event.
 */
export const resumingEvents = async (
  options: ResumingOptions,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> => {
  const { open, resumeMs, signal } = options;
  const waiting: ExecutionResult[] = [];
  let cursor: string | undefined;
  let heardAny = false;
  let overflowed = false;
  let ended: { readonly failure?: Error } | undefined;
  let wake = () => {};

  // which opening is listened to: what comes late of an earlier one is passed over
  let current = 0;
  let leave = () => {};
  let stoodSince = 0;
  let progressed = true;
  let patience = { until: 0, pauseMs: 0 };

  const end = (failure?: Error) => {
    ended ??= failure ? { failure } : {};
    wake();
  };

  const hear = (result: ExecutionResult) => {
    if (waiting.length >= MAX_WAITING) {
      overflowed = true;
      current += 1;
      return leave();
    }
    const given = result.extensions?.cursor;
    cursor = typeof given === 'string' ? given : undefined;
    [heardAny, progressed] = [true, true];
    waiting.push(result);
    return wake();
  };

  const openNext = async (): Promise<Opened> => {
    current += 1;
    const mine = current;
    const opened = await open(cursor, {
      event: (result) => mine === current && hear(result),
      completed: () => mine === current && end(),
      broken: (error) => mine === current && void resume(error),
    });
    if (opened.refusal) return opened;
    if (!heardAny) cursor ??= opened.cursor;
    // the first events may have come with the opening, and too many of them
    if (mine !== current) opened.leave();
    else [leave, stoodSince] = [opened.leave, performance.now()];
    return opened;
  };

  const resume = async (cause: Error): Promise<void> => {
    let failure = cause;
    if (heardAny && cursor === undefined) return end(failure);
    // what breaks again and again without an event between is not tried forever
    if (progressed || performance.now() - stoodSince > resumeMs)
      patience = { until: performance.now() + resumeMs, pauseMs: 0 };
    progressed = false;
    while (performance.now() + patience.pauseMs < patience.until && !signal.aborted) {
      await delay(patience.pauseMs);
      patience.pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, 2 * patience.pauseMs), MAX_PAUSE_MS);
      if (ended) return;
      try {
        const { refusal } = await openNext();
        if (refusal && !ended) {
          waiting.push(refusal);
          end();
        }
        return;
      } catch (error) {
        failure = error as Error;
      }
    }
    end(failure);
  };

  const first = await openNext();
  if (first.refusal) return first.refusal;

  const events: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      for (;;) {
        const value = waiting.shift();
        if (value) return { done: false, value };
        if (ended) {
          const { failure } = ended;
          ended = {};
          if (failure) throw failure;
          return OVER;
        }
        if (overflowed) {
          overflowed = false;
          void resume(new Error('The subscriber fell behind.'));
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async return() {
      current += 1;
      waiting.length = 0;
      leave();
      end();
      return OVER;
    },
    [Symbol.asyncIterator]: () => events,
  };
  return events;
};
