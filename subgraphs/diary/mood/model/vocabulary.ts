const NONE = -1;

export interface Vocabulary {
  readonly size: number;
  /** Of a feature; −1 when it isn't known. */
  rowOf(feature: number): number;
}

/**
 * Open addressing with linear probing in a table at most half full, key beside value: most features of a text are not
 * known, and cost one look.
 */
export const vocabulary = (features: Int32Array): Vocabulary => {
  const mask = 2 ** Math.ceil(Math.log2(features.length * 2 + 1)) - 1;
  const slots = new Int32Array((mask + 1) * 2).fill(NONE);
  const rowOf = (feature: number): number => {
    // the lowest bit is the block's
    for (let slot = (feature >>> 1) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot * 2 + 1]!;
      if (row === NONE || slots[slot * 2] === feature) return row;
    }
  };
  features.forEach((feature, row) => {
    let slot = (feature >>> 1) & mask;
    while (slots[slot * 2 + 1] !== NONE) slot = (slot + 1) & mask;
    slots[slot * 2] = feature;
    slots[slot * 2 + 1] = row;
  });
  return { size: features.length, rowOf };
};
