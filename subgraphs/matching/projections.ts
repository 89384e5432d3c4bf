import { type Projection, put, remove } from '#platform/projection';
import type { MatchingEvent } from './events.ts';
import { matches, matchLists, persons } from './readModel.ts';

/** Matches as their two people see them, and who can be asked for one. */
export const matchmaking: Projection<MatchingEvent> = {
  name: 'matching.matches',
  tables: [persons, matches, matchLists],

  project(event) {
    const { at } = event;
    switch (event.type) {
      case 'PersonRegistered':
        return [put(persons, { id: event.data.personId })];
      case 'PersonErased':
        return [remove(persons, { id: event.data.personId })];
      case 'PersonExported':
      case 'PersonBlocked':
      case 'PersonUnblocked':
        return [];
      case 'MatchMessageErased':
        return [put(matches, { id: event.data.matchId, message: null })];
      case 'MatchRequested': {
        const { matchId: id, requesterId, recipientId } = event.data;
        const message = event.personal?.message ?? null;
        return [
          put(matches, { id, requesterId, recipientId, status: 'PENDING', message, createdAt: at, respondedAt: null }),
          ...[requesterId, recipientId].flatMap((personId) => [
            put(matchLists, { personId, list: 'ALL', id }),
            put(matchLists, { personId, list: 'PENDING', id }),
          ]),
        ];
      }
      case 'MatchAccepted': {
        const { matchId: id, requesterId, recipientId } = event.data;
        return [
          put(matches, { id, status: 'ACCEPTED', respondedAt: at }),
          ...[requesterId, recipientId].flatMap((personId) => [
            remove(matchLists, { personId, list: 'PENDING', id }),
            put(matchLists, { personId, list: 'ACCEPTED', id }),
          ]),
        ];
      }
    }
  },
};
