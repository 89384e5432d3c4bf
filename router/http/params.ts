import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { badInput, type DomainError } from '#platform/domain/errors';
import { MAX_BODY_BYTES, MAX_BODY_BYTES_OF_STRANGERS, readJson } from '../body.ts';
import type { GraphQLParams } from '../intake.ts';
import { HttpRefusal } from './refusals.ts';

/** What a request by GET or POST asks for, as GraphQL over HTTP has it. Throws a DomainError or an HttpRefusal. */
export const readParams = async (request: IncomingMessage, signedIn: boolean): Promise<GraphQLParams> => {
  if (request.method === 'GET') {
    if (couldBeForged(request.headers)) throw forgeable();
    return fromSearch(request.url ?? '');
  }
  const body = await readJson(request, signedIn ? MAX_BODY_BYTES : MAX_BODY_BYTES_OF_STRANGERS);
  if (body === undefined)
    throw new HttpRefusal(415, badInput('body', 'The body must be JSON: content-type application/json.'));
  if (Array.isArray(body)) throw badInput('body', 'There is one operation in a request: no batches.');
  if (!isObject(body)) throw badInput('body', 'The body must be an object with `query`.');
  return checked(body);
};

const fromSearch = (url: string): GraphQLParams => {
  const search = new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length));
  const given: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', 'variables', 'extensions'])
    if (search.has(name)) {
      if (search.getAll(name).length > 1) throw badInput(name, `There may be one \`${name}\` only.`);
      given[name] = search.get(name);
    }
  for (const name of ['variables', 'extensions'])
    if (given[name] !== undefined)
      try {
        given[name] = JSON.parse(String(given[name]));
      } catch {
        throw badInput(name, `\`${name}\` must be JSON.`);
      }
  return checked(given);
};

const checked = ({ query, operationName, variables, extensions }: Record<string, unknown>): GraphQLParams => {
  if (!isAbsent(query) && typeof query !== 'string') throw badInput('query', '`query` must be text.');
  if (isAbsent(query) && isAbsent(extensions)) throw badInput('query', 'There must be a `query`.');
  if (!isAbsent(operationName) && typeof operationName !== 'string')
    throw badInput('operationName', '`operationName` must be text.');
  for (const [name, value] of Object.entries({ variables, extensions }))
    if (!isAbsent(value) && !isObject(value)) throw badInput(name, `\`${name}\` must be an object.`);
  return {
    query: query ?? undefined,
    operationName: operationName ?? undefined,
    variables: (variables as GraphQLParams['variables']) ?? undefined,
    extensions: (extensions as GraphQLParams['extensions']) ?? undefined,
  };
};

const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Types that a page sends to another site without asking it first. */
const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];

/**
 * Whether a page of another site could have made a browser send it, without a preflight in which we say no: then it may
 * read nothing by timing or size either. Apollo's rule, with its headers. A POST is safe by its content type.
 */
const couldBeForged = (headers: IncomingHttpHeaders): boolean => {
  const type = headers['content-type']?.replace(/;.*/, '').trim().toLowerCase();
  if (type && !SIMPLE_TYPES.includes(type)) return false;
  return !headers['x-apollo-operation-name'] && !headers['apollo-require-preflight'];
};

const forgeable = (): DomainError =>
  badInput(
    'headers',
    'A request by GET needs a header that no form can send: apollo-require-preflight, x-apollo-operation-name or a ' +
      'content-type as application/json.',
  );
