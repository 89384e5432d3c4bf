import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MoodAnalyzer } from './analyzer.ts';
import { bundledAnalyzer } from './bundled.ts';
import { workerAnalyzer } from './workers.ts';

let threads: MoodAnalyzer;
beforeAll(async () => {
  threads = await workerAnalyzer('bundled');
});
afterAll(() => threads.close());

describe('the analyser in threads', () => {
  it('says what it says without them, by the same version', { timeout: 20_000 }, async () => {
    const here = bundledAnalyzer();
    expect(threads.modelVersion).toBe(here.modelVersion);
    for (const text of ['I am happy.', 'Мне грустно.', '', '😱 \ud83d'])
      expect(await threads.analyze(text)).toEqual(await here.analyze(text));
  });

  it('leaves the event loop to others', { timeout: 20_000 }, async () => {
    let isDone = false;
    let turns = 0;
    const texts = Array.from({ length: 4 }, (_, nth) => `I am happy ${nth}. `.repeat(6_000));
    const all = Promise.all(texts.map(threads.analyze)).then(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise(setImmediate);
      turns++;
    }
    await all;
    expect(turns).toBeGreaterThan(100);
  });

  it('takes no more than it can hold, and nothing once it is closed', { timeout: 20_000 }, async () => {
    const closing = await workerAnalyzer('bundled');
    const outcomes = await Promise.allSettled(Array.from({ length: 400 }, () => closing.analyze('Happy.')));
    const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.reason).toMatchObject({ code: 'UNAVAILABLE' });
    await closing.close();
    await expect(closing.analyze('Happy.')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
