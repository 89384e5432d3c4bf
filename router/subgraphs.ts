import { type ConstDirectiveNode, type DocumentNode, Kind } from 'graphql';

/** A subgraph as a supergraph names it. */
export interface SubgraphAddress {
  /** Its value of the enum `join__Graph`, by which the supergraph's own directives call it. */
  readonly graph: string;
  readonly name: string;
  /** Where it answers; empty where whoever composed the graph did not say. */
  readonly url: string;
}

/** The subgraphs that a supergraph is composed of. */
export const subgraphsIn = ({ definitions }: DocumentNode): SubgraphAddress[] =>
  definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph'
      ? (definition.values ?? []).map(({ name: { value: graph }, directives }) => {
          const described = directives?.find(({ name }) => name.value === 'join__graph');
          return { graph, name: argumentOf(described, 'name') ?? graph, url: argumentOf(described, 'url') ?? '' };
        })
      : [],
  );

/** The text of an argument, or the name of an enum's value. */
export const argumentOf = (directive: ConstDirectiveNode | undefined, name: string): string | undefined => {
  const value = directive?.arguments?.find((given) => given.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
};
