import { type Change, fold, type Projection, put, remove } from '#platform/projection';
import type { ChatEvent } from '../events.ts';
import { type InboxRow, inbox, type RosterRow, rosters } from '../readModel.ts';

/** From this many members on, a conversation moves in their lists only now and then: each time is a write for each of them. */
export const LARGE = 100;
export const LARGE_MOVES_EVERY_MS = 10_000;

/**
 * Everybody's list of conversations by last activity. Apart from the conversations themselves: what is said is read and
 * heard before it has moved the conversation in a thousand lists.
 */
export const inboxes: Projection<ChatEvent> = {
  name: 'chat.inboxes',
  tables: [rosters, inbox],

  project(event) {
    const { at } = event;
    switch (event.type) {
      case 'ConversationOpened':
        return [moved(event.data.conversationId, () => ({ memberIds: event.data.participantIds, listedAt: at }))];
      case 'ParticipantsAdded': {
        const { userIds } = event.data;
        return [
          moved(event.data.conversationId, ({ memberIds }) => ({
            memberIds: [...memberIds, ...userIds],
            listedAt: at,
          })),
        ];
      }
      case 'ParticipantLeft': {
        const { userId } = event.data;
        return [
          moved(event.data.conversationId, ({ memberIds }) => ({
            memberIds: memberIds.filter((id) => id !== userId),
            listedAt: at,
          })),
        ];
      }
      case 'ConversationRenamed':
      case 'MessageSent':
        return [
          moved(event.data.conversationId, ({ memberIds, listedAt }) =>
            memberIds.length >= LARGE && Date.parse(at) - Date.parse(listedAt) < LARGE_MOVES_EVERY_MS
              ? null
              : { memberIds, listedAt: at },
          ),
        ];
      default:
        return [];
    }
  },
};

const moved = (conversationId: string, next: (row: RosterRow) => Omit<RosterRow, 'conversationId'> | null): Change =>
  fold(
    rosters,
    { conversationId },
    (row) => next(row ?? { conversationId, memberIds: [], listedAt: '' }),
    (before, after) => [
      ...placesIn(before).map((place) => remove(inbox, place)),
      ...placesIn(after).map((place) => put(inbox, place)),
    ],
  );

const placesIn = (roster: RosterRow | null): InboxRow[] =>
  roster
    ? roster.memberIds.map((userId) => ({ userId, listedAt: roster.listedAt, conversationId: roster.conversationId }))
    : [];
