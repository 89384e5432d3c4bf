import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import { argumentOf } from '../subgraphs.ts';
import type { Requirement } from './rights.ts';

/** A field as the supergraph declares it. */
export interface DeclaredField {
  /** The name of its type, out of its lists. */
  readonly type: string;
  readonly own: readonly Requirement[];
  /** What its subgraph needs of others to resolve it (`@requires`): selections on its own type. */
  readonly requires: readonly SelectionSetNode[];
  /** What it is given from around it (`@fromContext`): selections on the types that set the context. */
  readonly fromContext: readonly { readonly context: string; readonly selection: SelectionSetNode }[];
  /** An interface object gives it to every object of its interface. */
  readonly isOfInterfaceObject: boolean;
}

export interface DeclaredType {
  readonly own: readonly Requirement[];
  readonly interfaces: readonly string[];
  /** Of a union. */
  readonly members: readonly string[];
  readonly contexts: readonly string[];
  readonly fields: ReadonlyMap<string, DeclaredField>;
}

/** What a supergraph says of its types that decides who may see what. */
export const declaredTypes = (supergraph: DocumentNode): ReadonlyMap<string, DeclaredType> => {
  const requirementsOf = requirementReader(supergraph);
  const types = new Map<string, DeclaredType>();
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) continue;
    const directives = definition.directives ?? [];
    const fields = new Map<string, DeclaredField>();
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION)
      for (const { name, type, directives: ofField = [] } of definition.fields ?? []) {
        const joins = ofField.filter((directive) => directive.name.value === 'join__field');
        fields.set(name.value, {
          type: namedType(type),
          own: requirementsOf(ofField),
          requires: joins.flatMap((join) => selectionOf(argumentOf(join, 'requires')) ?? []),
          fromContext: joins.flatMap(contextArguments),
          isOfInterfaceObject: joins.some((join) => argumentOf(join, 'graph') === undefined),
        });
      }
    types.set(definition.name.value, {
      own: requirementsOf(directives),
      interfaces: 'interfaces' in definition ? (definition.interfaces ?? []).map(({ name }) => name.value) : [],
      members: 'types' in definition ? (definition.types ?? []).map(({ name }) => name.value) : [],
      contexts: directives
        .filter(({ name }) => name.value === 'context')
        .flatMap((directive) => argumentOf(directive, 'name') ?? []),
      fields,
    });
  }
  return types;
};

/** Directives may have been given other names where the graph links their specification. */
const SPECIFICATION = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\/v\d/;

const requirementReader = (
  supergraph: DocumentNode,
): ((directives: readonly ConstDirectiveNode[]) => Requirement[]) => {
  const meanings = new Map<string, string>();
  for (const definition of supergraph.definitions)
    if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION)
      for (const link of definition.directives ?? []) {
        const specification = SPECIFICATION.exec(argumentOf(link, 'url') ?? '')?.[1];
        if (specification === undefined || link.name.value !== 'link') continue;
        meanings.set(importedName(link, specification) ?? argumentOf(link, 'as') ?? specification, specification);
      }

  return (directives) =>
    directives.flatMap((directive): Requirement[] => {
      switch (meanings.get(directive.name.value)) {
        case 'authenticated':
          return [{ kind: 'authenticated' }];
        case 'requiresScopes':
          return [{ kind: 'scopes', anyOf: listsIn(directive, 'scopes') }];
        case 'policy':
          return [{ kind: 'policies', anyOf: listsIn(directive, 'policies') }];
        default:
          return [];
      }
    });
};

/** `import: [{ name: "@policy", as: "@rule" }]`, or `import: ["@policy"]`. */
const importedName = (link: ConstDirectiveNode, specification: string): string | undefined => {
  const imports = argumentValue(link, 'import');
  for (const one of Array.isArray(imports) ? (imports as unknown[]) : []) {
    const { name, as = name } = (typeof one === 'string' ? { name: one } : one) as { name?: string; as?: string };
    if (name === `@${specification}`) return as?.slice(1);
  }
  return undefined;
};

/** A list of one may stand without its brackets. */
const listsIn = (directive: ConstDirectiveNode, name: string): string[][] => {
  const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
  return listed(argumentValue(directive, name)).map((all) => listed(all).map(String));
};

const argumentValue = (directive: ConstDirectiveNode, name: string): unknown => {
  const value = directive.arguments?.find((given) => given.name.value === name)?.value;
  return value && valueFromASTUntyped(value satisfies ConstValueNode);
};

const contextArguments = (join: ConstDirectiveNode): { context: string; selection: SelectionSetNode }[] => {
  const given = argumentValue(join, 'contextArguments');
  return (Array.isArray(given) ? (given as { context: string; selection: string }[]) : []).flatMap(
    ({ context, selection: text }) => {
      const selection = selectionOf(text);
      return selection ? [{ context, selection }] : [];
    },
  );
};

const selectionOf = (text: string | undefined): SelectionSetNode | undefined => {
  if (text === undefined) return undefined;
  const [operation] = parse(/^\s*\{/.test(text) ? text : `{ ${text} }`, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
};

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
