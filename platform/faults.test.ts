import { buildSchema, type GraphQLError, type GraphQLFieldResolver, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { badInput, DomainError } from '#platform/domain/errors';
import { publicError } from '#platform/faults';

const schema = buildSchema('type Query { value(of: Int): Int, sure: Int! }');

/** What leaves when a resolver behaves like this, and what is reported. */
const answer = async (resolve: GraphQLFieldResolver<unknown, unknown>, source = '{ value }', variableValues = {}) => {
  const { errors } = await graphql({ schema, source, variableValues, fieldResolver: resolve });
  const reported: unknown[] = [];
  const [error] = errors!.map((of) => publicError(of, (fault) => reported.push(fault))) as [GraphQLError];
  return { error: error.toJSON(), reported };
};
const throwing = (error: unknown) =>
  answer(() => {
    throw error;
  });
const masked = {
  message: 'Something went wrong on our side.',
  extensions: { code: 'INTERNAL_SERVER_ERROR' },
  path: ['value'],
};

describe('what leaves a subgraph', () => {
  it('is a refusal as it is, with its code, field and details', async () => {
    const limit = new DomainError('LIMIT_EXCEEDED', 'Too many.', { field: 'input.tags', details: { limit: 20 } });
    expect(await throwing(limit)).toMatchObject({
      error: {
        ...{ message: 'Too many.', path: ['value'] },
        extensions: { code: 'LIMIT_EXCEEDED', field: 'input.tags', limit: 20 },
      },
      reported: [],
    });
    expect((await throwing(badInput('id', 'Wrong.'))).error.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'id',
    });
  });

  it('is nothing of a fault of ours, which is reported', async () => {
    const fault = Object.assign(new Error('invalid input: "dear diary"'), { code: '22P02', detail: 'dear diary' });
    const { error, reported } = await throwing(fault);
    expect(error).toMatchObject(masked);
    expect(JSON.stringify(error)).not.toContain('dear diary');
    expect(reported).toEqual([fault]);
    expect((await throwing('dear diary')).error).toMatchObject(masked);
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', '08006', '53300', '57P01', '57014'])(
    'is UNAVAILABLE when the database is away (%s)',
    async (code) => {
      const { error, reported } = await throwing(Object.assign(new Error('connect 10.0.0.1:5432'), { code }));
      expect(error).toMatchObject({ extensions: { code: 'UNAVAILABLE' }, path: ['value'] });
      expect(JSON.stringify(error)).not.toContain('10.0.0.1');
      expect(reported).toHaveLength(1);
    },
  );

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])(
    'is UNAVAILABLE when the driver says "%s"',
    async (message) => {
      expect((await throwing(new Error(message))).error.extensions).toEqual({ code: 'UNAVAILABLE' });
    },
  );

  it('is nothing of a value that does not fit its type, in the report neither', async () => {
    const { error, reported } = await answer(() => 'dear diary');
    expect(error).toMatchObject(masked);
    expect(reported).toHaveLength(1);
    expect(`${JSON.stringify(error)} ${reported}`).not.toContain('dear diary');
    const { error: missing } = await answer(() => null, '{ sure }');
    expect(missing).toMatchObject({ ...masked, path: ['sure'] });
  });

  it('is BAD_USER_INPUT, and no fault, when a variable is of the wrong type', async () => {
    const source = 'query ($of: Int) { value(of: $of) }';
    const { error, reported } = await answer(() => 1, source, { of: 'much' });
    expect(error).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(error.message).toContain('$of');
    expect(reported).toEqual([]);
  });
});
