import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { badInput, DomainError, notFound } from '#platform/domain/errors';

describe('a refusal', () => {
  it('reaches the client with its code, its field and what can be acted upon', async () => {
    const refusal = new DomainError('RATE_LIMITED', 'Later.', { field: 'input.text', details: { retryAfter: 9 } });
    const schema = buildSchema('type Query { value: Int }');
    const { errors } = await graphql({
      ...{ schema, source: '{ value }' },
      fieldResolver() {
        throw refusal;
      },
    });
    expect(errors![0]!.extensions).toEqual({ code: 'RATE_LIMITED', field: 'input.text', retryAfter: 9 });
    expect(errors![0]!.message).toBe('Later.');
  });

  it('has no field when none is wrong', () => {
    expect(new DomainError('CONFLICT', 'No.').extensions).toEqual({ code: 'CONFLICT' });
    expect(notFound('message').extensions).toEqual({ code: 'NOT_FOUND' });
    expect(notFound('message', 'id').extensions).toEqual({ code: 'NOT_FOUND', field: 'id' });
    expect(badInput('input.text', 'Empty.').extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.text' });
  });
});
