import { DomainError } from '#platform/domain/errors';

/** Takes a place for one more subscription, and answers with what gives it back; throws LIMIT_EXCEEDED when all are taken. */
export type TakeSubscription = (who: string) => () => void;

/** How many subscriptions one may have open at a time in this process, over all their devices and transports. */
export const createSubscriptionPlaces = (maximum: number): TakeSubscription => {
  const open = new Map<string, number>();

  return (who) => {
    const value = (open.get(who) ?? 0) + 1;
    if (value > maximum)
      throw new DomainError(
        'LIMIT_EXCEEDED',
        `There would be ${value} subscriptions; at most ${maximum} are allowed.`,
        {
          details: { limit: 'subscriptionsPerPerson', value, maximum },
        },
      );
    open.set(who, value);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const left = open.get(who)! - 1;
      if (left > 0) open.set(who, left);
      else open.delete(who);
    };
  };
};
