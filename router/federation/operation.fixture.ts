import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';
import type { Choices } from './random.fixture.ts';

export interface GeneratedOperation {
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

const MAX_DEPTH = 6;

/** Any operation over a schema: fields, aliases, fragments on whatever overlaps, directives, arguments and variables. */
export const anyOperation = (schema: GraphQLSchema, choices: Choices): GeneratedOperation => {
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};
  const fragments: string[] = [];
  let aliases = 0;

  const variable = (type: string, value: unknown): string => {
    const name = `v${declared.length}`;
    declared.push(`$${name}: ${type}`);
    variables[name] = value;
    return `$${name}`;
  };

  const directive = (): string => {
    if (!choices.onceIn(8)) return '';
    const value = choices.below(2) === 0;
    const condition = choices.onceIn(3) ? String(value) : variable('Boolean!', value);
    return ` @${choices.below(2) === 0 ? 'include' : 'skip'}(if: ${condition})`;
  };

  const valueFor = (type: GraphQLInputType, depth: number): unknown => {
    if (isNonNullType(type)) return valueFor(type.ofType, depth);
    if (isListType(type)) return Array.from({ length: choices.below(3) }, () => valueFor(type.ofType, depth));
    if (isInputObjectType(type))
      return Object.fromEntries(
        Object.values(type.getFields())
          .filter((field) => isRequiredInputField(field) || (depth < 2 && choices.onceIn(2)))
          .map((field) => [field.name, valueFor(field.type, depth + 1)]),
      );
    if (isEnumType(type)) return type.getValues()[choices.below(type.getValues().length)]!.name;
    const known: Record<string, unknown> = { Int: 1 + choices.below(3), Float: 0.5, Boolean: choices.below(2) === 1 };
    return known[type.name] ?? `id-${choices.below(4)}`;
  };

  const literal = (type: GraphQLInputType, value: unknown): string => {
    const named = isNonNullType(type) ? type.ofType : type;
    if (isListType(named)) return `[${(value as unknown[]).map((item) => literal(named.ofType, item)).join(', ')}]`;
    if (isInputObjectType(named)) {
      const fields = named.getFields();
      const given = Object.entries(value as object);
      return `{${given.map(([name, inner]) => `${name}: ${literal(fields[name]!.type, inner)}`).join(', ')}}`;
    }
    return isEnumType(named) ? String(value) : JSON.stringify(value);
  };

  const argumentsOf = (given: readonly GraphQLArgument[]): string => {
    const texts = given
      .filter((argument) => isRequiredArgument(argument) || choices.onceIn(3))
      .map(({ name, type }) => {
        const value = valueFor(type, 0);
        return `${name}: ${choices.onceIn(2) ? variable(String(type), value) : literal(type, value)}`;
      });
    return texts.length > 0 ? `(${texts.join(', ')})` : '';
  };

  const fieldOf = (type: GraphQLCompositeType, depth: number): string => {
    if (isUnionType(type) || choices.onceIn(8)) return choices.onceIn(3) ? `t${aliases++}: __typename` : '__typename';
    const all = Object.values(type.getFields());
    const leaves = all.filter((field) => isLeafType(getNamedType(field.type)));
    const fields = (depth >= MAX_DEPTH || choices.spent) && leaves.length > 0 ? leaves : all;
    if (depth >= MAX_DEPTH && leaves.length === 0) return '__typename';
    const field = fields[choices.below(fields.length)]!;
    const given = argumentsOf(field.args);
    const alias = aliases < 40 && (given !== '' || choices.onceIn(6)) ? `a${aliases++}: ` : '';
    const named = getNamedType(field.type);
    const inner = isCompositeType(named) ? ` ${setOf(named, depth + 1)}` : '';
    return `${alias}${field.name}${given}${directive()}${inner}`;
  };

  const fragmentOn = (type: GraphQLCompositeType, depth: number): string => {
    const overlapping = Object.values(schema.getTypeMap()).filter(
      (other): other is GraphQLCompositeType =>
        isCompositeType(other) && !other.name.startsWith('__') && overlap(schema, type, other),
    );
    const condition = overlapping[choices.below(overlapping.length)] ?? type;
    const set = setOf(condition, depth + 1);
    if (choices.onceIn(3)) {
      const name = `F${fragments.length}`;
      fragments.push(`fragment ${name} on ${condition.name} ${set}`);
      return `...${name}${directive()}`;
    }
    const bare = condition === type && choices.onceIn(2);
    return `...${bare ? '' : ` on ${condition.name}`}${directive()} ${set}`;
  };

  const setOf = (type: GraphQLCompositeType, depth: number): string => {
    const selections = Array.from({ length: 1 + choices.below(depth < 3 ? 5 : 3) }, () => {
      const spread = depth < MAX_DEPTH && choices.onceIn(isAbstractType(type) ? 2 : 6);
      return spread ? fragmentOn(type, depth) : fieldOf(type, depth);
    });
    return `{ ${selections.join(' ')} }`;
  };

  const mutation = schema.getMutationType();
  const type = mutation && choices.onceIn(6) ? mutation : schema.getQueryType()!;
  const set = setOf(type, 0);
  const header = `${type === mutation ? 'mutation' : 'query'}${declared.length > 0 ? ` (${declared.join(', ')})` : ''}`;
  return { text: [`${header} ${set}`, ...fragments].join(' '), variables };
};

const overlap = (schema: GraphQLSchema, one: GraphQLCompositeType, other: GraphQLCompositeType): boolean => {
  const types = (type: GraphQLCompositeType) => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);
  return types(one).some((type) => types(other).includes(type));
};
