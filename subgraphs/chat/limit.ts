import { rateLimit } from '#platform/rate-limit';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';

/** Short enough that whoever has used it up waits a few seconds; long enough that a burst is no fault. */
const WINDOW_MS = 10_000;

/**
 * Limits what one person may do to one conversation: everybody in it is told of each message, edit, reaction and typing.
 * The limit stands far above what people do. It stops a program that has gone wild.
 */
export const activityLimit = ({ cache, writesPerSecond }: Pick<SubgraphParts, 'cache' | 'writesPerSecond'>) => {
  const count = rateLimit({
    ...{ cache, max: (writesPerSecond * WINDOW_MS) / 1_000, windowMs: WINDOW_MS },
    message: 'Too much at once in this conversation. Try again later.',
  });
  return ({ tenant, viewer }: Pick<Request, 'tenant' | 'viewer'>, conversationId: string): Promise<void> =>
    count(`activity ${tenant}\n${conversationId}\n${viewer.id}`);
};
