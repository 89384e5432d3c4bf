import { describe, it } from 'vitest';
import { specFor } from '#platform/domain/testing';
import type { MessageEvent } from '../events.ts';
import { MAX_EMOJIS, message } from './message.ts';

const given = specFor(message);
const place = { conversationId: 'talk', messageId: 'm1', seq: 7 };
const facts = { ...place, senderId: 'ann', encrypted: false };
const edited = (fingerprint: string): MessageEvent => ({
  ...{ type: 'MessageEdited', data: { ...place, senderId: 'ann', fingerprint }, personal: { text: fingerprint } },
});
const deleted: MessageEvent = { type: 'MessageDeleted', data: { ...place, senderId: 'ann' } };
const reacted = (userId: string, emojiHash: string): MessageEvent => ({
  ...{ type: 'ReactionAdded', data: { ...place, userId, emojiHash }, personal: { emoji: emojiHash } },
});
const unreacted = (userId: string, emojiHash: string): MessageEvent => ({
  ...{ type: 'ReactionRemoved', data: { ...place, userId, emojiHash } },
});

describe('EditMessage', () => {
  const edit = (text: string, more: object = {}) => ({
    ...{ type: 'EditMessage' as const, ...facts, editorId: 'ann', text, fingerprint: text, blocked: false, ...more },
  });

  it('is recorded with the new text', () => given().when(edit('hi')).yields(edited('hi')));
  it('changes nothing when it is sent again, and goes back when that is meant', () => {
    given(edited('hi')).when(edit('hi')).yieldsNothing();
    given(edited('hi'), edited('ho')).when(edit('hi')).yields(edited('hi'));
  });
  it('is refused to everybody but the sender, as if there were no message', () =>
    given()
      .when(edit('hi', { editorId: 'bob' }))
      .isRefused('NOT_FOUND', 'id'));
  it('is refused once it was deleted', () => given(deleted).when(edit('hi')).isRefused('CONFLICT', 'id'));
  it('is refused of what can not be read', () =>
    given()
      .when(edit('hi', { encrypted: true }))
      .isRefused('BAD_USER_INPUT', 'id'));
  it('is refused across a block, of which only the sender learns', () => {
    given()
      .when(edit('hi', { blocked: true }))
      .isRefused('FORBIDDEN', 'id');
    given()
      .when(edit('hi', { blocked: true, editorId: 'bob' }))
      .isRefused('NOT_FOUND', 'id');
  });
});

describe('DeleteMessage', () => {
  const remove = { type: 'DeleteMessage' as const, ...facts, editorId: 'ann' };

  it('is recorded once', () => {
    given(edited('hi'), reacted('bob', '👍')).when(remove).yields(deleted);
    given(deleted).when(remove).yieldsNothing();
  });
  it('is refused to everybody but the sender, as if there were no message', () =>
    given()
      .when({ ...remove, editorId: 'bob' })
      .isRefused('NOT_FOUND', 'id'));
});

describe('React', () => {
  const react = (userId: string, emoji: string, blocked = false) => ({
    ...{ type: 'React' as const, ...facts, userId, emoji, emojiHash: emoji, blocked },
  });

  it('is recorded once per person and emoji', () => {
    given().when(react('bob', '👍')).yields(reacted('bob', '👍'));
    given(reacted('bob', '👍')).when(react('bob', '👍')).yieldsNothing();
    given(reacted('bob', '👍')).when(react('bob', '🎉')).yields(reacted('bob', '🎉'));
    given(reacted('bob', '👍')).when(react('cat', '👍')).yields(reacted('cat', '👍'));
  });
  it('is recorded again after it was taken back', () =>
    given(reacted('bob', '👍'), unreacted('bob', '👍')).when(react('bob', '👍')).yields(reacted('bob', '👍')));
  it('takes so many different emojis, and any number of people for each', () => {
    const all = Array.from({ length: MAX_EMOJIS }, (_, nth) => reacted('bob', `emoji ${nth}`));
    given(...all.slice(1))
      .when(react('cat', '👍'))
      .yields(reacted('cat', '👍'));
    given(...all)
      .when(react('cat', '👍'))
      .isRefused('LIMIT_EXCEEDED', 'emoji');
    given(...all)
      .when(react('cat', 'emoji 3'))
      .yields(reacted('cat', 'emoji 3'));
    given(...all, unreacted('bob', 'emoji 3'))
      .when(react('cat', '👍'))
      .yields(reacted('cat', '👍'));
  });
  it('is refused once the message was deleted, and across a block', () => {
    given(deleted).when(react('bob', '👍')).isRefused('CONFLICT', 'messageId');
    given()
      .when(react('bob', '👍', true))
      .isRefused('FORBIDDEN', 'messageId');
  });
});

describe('Unreact', () => {
  const unreact = (userId: string, emojiHash: string) => ({ type: 'Unreact' as const, ...facts, userId, emojiHash });

  it('takes back what is there, and one’s own only', () => {
    given(reacted('bob', '👍')).when(unreact('bob', '👍')).yields(unreacted('bob', '👍'));
    given(reacted('bob', '👍')).when(unreact('cat', '👍')).yieldsNothing();
    given(reacted('bob', '👍')).when(unreact('bob', '🎉')).yieldsNothing();
    given(reacted('bob', '👍'), unreacted('bob', '👍')).when(unreact('bob', '👍')).yieldsNothing();
  });
  it('is refused once the message was deleted', () =>
    given(reacted('bob', '👍'), deleted).when(unreact('bob', '👍')).isRefused('CONFLICT', 'messageId'));
});
