/** Vectors of length 1, side by side: the cosine of two is the sum of their products. */
export interface Directions {
  set(id: string, vector: readonly number[]): void;
  delete(id: string): void;
  /** The nearest first; the similarity is the cosine, in single precision. */
  nearest(to: readonly number[], limit: number): { readonly id: string; readonly similarity: number }[];
}

const FIRST_CAPACITY = 64;
/** Products that are summed at once: none waits for another. Vectors are filled up with zeros to a multiple of it. */
const LANES = 8;

export const directions = (dimension: number): Directions => {
  const stride = Math.ceil(dimension / LANES) * LANES;
  /** After so many numbers it is asked whether what is left can still make a vector one of the nearest. */
  const head = Math.ceil(stride / LANES / 2) * LANES;
  const ids: string[] = [];
  const places = new Map<string, number>();
  let numbers = new Float32Array(0);
  /** Of each vector, the length of what is behind its head. */
  let tails = new Float32Array(0);

  const makeRoom = () => {
    if (ids.length <= tails.length) return;
    const capacity = Math.max(FIRST_CAPACITY, 2 * tails.length);
    numbers = enlarged(numbers, capacity * stride);
    tails = enlarged(tails, capacity);
  };

  return {
    set(id, vector) {
      const place = places.get(id) ?? ids.length;
      if (place === ids.length) {
        ids.push(id);
        places.set(id, place);
        makeRoom();
      }
      const direction = ofLengthOne(vector);
      numbers.fill(0, place * stride, (place + 1) * stride).set(direction, place * stride);
      tails[place] = Math.hypot(...direction.slice(head));
    },

    delete(id) {
      const place = places.get(id);
      if (place === undefined) return;
      // the last one takes its place
      const lastPlace = ids.length - 1;
      const last = ids[lastPlace]!;
      numbers.copyWithin(place * stride, lastPlace * stride, (lastPlace + 1) * stride);
      tails[place] = tails[lastPlace]!;
      ids[place] = last;
      places.set(last, place);
      ids.pop();
      places.delete(id);
    },

    nearest(to, limit) {
      const direction = new Float32Array(stride);
      direction.set(ofLengthOne(to));
      const tail = Math.hypot(...direction.subarray(head)) + ROUNDING;
      const heap = nearestHeap(limit);
      const count = ids.length;
      for (let place = 0; place < count; place++) {
        const at = place * stride;
        const sum = product(numbers, at, direction, 0, head);
        // two tails have at most the product of their lengths (Cauchy and Schwarz): most vectors are read in half
        if (sum + tails[place]! * tail + ROUNDING <= heap.least()) continue;
        heap.offer(sum + product(numbers, at, direction, head, stride), place);
      }
      return heap.greatest().map(({ value, place }) => ({ id: ids[place]!, similarity: value }));
    },
  };
};

/** What sums in single precision may be wrong by. */
const ROUNDING = 1e-6;

/** Of what stands from one place to another, both multiples of the lanes. */
const product = (numbers: Float32Array, at: number, direction: Float32Array, from: number, to: number): number => {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let nth = from, of = at + from; nth < to; nth += LANES, of += LANES) {
    a += numbers[of]! * direction[nth]! + numbers[of + 4]! * direction[nth + 4]!;
    b += numbers[of + 1]! * direction[nth + 1]! + numbers[of + 5]! * direction[nth + 5]!;
    c += numbers[of + 2]! * direction[nth + 2]! + numbers[of + 6]! * direction[nth + 6]!;
    d += numbers[of + 3]! * direction[nth + 3]! + numbers[of + 7]! * direction[nth + 7]!;
  }
  return a + b + c + d;
};

const enlarged = (numbers: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> => {
  const larger = new Float32Array(length);
  larger.set(numbers);
  return larger;
};

const ofLengthOne = (vector: readonly number[]): number[] => {
  const length = Math.hypot(...vector);
  return vector.map((number) => number / length);
};

/** Keeps the `limit` greatest of what it is offered. */
const nearestHeap = (limit: number) => {
  /** With the least on top. */
  const heap: { readonly value: number; readonly place: number }[] = [];
  const sink = (from: number) => {
    for (let at = from; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && heap[child]!.value < heap[least]!.value) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  };
  return {
    /** What is no more than this is not kept. */
    least: () => (heap.length < limit ? Number.NEGATIVE_INFINITY : heap[0]!.value),
    offer(value: number, place: number) {
      if (heap.length < limit) {
        heap.push({ value, place });
        if (heap.length === limit) for (let at = limit >> 1; at >= 0; at--) sink(at);
      } else if (value > heap[0]!.value) {
        heap[0] = { value, place };
        sink(0);
      }
    },
    greatest: () => heap.toSorted((a, b) => b.value - a.value),
  };
};
