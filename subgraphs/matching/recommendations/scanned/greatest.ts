/** One of many, and how much it counts for. */
export interface Valued {
  readonly id: string;
  readonly value: number;
}

/** Keeps the `limit` greatest of what it is offered, of equals those whose ids come first: a binary heap with the least on top. */
export const greatest = (limit: number) => {
  const heap: Valued[] = [];
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isBefore(heap[least]!, heap[child]!)) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  };
  return {
    /** What is less than this is not kept. */
    least: (): number => (heap.length < limit ? Number.NEGATIVE_INFINITY : heap[0]!.value),
    offer(offered: Valued) {
      if (heap.length < limit) {
        heap.push(offered);
        if (heap.length === limit) for (let at = limit >> 1; at >= 0; at--) sink(at);
      } else if (isBefore(offered, heap[0]!)) {
        heap[0] = offered;
        sink(0);
      }
    },
    /** The greatest first. */
    kept: (): Valued[] => heap.toSorted((a, b) => (isBefore(a, b) ? -1 : 1)),
  };
};

const isBefore = (one: Valued, other: Valued): boolean =>
  one.value > other.value || (one.value === other.value && one.id < other.id);
