import type { Unsubscribe } from '#platform/pubsub/pubsub';
import type { Request } from '#platform/request';
import type { SubgraphParts } from '#platform/subgraph';
import { blockedIn } from '../blocks.ts';
import { blockedOff } from '../deciders/conversation.ts';
import { activityLimit } from '../limit.ts';
import { stateForMember } from '../membership.ts';
import { conversationTopic, type LiveChatEvent } from '../projections/log.ts';
import { memberships } from '../readModel.ts';
import { type Latest, latest } from './latest.ts';

/** A client that goes on typing says so again within this time; who says nothing has stopped. */
const TYPING_MS = 6_000;

export interface TypingNode {
  readonly conversationId: string;
  readonly userId: string;
  readonly active: boolean;
}

/** As it goes from replica to replica. */
type Said = Pick<TypingNode, 'userId' | 'active'>;

export interface Typing {
  /** Tells the others in a conversation that the viewer types, or has stopped. */
  say(request: Request, conversationId: string, active: boolean): Promise<void>;
  /** Others who begin and stop typing, until the viewer leaves. */
  watch(request: Request, conversationId: string): Promise<Latest<TypingNode>>;
}

/** Who is typing: told and forgotten, never stored. */
export const typing = (parts: SubgraphParts): Typing => {
  const { pubsub, readModel } = parts;
  const isBlockedIn = blockedIn(parts);
  const countActivity = activityLimit(parts);
  const topicOf = (conversationId: string) => `typing-${conversationId}`;

  return {
    async say(request, conversationId, active) {
      const { tenant, viewer } = request;
      await stateForMember(parts, request, conversationId, 'conversationId');
      if (await isBlockedIn(request, conversationId)) throw blockedOff('conversationId');
      await countActivity(request, conversationId);
      const message: Said = { userId: viewer.id, active };
      await pubsub.publish([{ tenant, topic: topicOf(conversationId), message }]);
    },

    async watch(request, conversationId) {
      const { tenant, viewer } = request;
      await stateForMember(parts, request, conversationId, 'conversationId');
      const subscribed: Promise<Unsubscribe>[] = [];
      /** Who types now, each with what ends it. */
      const active = new Map<string, NodeJS.Timeout>();
      const source = latest<TypingNode>(() => {
        for (const one of subscribed) void one.then((unsubscribe) => unsubscribe());
        for (const timer of active.values()) clearTimeout(timer);
      });

      const stopped = (userId: string) => {
        clearTimeout(active.get(userId));
        if (active.delete(userId)) source.put(userId, { conversationId, userId, active: false });
      };
      const types = (userId: string) => {
        if (!active.has(userId)) source.put(userId, { conversationId, userId, active: true });
        clearTimeout(active.get(userId));
        active.set(
          userId,
          setTimeout(() => stopped(userId), TYPING_MS),
        );
      };
      const endUnlessMember = async () => {
        const [mine] = await readModel.get(memberships, tenant, [{ userId: viewer.id, conversationId }]);
        if (!mine) source.end();
      };

      subscribed.push(
        pubsub.subscribe(tenant, topicOf(conversationId), {
          message(message) {
            const said = message as Said;
            if (said.userId !== viewer.id) (said.active ? types : stopped)(said.userId);
          },
          // it ends by itself
          missed() {},
        }),
        pubsub.subscribe(tenant, conversationTopic(conversationId), {
          message(message) {
            const { type, actorId, left } = message as LiveChatEvent;
            if (left === viewer.id) source.end();
            // what they typed is there, or they are gone
            else if (type === 'MessageSent' || left !== undefined) stopped(left ?? actorId);
          },
          missed: () => void endUnlessMember().catch(source.end),
        }),
      );
      await Promise.all(subscribed);
      return source;
    },
  };
};
