import type { FeedPosition } from '#platform/domain/events';

/**
 * How far somebody has come in the logs of a read model. Each log stands in feed order, but different logs are projected
 * by different processes, one of which may be far behind another: so a place is no single position. In every log
 * everything up to `base` was delivered, and in a log that `marks` names everything up to its mark.
 */
export interface Place {
  readonly base: FeedPosition;
  readonly marks: ReadonlyMap<string, FeedPosition>;
}

/** Up to where one log was delivered. */
export const deliveredIn = ({ base, marks }: Place, log: string): FeedPosition => marks.get(log) ?? base;

export const advanced = ({ base, marks }: Place, log: string, feed: FeedPosition): Place => ({
  base,
  marks: new Map(marks).set(log, feed),
});

/** The same place in fewer words, for who has everything up to `settled` in every log. */
export const compacted = (place: Place, settled: FeedPosition): Place => {
  const base = settled > place.base ? settled : place.base;
  return { base, marks: new Map([...place.marks].filter(([, mark]) => mark > base)) };
};
