import { buildSchema, isObjectType, parse } from 'graphql';
import { expect, it } from 'vitest';
import type { AccessRules } from '#platform/access';
import { isViewerIndependent } from '#platform/viewer-independence';
import { supergraphSdl } from '../processes/schema.ts';
import { access as chat } from '../subgraphs/chat/access.ts';
import { access as diary } from '../subgraphs/diary/access.ts';
import { access as matching } from '../subgraphs/matching/access.ts';
import { access as users } from '../subgraphs/users/access.ts';

const RULES: readonly AccessRules<string>[] = [users, diary, chat, matching];
/** Rules by which all who are signed in, and are given an object, are given a field of it, too. */
const SAME_FOR_ALL = ['signed in', 'members', 'parent'];

const schema = buildSchema(supergraphSdl, { assumeValid: true });

it('only fields that all are given who have their object are declared independent of the viewer', () => {
  const declared = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type: type.name, field })))
    .filter(({ field }) => field.astNode?.directives?.some(({ name }) => name.value === 'tag'));
  expect(declared.length).toBeGreaterThan(5);
  for (const { type, field } of declared)
    for (const rules of RULES) {
      const rule = rules[type]?.[field.name];
      if (rule !== undefined) expect(SAME_FOR_ALL, `${type}.${field.name}`).toContain(rule);
    }
});

it.each([
  ['id seq text sentAt sender { id username }', true],
  ['id reactions { reactedByMe }', false],
  ['id conversation { unreadCount }', false],
  ['id conversation { muted }', false],
  ['id sender { email }', false],
  ['id conversation { participants { lastReadSeq } }', false],
  ['id sender { bio }', false],
])('of a message { %s } is independent: %s', (selection, independent) => {
  const document = parse(`subscription { messageReceived { ${selection} } }`);
  expect(isViewerIndependent(schema, document)).toBe(independent);
});
