import { readFileSync } from 'node:fs';
import type { Subgraph } from '#platform/subgraph';
import { endUploads } from './attachments/ending.ts';
import { takesUpload } from './attachments/uploads.ts';
import { type ChatEvent, chatEvents } from './events.ts';
import { policies } from './policies.ts';
import { chats } from './projections/conversations.ts';
import { inboxes } from './projections/inboxes.ts';
import { search } from './projections/search.ts';
import { resolvers } from './resolvers.ts';
import { rights } from './rights.ts';

export const chat: Subgraph<ChatEvent> = {
  name: 'chat',
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  catalog: chatEvents,
  projections: [chats, inboxes, search],
  policies,
  reactors: rights,
  takesUpload,
  chores: [endUploads],
  resolvers,
  counts: { MessageSent: 'messages' },
};
