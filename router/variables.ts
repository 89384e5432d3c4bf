import {
  coerceInputValue,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
} from 'graphql';
import { refusal, withoutValue } from './errors.ts';
import { plannedVariable } from './planning/variables.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** A variable as its operation declares it. */
export interface DeclaredVariable {
  readonly name: string;
  readonly type: GraphQLInputType;
  /** Undefined: it has none. */
  readonly defaultValue: unknown;
}

export const declaredVariables = (schema: GraphQLSchema, operation: OperationDefinitionNode): DeclaredVariable[] =>
  (operation.variableDefinitions ?? []).map(({ variable, type: typeNode, defaultValue }) => {
    const type = typeFromAST(schema, typeNode) as GraphQLInputType;
    return { name: variable.name.value, type, defaultValue: defaultValue && valueFromAST(defaultValue, type) };
  });

const HIDE_SUGGESTIONS = true;

/** A long list of wrong items is answered with the first of them. */
const MAX_ERRORS = 20;

/**
 * The values that an operation runs with: checked against the declared types, defaults filled in. Each fault is
 * BAD_USER_INPUT with the dotted path in the client's variables: `input.text`, `userIds.3`.
 */
export const coerceVariables = (
  declared: readonly DeclaredVariable[],
  given: Variables | null | undefined,
): { readonly values: Variables } | { readonly errors: readonly GraphQLError[] } => {
  const values: Record<string, unknown> = {};
  const errors: GraphQLError[] = [];
  const refuse = (field: string, message: string) => {
    if (errors.length < MAX_ERRORS) errors.push(refusal('BAD_USER_INPUT', message, { field }));
  };

  for (const { name, type, defaultValue } of declared) {
    // no object that it is copied to on its way would take it
    if (name === '__proto__') refuse(name, 'No variable can have this name.');
    const value = given && Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined)
      values[name] = coerceInputValue(
        value,
        type,
        (path, _invalid, { message }) => {
          const field = [name, ...path, ...fieldNamedIn(message)].join('.');
          refuse(field, `Variable "$${name}" is not valid at "${field}": ${withoutValue(message)}`);
        },
        HIDE_SUGGESTIONS,
      );
    else if (defaultValue !== undefined) values[name] = defaultValue;
    else if (isNonNullType(type)) refuse(name, `Variable "$${name}" of type "${type}" is required.`);
  }
  for (const name of Object.keys(values)) {
    const planned = plannedVariable(name);
    if (planned !== name) values[planned] = values[name];
  }
  return errors.length > 0 ? { errors } : { values };
};

/** graphql-js reports an unknown or a missing field at the object around it, and names it in the message alone. */
const fieldNamedIn = (message: string): string[] =>
  /^Field "([^"]+)" (?:is not defined by|of required) type/.exec(message)?.slice(1) ?? [];
