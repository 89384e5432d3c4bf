import { type DocumentNode, type ExecutionResult, executeSync, type GraphQLSchema, print } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Prepared } from './prepare.ts';
import type { Variables } from './variables.ts';

/** Explorers and generators ask in a handful of ways. Each answer has half a megabyte. */
const ANSWERS_KEPT = 8;

const written = new WeakMap<ExecutionResult, Buffer>();

/** The JSON of an answer that is given again and again. */
export const writtenAnswer = (answer: ExecutionResult): Buffer | undefined => written.get(answer);

/** Answers operations that ask for nothing but the schema: slowly once, and then at once. */
export const createIntrospection = (schema: GraphQLSchema) => {
  const answers = new LRUCache<string, ExecutionResult>({ max: ANSWERS_KEPT });
  // however a document is written
  const printed = new WeakMap<DocumentNode, string>();
  const printedOf = (document: DocumentNode): string => {
    let text = printed.get(document);
    if (text === undefined) {
      text = print(document);
      printed.set(document, text);
    }
    return text;
  };

  return (prepared: Prepared, variableValues: Variables): ExecutionResult => {
    const { document, operation } = prepared;
    const operationName = operation.name?.value ?? null;
    const key = `${operationName ?? ''} ${JSON.stringify(variableValues)} ${printedOf(document)}`;
    const known = answers.get(key);
    if (known) return known;
    const answer = executeSync({ schema, document, variableValues, operationName });
    answers.set(key, answer);
    written.set(answer, Buffer.from(JSON.stringify(answer)));
    return answer;
  };
};
