import { expect, inject } from 'vitest';
import { eventually } from './supergraph.ts';

/** What /metrics shows, by name with labels as they stand there: `metachat_messages_total`, `…{topic="chat"}`. */
export type Samples = ReadonlyMap<string, number>;

/** Of one process. */
export const metricsAt = async (url: string): Promise<Samples> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = [...text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm)];
  return new Map(samples.map(([, name, value]) => [name!, Number(value)]));
};

/** Of all processes behind a public endpoint, added up. */
export const metricsOf = async (url: string): Promise<Samples> => {
  const sum = new Map<string, number>();
  const urls = inject('tier') === 'servers' ? inject('processes').map((process) => process.url) : [url];
  for (const samples of await Promise.all(urls.map(metricsAt)))
    for (const [name, value] of samples) sum.set(name, (sum.get(name) ?? 0) + value);
  return sum;
};

/** The sum over all labels. */
export const total = (samples: Samples, name: string): number =>
  [...samples].reduce((sum, [sample, value]) => (sample.split('{', 1)[0] === name ? sum + value : sum), 0);

const labelsOf = (samples: Samples, name: string): string[] =>
  [...samples.keys()].filter((sample) => sample.startsWith(`${name}{`)).map((sample) => sample.slice(name.length));

/**
 * Waits until exactly so many subscriptions of these fields stand: what happens from then on is heard by them. Those that
 * were stopped before may take a moment to end.
 */
export const standing = (url: string, wanted: Readonly<Record<string, number>>): Promise<void> =>
  eventually(async () => {
    const samples = await metricsOf(url);
    const open = Object.keys(wanted).map((field) => [
      field,
      samples.get(`metachat_active_subscriptions{field="${field}"}`) ?? 0,
    ]);
    expect(Object.fromEntries(open)).toEqual(wanted);
  });

/** Waits until every relay, projection and policy has handled all there is. */
export const settled = (url: string, timeoutMs?: number): Promise<void> =>
  eventually(async () => {
    // an event on its way through several processes may be in none of them at the moment that one is asked: so all are
    // asked twice, and meanwhile nothing may have been appended
    const [first, second] = [await metricsOf(url), await metricsOf(url)];
    for (const samples of [first, second]) {
      for (const backlog of ['outbox_pending_count', 'metachat_consumer_backlog'])
        expect([backlog, total(samples, backlog)]).toEqual([backlog, 0]);
      // a backlog that could not be asked for is left out
      expect(labelsOf(samples, 'metachat_consumer_backlog')).toEqual(labelsOf(samples, 'metachat_consumer_failed'));
    }
    expect(total(second, 'metachat_events_published_total')).toBe(total(first, 'metachat_events_published_total'));
  }, timeoutMs);
