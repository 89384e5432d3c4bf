import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { declaredTypes } from './directives.ts';
import type { Requirement } from './rights.ts';

/** What a graph requires of those who ask. All that is listed must be met. */
export interface AccessRequirements {
  /** Of an object of this type, wherever it stands. */
  ofType(type: string): readonly Requirement[];
  /** Of a field: also what its type, the type that has it and whatever it is made of require. */
  ofField(type: string, field: string): readonly Requirement[];
}

/**
 * Nothing that is told of a thing under a lock may be had without its key: a field that a subgraph makes out of others
 * (`@requires`, `@fromContext`) needs what those need, and theirs in turn. Composition puts on an interface what any of
 * its implementations asks for, which says nothing of the others; what none of them asks for is the interface's own, and
 * holds for all of them. Undefined where the graph has no lock at all.
 */
export const accessRequirements = (supergraph: DocumentNode): AccessRequirements | undefined => {
  const types = declaredTypes(supergraph);
  const hasLock = [...types.values()].some(
    ({ own, fields }) => own.length > 0 || [...fields.values()].some((field) => field.own.length > 0),
  );
  if (!hasLock) return undefined;

  const implementers = new Map<string, string[]>();
  for (const [name, { interfaces, members }] of types) {
    for (const one of interfaces) implementers.set(one, [...(implementers.get(one) ?? []), name]);
    if (members.length > 0) implementers.set(name, [...members]);
  }
  const implementersOf = (type: string): readonly string[] => implementers.get(type) ?? [];
  const ofType = (type: string): readonly Requirement[] =>
    unasked(
      types.get(type)?.own ?? [],
      implementersOf(type).map((name) => types.get(name)!.own),
    );
  const ownOf = (type: string, field: string): readonly Requirement[] =>
    unasked(
      types.get(type)?.fields.get(field)?.own ?? [],
      implementersOf(type).map((name) => [...types.get(name)!.own, ...(types.get(name)!.fields.get(field)?.own ?? [])]),
    );

  /** `seen`: what a circle of `@requires` leads back to adds nothing. */
  const ofField = (type: string, field: string, seen: Set<string>): Requirement[] => {
    const coordinate = `${type}.${field}`;
    const declared = types.get(type)?.fields.get(field);
    if (!declared || seen.has(coordinate)) return [];
    seen.add(coordinate);
    const inherited = types
      .get(type)!
      .interfaces.flatMap((name) => [...ownOf(name, field), ...(declared.isOfInterfaceObject ? ofType(name) : [])]);
    return [
      ...ownOf(type, field),
      ...ofType(type),
      ...ofType(declared.type),
      ...inherited,
      ...declared.requires.flatMap((set) => ofSelections(set, type, seen)),
      ...declared.fromContext.flatMap(({ context, selection }) =>
        [...types].flatMap(([name, { contexts }]) =>
          contexts.includes(context) ? ofSelections(selection, name, seen) : [],
        ),
      ),
    ];
  };

  /** Of an abstract type, whatever the object may turn out to be. */
  const ofSelections = (set: SelectionSetNode, type: string, seen: Set<string>): Requirement[] =>
    set.selections.flatMap((selection): Requirement[] => {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? type;
        return [...ofType(condition), ...ofSelections(selection.selectionSet, condition, seen)];
      }
      if (selection.kind !== Kind.FIELD) return [];
      const { value: name } = selection.name;
      const owners = [type, ...implementersOf(type)];
      const inner = types.get(type)?.fields.get(name)?.type;
      return [
        ...owners.flatMap((owner) => ofField(owner, name, seen)),
        ...(selection.selectionSet && inner ? ofSelections(selection.selectionSet, inner, seen) : []),
      ];
    });

  const known = new Map<string, readonly Requirement[]>();
  return {
    ofType,
    ofField(type, field) {
      const coordinate = `${type}.${field}`;
      let requirements = known.get(coordinate);
      if (!requirements) {
        requirements = distinct(ofField(type, field, new Set()));
        known.set(coordinate, requirements);
      }
      return requirements;
    },
  };
};

/** Without what some of the others ask for themselves. */
const unasked = (requirements: readonly Requirement[], others: readonly (readonly Requirement[])[]): Requirement[] =>
  requirements.filter(({ kind }) => !others.some((other) => other.some((one) => one.kind === kind)));

const distinct = (requirements: readonly Requirement[]): Requirement[] => [
  ...new Map(requirements.map((requirement) => [JSON.stringify(requirement), requirement])).values(),
];
