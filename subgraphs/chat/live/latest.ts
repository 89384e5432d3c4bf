/** Values by key, the newest of each: what a slow consumer has not taken yet is replaced, so that nothing piles up. */
export interface Latest<T> extends AsyncIterableIterator<T> {
  return(): Promise<IteratorResult<T>>;
  put(key: string, value: T): void;
  /** No more comes; with an error, the consumer hears of it. */
  end(error?: unknown): void;
}

/** `onEnd` is called once, whoever ends it. */
export const latest = <T>(onEnd: () => void): Latest<T> => {
  const waiting = new Map<string, T>();
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};

  const end = (error?: unknown) => {
    if (ended) return;
    ended = true;
    waiting.clear();
    if (error !== undefined) failure = { error };
    onEnd();
    wake();
  };

  const source: Latest<T> = {
    put(key, value) {
      if (ended) return;
      // to the end of the line: what is newest comes last
      waiting.delete(key);
      waiting.set(key, value);
      wake();
    },
    end,
    async next() {
      for (;;) {
        for (const [key, value] of waiting) {
          waiting.delete(key);
          return { done: false, value };
        }
        if (failure) {
          const { error } = failure;
          failure = undefined;
          throw error;
        }
        if (ended) return { done: true, value: undefined };
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
};
