import type { LiveChatEvent } from '../projections/log.ts';
import type { MembershipRow } from '../readModel.ts';

/** What one subscriber may hear: what happens in conversations while they are in them, and of messages those they may see. */
export interface Audience {
  /** All of the viewer's memberships that count here, as they are now. */
  set(memberships: readonly MembershipRow[]): void;
  /** Whether they hear of an event. Asked once for each, in order: who joins and who leaves is learned from it. */
  hears(event: LiveChatEvent): boolean;
}

export const audience = (viewerId: string): Audience => {
  let hiddenThrough = new Map<string, number>();
  return {
    set(memberships) {
      hiddenThrough = new Map(memberships.map((of) => [of.conversationId, of.hiddenThrough]));
    },
    hears({ conversationId, type, actorId, seq, receipt, joined, left }) {
      if (joined?.userIds.includes(viewerId)) hiddenThrough.set(conversationId, joined.hiddenThrough);
      if (left === viewerId) {
        // their other devices hear of that, and of nothing more
        hiddenThrough.delete(conversationId);
        return true;
      }
      const hidden = hiddenThrough.get(conversationId);
      if (hidden === undefined) return false;
      if (type === 'ConversationRead') return receipt !== false || actorId === viewerId;
      return seq === null || seq > hidden;
    },
  };
};
