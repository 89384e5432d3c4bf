/** One figure of a benchmark: beside its peer in the same run, or against what it should be. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly wanted?: string;
  readonly met?: boolean;
}

export interface Benchmark {
  readonly name: string;
  /** Those of `npm run servers`. */
  readonly needsServers?: true;
  /** Texts that the project doesn't hold. */
  readonly needsData?: true;
  /** `sizes`: of what it is measured at, where it is measured at several. */
  readonly run: (dataFolder: string, sizes?: readonly number[]) => Promise<readonly Figure[]>;
}

export const print = (figures: readonly Figure[]): void => {
  const width = Math.max(...figures.map(({ what }) => what.length));
  for (const { what, value, wanted, met } of figures) {
    const verdict = wanted === undefined ? '' : `   (${wanted}: ${met ? 'yes' : 'NO'})`;
    process.stdout.write(`  ${what.padEnd(width)}  ${value}${verdict}\n`);
  }
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The value that a share of all values does not exceed. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

/** Of durations in milliseconds. */
export const latencies = (values: readonly number[]): string =>
  `p50 ${ms(median(values))}, p99 ${ms(percentile(values, 0.99))}`;

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;
