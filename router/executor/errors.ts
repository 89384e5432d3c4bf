import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { unavailable } from '../errors.ts';
import { fragmentsIn } from '../selections.ts';

type Path = readonly (string | number)[];

/**
 * What there is to say of a fetch that reached nobody: an error for each of its root fields. Entities are spread over
 * the answer, and an error for each would say no more than one that has no path.
 */
export const unavailableAt = (document: DocumentNode | undefined): GraphQLError[] => {
  const namesIn = (set: SelectionSetNode): string[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value;
      return selection.kind === Kind.INLINE_FRAGMENT ? namesIn(selection.selectionSet) : [];
    });
  const operation = document?.definitions[0];
  const names = operation?.kind === Kind.OPERATION_DEFINITION ? namesIn(operation.selectionSet) : [];
  return names.length === 0 || names.includes('_entities') ? [unavailable()] : names.map((name) => unavailable([name]));
};

/** A subgraph's error at its place in the client's answer. `renamed`: names of the subgraph's answer only. */
export const placedError = (
  error: GraphQLError,
  path: Path | undefined,
  renamed: ReadonlyMap<string, string>,
): GraphQLError =>
  new GraphQLError(error.message, {
    ...(path && { path: path.map((part) => (typeof part === 'string' ? (renamed.get(part) ?? part) : part)) }),
    extensions: error.extensions,
    originalError: error,
  });

/**
 * A path as far as the client has asked for what it goes through. The rest are keys and other fields that only the plan
 * needs, and that clients may not even know to exist.
 */
export const askedFor = (document: DocumentNode, operation: OperationDefinitionNode, path: Path): Path => {
  const fragments = fragmentsIn(document);
  let sets: readonly SelectionSetNode[] = [operation.selectionSet];
  for (const [nth, part] of path.entries()) {
    if (typeof part === 'number') continue;
    const fields = sets.flatMap((set) => fieldsNamed(part, set, fragments, new Set()));
    if (fields.length === 0) return path.slice(0, nth);
    sets = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
  }
  return path;
};

interface Asked {
  readonly selectionSet?: SelectionSetNode | undefined;
}

const fieldsNamed = (
  name: string,
  set: SelectionSetNode,
  fragments: ReturnType<typeof fragmentsIn>,
  seen: Set<string>,
): Asked[] =>
  set.selections.flatMap((selection): Asked[] => {
    if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value === name ? [selection] : [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsNamed(name, selection.selectionSet, fragments, seen);
    const fragment = selection.name.value;
    if (seen.has(fragment)) return [];
    seen.add(fragment);
    const definition = fragments.get(fragment);
    return definition ? fieldsNamed(name, definition.selectionSet, fragments, seen) : [];
  });
