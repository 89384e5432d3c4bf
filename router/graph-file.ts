import { readFile } from 'node:fs/promises';

/** How often the file is looked at. */
const INTERVAL_MS = 1_000;

export interface GraphFileOptions {
  readonly path: string;
  /** What is served already. */
  readonly served: string;
  /** Takes what the file says now; rejects when it isn't fit. */
  readonly load: (supergraphSdl: string) => Promise<void>;
  readonly onLoad: () => void;
  /** Called once for each text that isn't fit, and once when the file can't be read. */
  readonly onRefusal: (error: unknown) => void;
  readonly intervalMs?: number;
}

/**
 * Watches a supergraph file. It is read again and again, since a notice of the system is lost where a file is exchanged by
 * a rename, by a symbolic link, or on another machine. What was found is taken when it is found a second time: a file
 * that is being written may be well-formed halfway.
 */
export const watchGraphFile = (options: GraphFileOptions): { stop(): void } => {
  const { path, load, onLoad, onRefusal, intervalMs = INTERVAL_MS } = options;
  let [served, found] = [options.served, options.served];
  /** What has been said of the file: its text, or the code of the error. */
  let refused: string | undefined;
  let stopped = false;

  const look = async (): Promise<void> => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (refused !== code) onRefusal(error);
      refused = code;
      return;
    }
    const settled = text === found;
    found = text;
    if (text === served) refused = undefined;
    if (text === served || text === refused || !settled || stopped) return;
    try {
      await load(text);
      [served, refused] = [text, undefined];
      onLoad();
    } catch (error) {
      refused = text;
      onRefusal(error);
    }
  };

  const again = () => {
    if (!stopped) timer = setTimeout(() => void look().finally(again), intervalMs).unref();
  };
  let timer: NodeJS.Timeout;
  again();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
