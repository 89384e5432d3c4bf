import { aggregatesOf } from '#platform/domain/aggregate';
import { matchingEvents } from './events.ts';
import { match } from './matches/decider.ts';
import { person, relation } from './people/decider.ts';
import { entry, profile } from './profile/decider.ts';

const aggregate = aggregatesOf(matchingEvents);

export const matchAggregate = aggregate(match, 2);
export const personAggregate = aggregate(person, 2);
export const relationAggregate = aggregate(relation, 2);
export const profileAggregate = aggregate(profile, 1);
export const entryAggregate = aggregate(entry, 1);
