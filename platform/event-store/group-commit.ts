import type { RecordedEvent } from '#platform/domain/events';
import type { AppendRequest, AppendResult, EventStore } from '#platform/event-store/event-store';

/** Statements at a time: with one more, the disk has something to do while the server takes in the next. */
const LANES = 2;
/** Of one statement: some milliseconds, and some megabytes when all are as large as they may be. */
const MOST = 100;

interface Waiting {
  readonly requests: readonly AppendRequest[];
  /** What they were answered together; null: each is to be tried by itself. */
  readonly settle: (answer: Promise<readonly (readonly RecordedEvent[])[] | null>) => void;
}

/**
 * Group commit (DeWitt et al., 1984): appends that come while others are under way share the next statement, its round
 * trip and its wait for the disk. When one of them is refused nothing of that statement is done, and each is tried by
 * itself, so that a refused one is refused alone. Who comes while nothing is under way waits for nobody.
 */
export const groupCommit = (parts: {
  /** Whether it may share a statement. */
  readonly isPlain: (request: AppendRequest) => boolean;
  readonly append: (request: AppendRequest) => Promise<AppendResult>;
  readonly appendAll: EventStore['appendAll'];
}): Pick<EventStore, 'append' | 'appendAll'> => {
  const { isPlain } = parts;
  let waiting: Waiting[] = [];
  let underWay = 0;

  const inLane = async <T>(work: () => Promise<T>): Promise<T> => {
    underWay++;
    try {
      return await work();
    } finally {
      underWay--;
      if (waiting.length > 0) next();
    }
  };

  /** All that waits, as far as it goes into one statement. */
  const next = (): void => {
    let count = 0;
    const over = waiting.findIndex(({ requests }, nth) => {
      count += requests.length;
      return nth > 0 && count > MOST;
    });
    const group = waiting.slice(0, over < 0 ? undefined : over);
    waiting = waiting.slice(group.length);
    const answers = inLane(() => parts.appendAll(group.flatMap(({ requests }) => requests)));
    let from = 0;
    for (const { requests, settle } of group) {
      const [first, last] = [from, from + requests.length];
      from = last;
      settle(answers.then((all) => all?.slice(first, last) ?? null));
    }
  };

  const shared = (requests: readonly AppendRequest[]) =>
    new Promise<readonly (readonly RecordedEvent[])[] | null>((settle) => waiting.push({ requests, settle }));

  return {
    async append(request) {
      if (underWay >= LANES && isPlain(request)) {
        const answers = await shared([request]);
        if (answers) return { status: 'appended', events: answers[0]! };
      }
      return inLane(() => parts.append(request));
    },

    async appendAll(requests) {
      if (!requests.every(isPlain)) return null;
      if (underWay >= LANES) {
        const answers = await shared(requests);
        if (answers) return answers;
      }
      return inLane(() => parts.appendAll(requests));
    },
  };
};
