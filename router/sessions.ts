import type { ExecutionResult } from 'graphql';
import type { Authenticate, Viewer } from './admission.ts';
import { isUnauthenticated } from './admission.ts';

/** How long a session that has ended goes on listening, should it hear nothing meanwhile. */
const RECHECK_INTERVAL_MS = 5_000;
/** setTimeout takes no more; a connection ends after 24 days then, which the client's next one mends. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export const SESSION_ENDED = 'the session has ended';

/** Whether an answer to somebody who was let in says that they are not any more. */
export const saysSessionEnded = ({ errors }: { readonly errors?: ExecutionResult['errors'] | undefined }): boolean =>
  errors?.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED') ?? false;

/** The tokens that one lasting connection was let in with: it ends with the first of them that does. */
export interface ConnectionSession {
  /** Lets a token in, or rejects with what `authenticate` says of it. */
  admit(token: string): Promise<Viewer | undefined>;
  close(): void;
}

/** Watches over connections that outlast a request, while nothing is asked or sent on them. */
export interface Sessions {
  /** `onEnd` is told why, in words for the client. */
  open(onEnd: (reason: string) => void): ConnectionSession;
  close(): void;
}

export const createSessions = (authenticate: Authenticate, onError: (error: unknown) => void): Sessions => {
  const open = new Set<() => Promise<void>>();
  const rechecking = setInterval(() => {
    for (const recheck of open) recheck().catch(onError);
  }, RECHECK_INTERVAL_MS).unref();

  return {
    open(onEnd) {
      const admitted = new Map<
        string,
        { readonly viewer: Viewer | undefined; readonly timer: NodeJS.Timeout | undefined }
      >();
      let closed = false;
      // a session may end before its tokens do
      const recheck = async () => {
        for (const token of admitted.keys())
          await authenticate(token).catch((error) => {
            if (isUnauthenticated(error)) onEnd(SESSION_ENDED);
          });
      };
      open.add(recheck);

      return {
        async admit(token) {
          const known = admitted.get(token);
          if (known) return known.viewer;
          const viewer = await authenticate(token);
          if (closed) return viewer;
          const left = viewer?.expiresAt && viewer.expiresAt.getTime() - Date.now();
          const expire = () => onEnd('the token expired');
          const timer = left === undefined ? undefined : setTimeout(expire, Math.min(left, MAX_TIMEOUT_MS));
          admitted.set(token, { viewer, timer });
          return viewer;
        },
        close() {
          closed = true;
          open.delete(recheck);
          for (const { timer } of admitted.values()) clearTimeout(timer);
        },
      };
    },
    close: () => clearInterval(rechecking),
  };
};
