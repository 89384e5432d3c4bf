import type { Recorded } from '#platform/domain/events';
import { type Change, type Projection, put, remove } from '#platform/projection';
import type { MatchEvent, MatchIds, MatchingEvent } from '../events.ts';
import {
  type MatchEventRow,
  type MatchStatus,
  matchEvents,
  matches,
  matchLists,
  persons,
  standings,
} from '../readModel.ts';

/** An event as a subscriber is given it. */
export type MatchEventNode = MatchEventRow & { readonly cursor: string };

/** Hears of everything that becomes of a person's matches. */
export const matchTopic = (personId: string): string => `matches-${personId}`;

/** Matches as their two people see them, who can be asked for one, and how two stand to each other. */
export const matchmaking: Projection<MatchingEvent> = {
  name: 'matching.matches',
  tables: [persons, matches, matchLists, matchEvents, standings],

  project(event) {
    switch (event.type) {
      case 'PersonRegistered':
        return [put(persons, { id: event.data.personId })];
      case 'PersonErased':
        return [remove(persons, { id: event.data.personId })];
      case 'PersonBlocked':
      case 'PersonUnblocked': {
        const { personId, blockedId } = event.data;
        const blocks = event.type === 'PersonBlocked';
        return [
          put(standings, { personId, otherId: blockedId, blocks }),
          put(standings, { personId: blockedId, otherId: personId, isBlocked: blocks }),
        ];
      }
      case 'RecommendationDismissed': {
        const { personId, dismissedId: otherId } = event.data;
        return [put(standings, { personId, otherId, dismissed: true })];
      }
      case 'RelationErased': {
        const { personId, otherId } = event.data;
        return [remove(standings, { personId, otherId }), remove(standings, { personId: otherId, otherId: personId })];
      }
      case 'MatchRequested': {
        const { matchId: id, requesterId, recipientId } = event.data;
        const message = event.personal?.message ?? null;
        const created = { message, createdAt: event.at, respondedAt: null };
        return [put(matches, { id, requesterId, recipientId, ...created }), ...becomes('PENDING', event)];
      }
      case 'MatchAccepted':
        return [put(matches, { id: event.data.matchId, respondedAt: event.at }), ...becomes('ACCEPTED', event)];
      case 'MatchRejected':
        return [put(matches, { id: event.data.matchId, respondedAt: event.at }), ...becomes('REJECTED', event)];
      case 'MatchCancelled':
        return becomes('CANCELLED', event);
      case 'MatchMessageErased':
        return [put(matches, { id: event.data.matchId, message: null })];
      default:
        return [];
    }
  },

  announce: (event) => toldOf(event).map((message) => ({ topic: matchTopic(message.personId), message })),
};

type Step = Exclude<MatchEvent, { type: 'MatchMessageErased' }>;

const becomes = (status: MatchStatus, event: Recorded<Step>): Change[] => {
  const { matchId: id } = event.data;
  const rejectedAt = event.type === 'MatchRejected' ? event.data.rejectedAt : null;
  const [requester, recipient] = both(event.data);
  return [
    put(matches, { id, status }),
    ...both(event.data).flatMap((personId) => [
      ...(status === 'PENDING'
        ? [put(matchLists, { personId, list: 'ALL', id })]
        : [remove(matchLists, { personId, list: 'PENDING', id })]),
      put(matchLists, { personId, list: status, id }),
      put(standings, { personId, otherId: personId === requester ? recipient : requester, match: status, rejectedAt }),
    ]),
    ...toldOf(event).map((row) => put(matchEvents, row)),
  ];
};

const STEPS: readonly MatchingEvent['type'][] = ['MatchRequested', 'MatchAccepted', 'MatchRejected', 'MatchCancelled'];

/** What subscribers are told of an event. */
const toldOf = ({ type, data, feed, at }: Recorded<MatchingEvent>): MatchEventRow[] =>
  STEPS.includes(type) && 'matchId' in data
    ? both(data).map((personId) => ({ personId, feed, matchId: data.matchId, at }))
    : [];

const both = ({ requesterId, recipientId }: MatchIds): [requester: string, recipient: string] => [
  requesterId,
  recipientId,
];
