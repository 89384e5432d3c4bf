import { Tinypool } from 'tinypool';
import { DomainError } from '#platform/domain/errors';
import type { Analysis, MoodAnalyzer } from './analyzer.ts';
import { type Model, modelVersion } from './models.ts';

/** Of at most 100,000 characters each: some 50 MB. */
const LONGEST_QUEUE = 256;
/** It analyses more entries a second than are written; a second one would only take long to begin. */
const THREADS = 1;

/**
 * A model in a thread of its own, so that no event loop waits for it. UNAVAILABLE when too much waits already, and once
 * closed.
 */
export const workerAnalyzer = async (model: Model): Promise<MoodAnalyzer> => {
  const version = await modelVersion(model);
  const pool = new Tinypool({
    filename: new URL('worker.mjs', import.meta.url).href,
    name: 'analyze',
    execArgv: [],
    workerData: model,
    minThreads: THREADS,
    maxThreads: THREADS,
    // the thread keeps its model for the next entry
    isolateWorkers: false,
    maxQueue: LONGEST_QUEUE,
  });
  let isOpen = true;
  return {
    modelVersion: version,
    async analyze(text): Promise<Analysis> {
      if (!isOpen) throw new DomainError('UNAVAILABLE', 'The mood analyser is closed.');
      if (pool.queueSize >= LONGEST_QUEUE) throw new DomainError('UNAVAILABLE', 'Too many texts wait to be analysed.');
      return await pool.run(text);
    },
    async close() {
      isOpen = false;
      await pool.destroy();
    },
  };
};
