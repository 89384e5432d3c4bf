import { setTimeout as delay } from 'node:timers/promises';
import { DataDirError, lockDataDir } from '#platform/postgres/data-dir';

/** Longer than any start or download takes. */
const WAIT_MS = 600_000;

/** Does something to a folder while nobody else does, in this process or another; makes the folder when it isn't there. */
export const alone = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  const lock = await acquire(folder);
  try {
    return await work();
  } finally {
    await lock.release();
  }
};

const acquire = async (folder: string): Promise<{ release(): Promise<void> }> => {
  for (const deadline = Date.now() + WAIT_MS; ; await delay(100)) {
    try {
      return await lockDataDir(folder);
    } catch (error) {
      if (!(error instanceof DataDirError && /in use/.test(error.message)) || Date.now() > deadline) throw error;
    }
  }
};
