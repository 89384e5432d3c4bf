import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type FeedPosition, type RecordedEvent, START } from '#platform/domain/events';
import type { EventStore } from '#platform/event-store/event-store';
import { sharedFeed } from '#platform/event-store/shared-feed';

const feedOf = (answer: () => Promise<RecordedEvent[]>) => {
  const asked: string[] = [];
  const feed = sharedFeed({
    readFeed: (after: FeedPosition, limit: number) => {
      asked.push(`${after === START ? 'start' : after} ${limit}`);
      return answer();
    },
  } as Partial<EventStore> as EventStore);
  return { asked, feed };
};

it('reads once for all who ask for the same at once, and anew for who asks later', async () => {
  const { asked, feed } = feedOf(async () => delay(5, []));
  const first = [feed.readFeed(START, 10), feed.readFeed(START, 10), feed.readFeed(START, 20)];
  await delay(1);
  // the first answer is still on its way, and does not know what was appended since
  await Promise.all([...first, feed.readFeed(START, 10)]);
  expect(asked).toEqual(['start 10', 'start 20', 'start 10']);
});

it('fails for all who share a read, and for nobody after', async () => {
  let fails = true;
  const { feed } = feedOf(async () => {
    if (fails) throw new Error('away');
    return [];
  });
  const outcomes = await Promise.allSettled([feed.readFeed(START, 1), feed.readFeed(START, 1)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  await delay(1);
  expect(await feed.readFeed(START, 1)).toEqual([]);
});
