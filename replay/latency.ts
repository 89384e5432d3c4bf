import { build, type Histogram } from 'hdr-histogram-js';

/** Collects durations; percentiles are exact to three digits. */
export interface Latency {
  /** Takes a duration in milliseconds; a negative one counts as none. */
  record(milliseconds: number): void;
  /** What was recorded, in milliseconds. */
  summary(): LatencySummary;
}

export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const MICROSECONDS = 1_000;

export function latency(): Latency {
  const histogram: Histogram = build({ numberOfSignificantValueDigits: 3 });
  return {
    record: (milliseconds) => histogram.recordValue(Math.max(0, Math.round(milliseconds * MICROSECONDS))),
    summary: () => ({
      count: histogram.totalCount,
      p50: histogram.getValueAtPercentile(50) / MICROSECONDS,
      p99: histogram.getValueAtPercentile(99) / MICROSECONDS,
      max: histogram.maxValue / MICROSECONDS,
    }),
  };
}
