import type { Program } from './install.ts';

/** What is particular to one server. A file each; servers.ts starts and ends them all in the same way. */
export interface Technology {
  /** Where clients find it, on 127.0.0.1. */
  readonly port: number;
  readonly programs: readonly Program[];
  /** What asks it to end in order. */
  readonly stopSignal: NodeJS.Signals;
  /** Writes its configuration, and what it needs of data before its first start. */
  prepare(): Promise<Launch>;
  /** One call of a client that only a working server answers. Rejects within a few seconds otherwise. */
  ping(): Promise<void>;
  /** What is to be made in it once it answers; made again, it changes nothing. */
  setUp?(): Promise<void>;
}

/** How a server is started. */
export interface Launch {
  readonly command: readonly string[];
  /** Who it runs as, where that isn't the one who starts it. */
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
}

/** How long a client may take for each step of an attempt; there are as many attempts as it takes until the server is ready. */
export const PING_MS = 2_000;
