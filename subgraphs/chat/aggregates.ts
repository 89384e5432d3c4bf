import { aggregatesOf } from '#platform/domain/aggregate';
import { conversation } from './deciders/conversation.ts';
import { keys } from './deciders/keys.ts';
import { member } from './deciders/member.ts';
import { message } from './deciders/message.ts';
import { person, relation } from './deciders/person.ts';
import { upload } from './deciders/upload.ts';
import { chatEvents } from './events.ts';

const aggregate = aggregatesOf(chatEvents);

export const conversationAggregate = aggregate(conversation, 2);
export const messageAggregate = aggregate(message, 1);
export const memberAggregate = aggregate(member, 2);
export const personAggregate = aggregate(person, 3);
export const uploadAggregate = aggregate(upload, 1);
export const keysAggregate = aggregate(keys, 1);
export const relationAggregate = aggregate(relation, 2);
