const NONE = -1;

export interface Vocabulary {
  readonly size: number;
  /** Of a feature; −1 when it isn't known. */
  rowOf(feature: number): number;
}

/** Bits of the filter, in the power of two: 128 KB, which stay in a processor's cache. */
const FILTER = 20;

/**
 * Open addressing with linear probing in a table at most half full, key beside value. Most features of a text are not
 * known, and nearly all of these are told by a bit of the others' (a Bloom filter of one hash): a look at the table is a
 * look into slow memory.
 */
export const vocabulary = (features: Int32Array): Vocabulary => {
  const mask = 2 ** Math.ceil(Math.log2(features.length * 2 + 1)) - 1;
  const slots = new Int32Array((mask + 1) * 2).fill(NONE);
  const filter = new Uint32Array(2 ** (FILTER - 5));
  const rowOf = (feature: number): number => {
    const bit = feature >>> (32 - FILTER);
    if (!((filter[bit >>> 5]! >>> bit) & 1)) return NONE;
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
    const bit = feature >>> (32 - FILTER);
    filter[bit >>> 5]! |= 1 << bit;
  });
  return { size: features.length, rowOf };
};
