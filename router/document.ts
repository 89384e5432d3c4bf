import {
  BREAK,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql';
import { refusal, withoutValue } from './errors.ts';
import { exceededLimits, limitExceeded, MAX_TOKENS } from './limits.ts';

export interface Refused {
  readonly errors: readonly GraphQLError[];
}

/** A document that has been parsed, validated and found within the limits, and the operation that is asked for. */
export interface CheckedDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

export interface DocumentRules {
  /** Whether documents may ask for the schema; true, if left out. */
  readonly introspection?: boolean;
}

/** Validating stops there: nobody reads more. */
const MAX_VALIDATION_ERRORS = 20;
const WITHOUT_INTROSPECTION = [...specifiedRules, NoSchemaIntrospectionCustomRule];

/** Parses and checks the text of a document; its faults are BAD_USER_INPUT or LIMIT_EXCEEDED. */
export const checkDocument = (
  schema: GraphQLSchema,
  text: string,
  operationName: string | undefined,
  { introspection = true }: DocumentRules = {},
): CheckedDocument | Refused => {
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    return { errors: [parseRefusal(error as GraphQLError)] };
  }
  // first: validating costs twenty times as much, and more the larger a document is
  const operation = getOperationAST(document, operationName);
  const exceeded = operation ? exceededLimits(document, operation) : [];
  if (exceeded.length > 0) return { errors: exceeded };

  const faults = faultsOf(schema, document, introspection);
  if (faults.length > 0) return { errors: faults.map((fault) => validationRefusal(fault, document)) };
  return operation ? { document, operation } : { errors: [operationRefusal(operationName)] };
};

const faultsOf = (schema: GraphQLSchema, document: DocumentNode, introspection: boolean): readonly GraphQLError[] => {
  try {
    const rules = introspection ? specifiedRules : WITHOUT_INTROSPECTION;
    // whoever may not read the schema must not be told its names by the way
    return validate(schema, document, rules, { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: true });
  } catch (error) {
    // graphql-js throws where a variable decides whether a subscription has its only field
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
};

/** What a document that can't be parsed is answered with. */
const parseRefusal = ({ message, source, positions }: GraphQLError): GraphQLError =>
  // graphql-js tells it from a syntax error by nothing else
  message.endsWith('Parsing aborted.')
    ? limitExceeded('tokens', MAX_TOKENS + 1, MAX_TOKENS)
    : refusal('BAD_USER_INPUT', message, { reason: 'GRAPHQL_PARSE_FAILED', field: 'query' }, { source, positions });

const operationRefusal = (operationName: string | undefined): GraphQLError =>
  refusal(
    'BAD_USER_INPUT',
    operationName === undefined
      ? 'The document must have one operation, or `operationName` must say which of them to run.'
      : `The document has no operation named "${operationName}".`,
    { reason: 'OPERATION_RESOLUTION_FAILED', field: 'operationName' },
  );

const validationRefusal = (fault: GraphQLError, document: DocumentNode): GraphQLError => {
  const { message, nodes } = fault;
  const field = fieldAtFault(fault, document) ?? 'query';
  if (message.startsWith('GraphQL introspection has been disabled'))
    return refusal('FORBIDDEN', 'The schema can not be asked for here.', { field }, { nodes });
  return refusal('BAD_USER_INPUT', withoutValue(message), { reason: 'GRAPHQL_VALIDATION_FAILED', field }, { nodes });
};

/**
 * The name of the unknown field or variable, or the dotted path of the argument, as far as a fault is about one: the
 * innermost names of arguments and input fields around the node that validation blames.
 */
const fieldAtFault = ({ message, nodes }: GraphQLError, document: DocumentNode): string | undefined => {
  const blamed = nodes?.[0];
  if (!blamed) return undefined;
  // missing ones have no node, they are named in the message alone
  const missing = /(?:argument "|Field "[^".]+\.)(\w+)" of (?:required )?type/.exec(message)?.[1];
  const path: string[] = [];
  visit(document, {
    enter(node) {
      if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) path.push(node.name.value);
      return node === blamed ? BREAK : undefined;
    },
    leave(node) {
      if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD) path.pop();
    },
  });
  if (missing !== undefined) path.push(missing);
  if (path.length > 0) return path.join('.');
  if (blamed.kind === Kind.FIELD || blamed.kind === Kind.VARIABLE) return blamed.name.value;
  if (blamed.kind === Kind.VARIABLE_DEFINITION) return blamed.variable.name.value;
  return undefined;
};
