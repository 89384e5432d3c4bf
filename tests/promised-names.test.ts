import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';

const CONTRACT = '../shared/contract.graphql';
/** What we have beyond it. */
const MORE = [
  // whether history is shown from joining on or from the start is a setting of the group
  'OpenConversationInput.newMembersSeeHistory: Boolean',
];

/** `Type.field(arg: Type): Type`, one per argument and field, `Enum.VALUE`, `Input.field: Type`. */
const namesOf = (schema: GraphQLSchema): string[] =>
  Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
      if (isInputObjectType(type))
        return Object.values(type.getFields()).map(({ name, type: of }) => `${type.name}.${name}: ${of}`);
      if (!isObjectType(type) && !isInterfaceType(type)) return [];
      return Object.values(type.getFields()).flatMap((field) => [
        `${type.name}.${field.name}: ${field.type}`,
        ...field.args.map((arg) => `${type.name}.${field.name}(${arg.name}: ${arg.type})`),
      ]);
    });

describe.skipIf(!existsSync(CONTRACT))(`the public graph and ${CONTRACT}`, () => {
  it('call the same things by the same names and types', () => {
    const promised = new Set([...MORE, ...namesOf(buildSchema(readFileSync(CONTRACT, 'utf8')))]);
    const ours = namesOf(buildSchema(readFileSync('schema/api.graphql', 'utf8')));
    expect(ours.length).toBeGreaterThan(150);
    expect(ours.filter((name) => !promised.has(name))).toEqual([]);
  });
});
