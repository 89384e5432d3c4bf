import { logisticRegression, type Regression, type Sample } from './logistic.ts';

/** How much the odds count beside what is the same for all features: wholly they would overstate what is rare. */
const SHARE = 0.5;

/**
 * A regression over features that are larger the more unevenly they are spread over the two sides: by the logarithm of the
 * odds of naive Bayes, mixed with 1 (Wang and Manning 2012, "Baselines and bigrams: simple, good sentiment and topic
 * classification", NB-SVM). Its weights are given for the features as they were.
 */
export const regressionByOdds = (samples: readonly Sample[], columns: number): Regression => {
  const scales = scalesOf(samples, columns);
  const scaled = samples.map(({ vector, ...sample }) => ({
    ...sample,
    vector: { ...vector, values: vector.values.map((value, at) => value * scales[vector.columns[at]!]!) },
  }));
  const { weights, bias } = logisticRegression(scaled, columns);
  return { weights: weights.map((weight, column) => weight * scales[column]!), bias };
};

const scalesOf = (samples: readonly Sample[], columns: number): Float64Array => {
  const counts = { positive: new Float64Array(columns), negative: new Float64Array(columns) };
  for (const { vector, isPositive } of samples) {
    const side = isPositive ? counts.positive : counts.negative;
    for (const column of vector.columns) side[column]!++;
  }
  const isSeen = (column: number) => counts.positive[column]! + counts.negative[column]! > 0;
  // of a feature more than there is, so that no odds are endless
  const sumOf = (side: Float64Array) => side.reduce((sum, count, column) => sum + (isSeen(column) ? count + 1 : 0), 0);
  const [positive, negative] = [sumOf(counts.positive), sumOf(counts.negative)];
  return Float64Array.from({ length: columns }, (_, column) => {
    if (!isSeen(column)) return 1;
    const odds = ((counts.positive[column]! + 1) / positive) * (negative / (counts.negative[column]! + 1));
    return SHARE * Math.abs(Math.log(odds)) + 1 - SHARE;
  });
};
