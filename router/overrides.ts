import { type DocumentNode, Kind } from 'graphql';
import { argumentOf } from './subgraphs.ts';

/** The labels of a graph's progressive `@override`s that hold for one request: their fields come from the newer subgraph. */
export type Labels = ReadonlySet<string>;

export interface Overrides {
  /** For whoever has this share of all requests, from 0 to 100. */
  labelsAt(share: number): Labels;
}

const PERCENT = /^percent\((\d+(?:\.\d+)?)\)$/;

/**
 * `percent(n)` holds for n of a hundred: for everyone whose share is below n, so that somebody who is of one percent is of
 * two as well. Any other label holds for everybody where it is switched on.
 */
export const overridesIn = (supergraph: DocumentNode, switchedOn: readonly string[] = []): Overrides | undefined => {
  const labels = new Set<string>();
  for (const definition of supergraph.definitions)
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION)
      for (const { directives = [] } of definition.fields ?? [])
        for (const directive of directives) {
          const label = directive.name.value === 'join__field' ? argumentOf(directive, 'overrideLabel') : undefined;
          if (label !== undefined) labels.add(label);
        }
  if (labels.size === 0) return undefined;

  return {
    labelsAt(share) {
      const holds = (label: string) => {
        const percent = PERCENT.exec(label)?.[1];
        return percent === undefined ? switchedOn.includes(label) : share < Number(percent);
      };
      return new Set([...labels].filter(holds));
    },
  };
};

/** A share for whoever asks, the same as long as their token is: they should not see both subgraphs by turns (FNV-1a). */
export const shareOf = (who: string): number => {
  let hash = 0x811c9dc5;
  for (let nth = 0; nth < who.length; nth++) hash = Math.imul(hash ^ who.charCodeAt(nth), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (((hash ^ (hash >>> 13)) >>> 0) % 10_000) / 100;
};
