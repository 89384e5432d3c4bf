/** A number that is the same for the same text, evenly spread over 32 bits (FNV-1a, then the finalizer of Murmur3). */
export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let nth = 0; nth < text.length; nth++) hash = Math.imul(hash ^ text.charCodeAt(nth), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Decisions taken from a list of numbers, so that a shorter list of smaller numbers makes a simpler thing. */
export interface Choices {
  /** 0 … below - 1; always 0 once the list is used up. */
  below(limit: number): number;
  /** True once in so many times; never once the list is used up. */
  onceIn(times: number): boolean;
  readonly spent: boolean;
}

export const choicesFrom = (numbers: readonly number[]): Choices => {
  let next = 0;
  const below = (limit: number) => (numbers[next++] ?? 0) % limit;
  return {
    below,
    onceIn: (times) => below(times) === times - 1,
    get spent() {
      return next >= numbers.length;
    },
  };
};
