import { type Reaction, reaction } from '#platform/policy';
import { erasing, type PastFact } from '#platform/subject-rights/erasing';
import { exporting } from '#platform/subject-rights/exporting';
import { conversationAggregate, messageAggregate, personAggregate } from './aggregates.ts';
import {
  type Attachment,
  type ChatEvent,
  chatEvents,
  conversationStream,
  messageStream,
  personStream,
} from './events.ts';

type Asked = { readonly userId: string; readonly jobId: string };

/** What becomes of somebody's traces: their messages are deleted, their reactions taken back, and titles of theirs gone. */
export const tracesOf = (userId: string, facts: Iterable<PastFact>): Reaction[] => {
  const reactions = new Map<string, Reaction>();
  for (const { type, data } of facts as Iterable<ChatEvent>)
    switch (type) {
      case 'MessageSent':
      case 'ReactionAdded': {
        const { conversationId, messageId, seq } = data;
        const stream = messageStream(messageId);
        const isSender = 'senderId' in data;
        const traces = { conversationId, messageId, seq, userId, isSender };
        // who reacted to their own message was its sender before
        if (isSender || !reactions.has(stream))
          reactions.set(stream, reaction(messageAggregate, stream, { type: 'EraseTraces', ...traces }));
        break;
      }
      case 'ConversationOpened':
      case 'ConversationRenamed': {
        const { conversationId } = data;
        const stream = conversationStream(conversationId);
        reactions.set(stream, reaction(conversationAggregate, stream, { type: 'EraseTitle', conversationId, userId }));
      }
    }
  return [...reactions.values()];
};

/** Somebody was erased: others keep the conversations, and in them that a deleted user wrote something. */
const erasure = erasing({
  ...{ source: 'users', reads: { UserErased: { userId: 'string', jobId: 'string' } } },
  personOf: ({ userId }: Asked) => userId,
  erase: (userId, streams) => tracesOf(userId, [...streams.values()].flat()),
  done: ({ userId: personId, jobId }: Asked) =>
    reaction(personAggregate, personStream(personId), { type: 'ErasePerson', personId, jobId }),
});

/** Their data are theirs to have. */
const dataExport = exporting({
  ...{ subgraph: 'chat', catalog: chatEvents, source: 'users' },
  reads: { DataExportRequested: { userId: 'string', jobId: 'string' } },
  exportedOf: ({ userId: person, jobId }: Asked) => ({ person, jobId }),
  filesIn: ({ attachments = [] }: { attachments?: readonly Attachment[] }) => attachments.map(({ id }) => id),
  done: ({ person: personId, jobId }) =>
    reaction(personAggregate, personStream(personId), { type: 'ExportPerson', personId, jobId }),
});

export const rights = [erasure, dataExport];
