/** What was opened, to be given back in reverse order. */
export interface Closing {
  add(close: () => unknown): void;
  /** Each after the other, once. */
  close(): Promise<void>;
}

export const closingInReverse = (): Closing => {
  const opened: (() => unknown)[] = [];
  return {
    add: (close) => void opened.push(close),
    async close() {
      for (const close of opened.splice(0).reverse()) await close();
    },
  };
};
