import { Kind, parse, type SelectionSetNode } from 'graphql';
import { argumentOf, subgraphsIn } from '../subgraphs.ts';

/** The names in a field's `@requires`, of a type in a subgraph. */
export type Requirements = (subgraph: string, type: string, field: string) => readonly string[];

const coordinate = (subgraph: string, type: string, field: string): string => `${subgraph} ${type}.${field}`;

export const requirementsIn = (supergraphSdl: string): Requirements => {
  const supergraph = parse(supergraphSdl, { noLocation: true });
  const { definitions } = supergraph;
  const subgraphs = new Map(subgraphsIn(supergraph).map(({ graph, name }) => [graph, name]));

  const requirements = new Map<string, readonly string[]>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const { name: field, directives } of definition.fields ?? [])
      for (const directive of directives ?? []) {
        const requires = directive.name.value === 'join__field' ? argumentOf(directive, 'requires') : undefined;
        const subgraph = subgraphs.get(argumentOf(directive, 'graph') ?? '');
        if (requires === undefined || subgraph === undefined) continue;
        requirements.set(coordinate(subgraph, definition.name.value, field.value), namesOf(requires));
      }
  }
  return (subgraph, type, field) => requirements.get(coordinate(subgraph, type, field)) ?? [];
};

const namesOf = (selection: string): string[] => {
  const namesIn = (set: SelectionSetNode): string[] =>
    set.selections.flatMap((selected) => {
      const own = selected.kind === Kind.FIELD ? [selected.name.value] : [];
      const inner = selected.kind === Kind.FRAGMENT_SPREAD ? undefined : selected.selectionSet;
      return inner ? [...own, ...namesIn(inner)] : own;
    });
  const [operation] = parse(`{ ${selection} }`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? namesIn(operation.selectionSet) : [];
};
