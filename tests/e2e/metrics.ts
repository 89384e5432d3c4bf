import { expect } from 'vitest';
import { eventually } from './supergraph.ts';

/** What /metrics shows, by name with labels as they stand there: `metachat_messages_total`, `…{topic="chat"}`. */
export const metricsOf = async (url: string): Promise<ReadonlyMap<string, number>> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = [...text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm)];
  return new Map(samples.map(([, name, value]) => [name!, Number(value)]));
};

/** The sum over all labels. */
export const total = (samples: ReadonlyMap<string, number>, name: string): number =>
  [...samples].reduce((sum, [sample, value]) => (sample.split('{', 1)[0] === name ? sum + value : sum), 0);

/** Waits until every projection and policy has handled all there is. */
export const settled = (url: string): Promise<void> =>
  eventually(async () => expect(total(await metricsOf(url), 'metachat_consumer_backlog')).toBe(0));
