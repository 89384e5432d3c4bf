import { random, shuffle } from './random.ts';
import type { Vector } from './vectors.ts';

/** What one regression learns from. */
export interface Sample {
  readonly vector: Vector;
  readonly isPositive: boolean;
  /** What an error with it costs, against weights of squared length 2. */
  readonly cost: number;
}

export interface Regression {
  readonly weights: Float64Array;
  readonly bias: number;
}

const EPOCHS = 12;
const SEED = 1;
const NEWTON_STEPS = 20;
const CLOSE = 1e-3;

/**
 * Logistic regression with L2 regularisation, by dual coordinate descent: one sample's dual variable after the other is
 * moved to where it is best (Yu, Huang and Lin 2011, "Dual coordinate descent methods for logistic regression and maximum
 * entropy models", algorithm 5). The same samples give the same weights.
 */
export const logisticRegression = (samples: readonly Sample[], columns: number): Regression => {
  const weights = new Float64Array(columns);
  let bias = 0;
  const squares = samples.map(({ vector }) => vector.values.reduce((sum, value) => sum + value * value, 1));
  const duals = Float64Array.from(samples, ({ cost }) => Math.min(0.001 * cost, 1e-8));
  const move = ({ vector, isPositive }: Sample, by: number): void => {
    const step = isPositive ? by : -by;
    for (let at = 0; at < vector.columns.length; at++) weights[vector.columns[at]!]! += step * vector.values[at]!;
    bias += step;
  };
  samples.forEach((sample, at) => {
    move(sample, duals[at]!);
  });

  const order = Uint32Array.from(samples.keys());
  const next = random(SEED);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, next);
    for (const at of order) {
      const sample = samples[at]!;
      const dual = best(duals[at]!, squares[at]!, marginOf(sample, weights, bias), sample.cost);
      move(sample, dual - duals[at]!);
      duals[at] = dual;
    }
  }
  return { weights, bias };
};

/** How far a text is on the positive side. */
export const logitOf = ({ weights, bias }: Regression, { columns, values }: Vector): number => {
  let logit = bias;
  for (let at = 0; at < columns.length; at++) logit += weights[columns[at]!]! * values[at]!;
  return logit;
};

const marginOf = ({ vector, isPositive }: Sample, weights: Float64Array, bias: number): number => {
  const logit = logitOf({ weights, bias }, vector);
  return isPositive ? logit : -logit;
};

/**
 * Where x·log x + (cost − x)·log(cost − x) + squares/2·(x − dual)² + margin·(x − dual) is lowest, by Newton's method on
 * whichever of x and cost − x is the smaller one, which alone is exact near 0.
 */
const best = (dual: number, squares: number, margin: number, cost: number): number => {
  const isLow = (squares * (cost - 2 * dual)) / 2 + margin >= 0;
  const side = isLow ? 1 : -1;
  const start = isLow ? dual : cost - dual;
  let x = cost - start < cost / 2 ? start / 10 : start;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const slope = squares * (x - start) + side * margin + Math.log(x / (cost - x));
    if (Math.abs(slope) < CLOSE) break;
    const moved = x - slope / (squares + cost / (cost - x) / x);
    x = moved <= 0 ? x / 10 : moved >= cost ? (x + cost) / 2 : moved;
  }
  return isLow ? x : cost - x;
};
