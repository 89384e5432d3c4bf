import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** What the public schema lets a client ask, so that a test can try all of it and misses nothing that is added. */
export interface RootField {
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  /** An operation of this field alone. Its variables are the field's arguments. */
  readonly document: string;
  readonly inputs: readonly Input[];
}

/** A value within the arguments. */
export interface Input {
  /** `input.tags.0`: as errors name it. */
  readonly path: string;
  /** The name of its scalar; `Enum` for all enums. */
  readonly type: string;
  readonly required: boolean;
}

const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));

const inputsOf = (path: string, given: GraphQLInputType): Input[] => {
  const required = isNonNullType(given);
  const type = required ? given.ofType : given;
  if (isListType(type)) return inputsOf(`${path}.0`, type.ofType);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).flatMap((field) => inputsOf(`${path}.${field.name}`, field.type));
  return [{ path, type: isEnumType(type) ? 'Enum' : getNamedType(type).name, required }];
};

const documentOf = (kind: string, { name, args, type }: GraphQLField<unknown, unknown>): string => {
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const selection = isCompositeType(getNamedType(type)) ? ' { __typename }' : '';
  return `${kind} ${declared && `(${declared})`} { ${name}${passed && `(${passed})`}${selection} }`;
};

export const ROOT_FIELDS: readonly RootField[] = [
  { kind: 'query' as const, type: schema.getQueryType() },
  { kind: 'mutation' as const, type: schema.getMutationType() },
  { kind: 'subscription' as const, type: schema.getSubscriptionType() },
].flatMap(({ kind, type }) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({
    ...{ name: field.name, kind, document: documentOf(kind, field) },
    inputs: field.args.flatMap((arg) => inputsOf(arg.name, arg.type)),
  })),
);

/** The variables with another value at a path; `undefined` leaves it out. */
export const withValue = (variables: object, path: string, value: unknown): Record<string, unknown> => {
  const copy = structuredClone(variables);
  const names = path.split('.');
  const last = names.pop()!;
  // biome-ignore lint/suspicious/noExplicitAny: a path leads through values of any shape
  let at: any = copy;
  names.forEach((name, nth) => {
    at[name] ??= (names[nth + 1] ?? last) === '0' ? [] : {};
    at = at[name];
  });
  at[last] = value;
  return copy as Record<string, unknown>;
};
