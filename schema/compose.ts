import { composeServices } from '@apollo/composition';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, type GraphQLError, parse, printSchema } from 'graphql';

export interface SubgraphDefinition {
  readonly name: string;
  /** Where the subgraph answers when it runs alone. A router that has it in its own process never asks there. */
  readonly url: string;
  readonly sdl: string;
}

export interface Composition {
  /** What a router plans by: every type with the subgraphs that own it. */
  readonly supergraphSdl: string;
  /** What clients see. */
  readonly apiSdl: string;
}

/** The subgraphs do not make one graph. The message has a line for each reason. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError';
}

/** Composes subgraphs into one graph, or throws a CompositionError. */
export const compose = (subgraphs: readonly SubgraphDefinition[]): Composition => {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parseSdl(name, sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new CompositionError(['The subgraphs do not compose:', ...errors.map(describe)].join('\n'));

  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return { supergraphSdl, apiSdl: `${printSchema(supergraph.apiSchema().toGraphQLJSSchema())}\n` };
};

const parseSdl = (name: string, sdl: string): DocumentNode => {
  try {
    return parse(sdl);
  } catch (error) {
    const { message, locations } = error as GraphQLError;
    const line = locations?.[0]?.line ?? 1;
    throw new CompositionError(`The schema of ${name} can't be read: ${message} (line ${line})`, { cause: error });
  }
};

const describe = ({ message, extensions }: GraphQLError): string => `  ${extensions.code}: ${message}`;
