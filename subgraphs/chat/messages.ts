import { z } from 'zod';
import { badInput, notFound } from '#platform/domain/errors';
import { isId, newId } from '#platform/domain/ids';
import { parseInput, text } from '#platform/input';
import { rowAfter } from '#platform/projection';
import type { Request } from '#platform/request';
import { termsOf } from '#platform/search/terms';
import type { SubgraphParts } from '#platform/subgraph';
import { conversationAggregate, messageAggregate } from './aggregates.ts';
import { blobOf } from './attachments/attached.ts';
import { sending } from './attachments/lifetime.ts';
import { finishedUploads } from './attachments/uploads.ts';
import { blockedIn } from './blocks.ts';
import type { MessageCommand, MessageFacts } from './deciders/message.ts';
import { parseEmoji } from './emoji.ts';
import { conversationStream, messageStream } from './events.ts';
import { activityLimit } from './limit.ts';
import { messageInSight, stateForMember } from './membership.ts';
import { chats } from './projections/conversations.ts';
import { type MessageRow, messages } from './readModel.ts';
import type { MutationResolvers } from './schema.types.ts';

const messageText = text(20_000);
/** Of base64 or base64url: opaque here. */
const MAX_CIPHERTEXT = 65_536;
const MAX_ATTACHMENTS = 10;
const sendInput = z
  .object({
    conversationId: z.string(),
    text: messageText.nullish(),
    ciphertext: z
      .string()
      .max(MAX_CIPHERTEXT, `Must have at most ${MAX_CIPHERTEXT} characters`)
      .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'Must be base64')
      .nullish(),
    idempotencyKey: text(200),
    replyToId: z.string().nullish(),
    attachmentIds: z
      .array(z.string())
      .max(MAX_ATTACHMENTS, `Must have at most ${MAX_ATTACHMENTS}`)
      .refine((ids) => new Set(ids).size === ids.length, 'Must not name one twice')
      .nullish(),
  })
  .refine(({ text, ciphertext, attachmentIds }) => text != null || ciphertext != null || attachmentIds?.length, {
    ...{ path: ['text'], error: 'Must not be empty' },
  })
  .refine(({ text, ciphertext }) => text == null || ciphertext == null, {
    ...{ path: ['ciphertext'], error: 'Does not go with text' },
  });

/** What is said, and what is done to what was said. */
export const messageMutations = (
  parts: SubgraphParts,
): Pick<MutationResolvers, 'sendMessage' | 'editMessage' | 'deleteMessage' | 'react' | 'unreact'> => {
  const { awaited, vault, blobs } = parts;
  const isBlockedIn = blockedIn(parts);
  const countActivity = activityLimit(parts);

  const requireReplyTo = async (request: Request, conversationId: string, messageId: string) => {
    // it may have been sent a moment ago, by somebody else
    const message = await awaited(request, 'chat', () => messageInSight(request, messageId));
    if (message?.conversationId !== conversationId)
      throw badInput('input.replyToId', 'There is no such message in this conversation.');
  };

  /** A message as the viewer has seen it, in a conversation that they are in still. */
  const seen = async (request: Request, id: string, field: string) => {
    const row = await awaited(request, 'chat', () => messageInSight(request, id));
    if (!row) throw notFound('message', field);
    const { conversationId, seq, senderId, ciphertext } = row;
    await stateForMember(parts, request, conversationId, field);
    return { row, facts: { conversationId, messageId: id, seq, senderId, encrypted: ciphertext !== null } };
  };

  const change = async (request: Request, before: MessageRow, command: MessageCommand): Promise<MessageRow> => {
    const { events } = await request.handle(messageAggregate, messageStream(before.id), command);
    return rowAfter(chats, messages, before, events);
  };

  /** Before what everybody there is told of: counts it, and says whether a block is in its way. */
  const admit = async (request: Request, conversationId: string): Promise<{ readonly blocked: boolean }> => {
    const [blocked] = await Promise.all([isBlockedIn(request, conversationId), countActivity(request, conversationId)]);
    return { blocked };
  };

  const hashOf = ({ tenant }: Request, { conversationId }: MessageFacts, emoji: string): Promise<string> =>
    vault.hash(tenant, conversationId, 'reaction', emoji);

  const indexOf = ({ tenant }: Request, conversationId: string, text: string) =>
    termsOf(vault, tenant, conversationId, text);

  return {
    async sendMessage(_, { input }, request) {
      // with an attachment nothing needs to be said
      const silent = input.attachmentIds?.length && input.text?.trim() === '';
      const given = parseInput(sendInput, silent ? { ...input, text: null } : input, 'input');
      const { conversationId, idempotencyKey: key, text, ciphertext } = given;
      const attachmentIds = given.attachmentIds ?? [];
      const senderId = request.viewer.id;
      if (!isId(conversationId)) throw notFound('conversation', 'input.conversationId');
      const replyToId = given.replyToId ?? null;
      if (replyToId !== null) {
        // an outsider learns nothing of what is in it
        await stateForMember(parts, request, conversationId, 'input.conversationId');
        await requireReplyTo(request, conversationId, replyToId);
      }
      const [{ blocked }, attachments] = await Promise.all([
        admit(request, conversationId),
        finishedUploads(parts, request, attachmentIds),
      ]);

      const { status, events } = await request.handle(
        conversationAggregate,
        conversationStream(conversationId),
        {
          ...{ type: 'SendMessage' as const, conversationId, messageId: newId(), senderId, replyToId, blocked },
          content: {
            ...(text != null && { text, index: await indexOf(request, conversationId, text) }),
            ...(ciphertext != null && { ciphertext }),
          },
          attachments,
        },
        {
          once: {
            ...{ mutation: 'sendMessage', key },
            content: [
              ...[conversationId, text ?? null, replyToId, ...(ciphertext == null ? [] : [ciphertext])],
              ...(attachmentIds.length === 0 ? [] : [{ attachmentIds }]),
            ],
          },
          spends: attachmentIds.map(sending),
        },
      );
      if (status === 'claimed') throw badInput('input.attachmentIds', 'One of these was sent before.');
      return {
        status: status === 'repeated' ? ('ALREADY_EXISTS' as const) : ('SENT' as const),
        message: rowAfter(chats, messages, null, events),
      };
    },

    async editMessage(_, { id, text: given }, request) {
      const text = parseInput(messageText, given, 'text');
      const { row, facts } = await seen(request, id, 'id');
      const { tenant, viewer } = request;
      const { blocked } = await admit(request, facts.conversationId);
      const fingerprint = await vault.hash(tenant, viewer.id, 'message', `${id}\n${text}`);
      const index = await indexOf(request, facts.conversationId, text);
      const command = {
        ...facts,
        type: 'EditMessage' as const,
        editorId: viewer.id,
        text,
        index,
        fingerprint,
        blocked,
      };
      return change(request, row, command);
    },

    async deleteMessage(_, { id }, request) {
      const { row, facts } = await seen(request, id, 'id');
      const { tenant, viewer } = request;
      // before it is told that they are gone: who is cut off in between says it again
      if (row.senderId === viewer.id)
        for (const attachmentId of row.attachmentIds ?? []) await blobs.delete(blobOf(tenant, viewer.id, attachmentId));
      return change(request, row, { ...facts, type: 'DeleteMessage', editorId: viewer.id });
    },

    async react(_, { messageId, emoji: given }, request) {
      const emoji = parseEmoji(given);
      const { row, facts } = await seen(request, messageId, 'messageId');
      const { blocked } = await admit(request, facts.conversationId);
      const emojiHash = await hashOf(request, facts, emoji);
      const userId = request.viewer.id;
      return change(request, row, { ...facts, type: 'React', userId, emoji, emojiHash, blocked });
    },

    async unreact(_, { messageId, emoji: given }, request) {
      const emoji = parseEmoji(given);
      const { row, facts } = await seen(request, messageId, 'messageId');
      const emojiHash = await hashOf(request, facts, emoji);
      return change(request, row, { ...facts, emojiHash, type: 'Unreact', userId: request.viewer.id });
    },
  };
};
