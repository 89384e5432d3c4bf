import { GraphQLError } from 'graphql';
import { DomainError } from '#platform/domain/errors';
import { isAway } from '#platform/unreachable';

/**
 * What leaves a subgraph: refusals as they are; a database that is away as UNAVAILABLE; anything else, which is a fault
 * of ours, is reported and masked, so that no text, statement or value leaks through a message.
 */
export const publicError = (error: GraphQLError, onFault: (error: unknown) => void): GraphQLError => {
  const cause = error.originalError;
  if (cause instanceof DomainError) return error;
  const { nodes = null, source = null, positions = null, path = null } = error;
  // without a place in the answer it is graphql-js's own word on the request: a variable of the wrong type, say
  if (!path && (!cause || cause instanceof GraphQLError)) {
    const extensions = { code: 'BAD_USER_INPUT', ...error.extensions };
    return new GraphQLError(error.message, { nodes, source, positions, extensions });
  }

  // graphql-js quotes the value that doesn't fit its type, which may be anybody's text
  onFault(cause instanceof GraphQLError ? new Error('A resolved value does not fit its type.') : (cause ?? error));
  const masked = isAway(cause)
    ? new DomainError('UNAVAILABLE', 'A part of the service is away. Try again.')
    : new DomainError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.');
  return new GraphQLError(masked.message, { nodes, source, positions, path, originalError: masked });
};
