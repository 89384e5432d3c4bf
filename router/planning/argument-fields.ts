import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

/** Fields that a graph has for its planner alone: each stands for another with certain arguments. */
export interface ArgumentFields {
  /** The supergraph to plan by. */
  readonly sdl: string;
  /** What to ask for in their place, by their names. */
  readonly fields: ReadonlyMap<string, { readonly name: string; readonly arguments: string }>;
}

/**
 * `price(in: "EUR")` in a `@requires` is another value than the `price(in: "CHF")` that a client or another `@requires`
 * asks for, but the planner knows both by the name `price` alone, and gives one for the other. So it plans by a graph in
 * which each field with arguments that is required has a field of its own for each set of them.
 */
export const withArgumentFields = (sdl: string): ArgumentFields => {
  if (!/\brequires: "(?:[^"\\]|\\.)*\(/.test(sdl)) return { sdl, fields: new Map() };
  const document = parse(sdl, { noLocation: true });
  const types = new Map<string, Composite>();
  for (const definition of document.definitions)
    if (isComposite(definition)) types.set(definition.name.value, definition);

  const fields = new Map<string, { name: string; arguments: string }>();
  const names = new Map<string, string>();
  /** By the type that has it. */
  const added = new Map<string, FieldDefinitionNode[]>();

  const fieldFor = (type: Composite, field: FieldDefinitionNode, given: string): string => {
    const key = `${type.name.value}.${field.name.value}${given}`;
    const known = names.get(key);
    if (known) return known;
    const name = `_required${names.size}_${field.name.value}`;
    names.set(key, name);
    fields.set(name, { name: field.name.value, arguments: given });
    const implementers = [...types.values()].filter(({ interfaces }) =>
      interfaces?.some((one) => one.name.value === type.name.value),
    );
    for (const owner of [type, ...implementers]) {
      const own = owner.fields?.find((one) => one.name.value === field.name.value);
      if (!own) continue;
      const directives = (own.directives ?? []).map((directive) => withoutArgument(directive, 'requires'));
      const copy = { ...own, name: { kind: Kind.NAME, value: name }, arguments: [], directives } as const;
      added.set(owner.name.value, [...(added.get(owner.name.value) ?? []), copy]);
    }
    return name;
  };

  const rename = (set: SelectionSetNode, typeName: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT)
        return {
          ...selection,
          selectionSet: rename(selection.selectionSet, selection.typeCondition?.name.value ?? typeName),
        };
      if (selection.kind !== Kind.FIELD) return selection;
      const type = types.get(typeName);
      const field = type?.fields?.find(({ name }) => name.value === selection.name.value);
      if (!type || !field) return selection;
      const selectionSet = selection.selectionSet && rename(selection.selectionSet, namedType(field.type));
      const inner = { ...selection, ...(selectionSet && { selectionSet }) };
      if (!field.arguments?.length) return inner;
      const given = selection.arguments?.length ? `(${selection.arguments.map(print).sort().join(', ')})` : '';
      const name = { kind: Kind.NAME, value: fieldFor(type, field, given) } as const;
      return { ...inner, name, arguments: [] };
    }),
  });

  const renamed = new Map<FieldDefinitionNode, FieldDefinitionNode>();
  for (const [typeName, { fields: own = [] }] of types)
    for (const field of own)
      renamed.set(field, {
        ...field,
        directives: (field.directives ?? []).map((directive) =>
          withRequires(directive, (set) => rename(set, typeName)),
        ),
      });

  const definitions = document.definitions.map((definition) =>
    isComposite(definition)
      ? {
          ...definition,
          fields: [
            ...(definition.fields ?? []).map((field) => renamed.get(field) ?? field),
            ...(added.get(definition.name.value) ?? []),
          ],
        }
      : definition,
  );
  return { sdl: print({ ...document, definitions }), fields };
};

type Composite = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const isComposite = (definition: DocumentNode['definitions'][number]): definition is Composite =>
  definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));

const withoutArgument = (directive: ConstDirectiveNode, name: string): ConstDirectiveNode => ({
  ...directive,
  arguments: (directive.arguments ?? []).filter((given) => given.name.value !== name),
});

/** A `@join__field` with its `requires` changed. */
const withRequires = (
  directive: ConstDirectiveNode,
  change: (set: SelectionSetNode) => SelectionSetNode,
): ConstDirectiveNode => ({
  ...directive,
  arguments: (directive.arguments ?? []).map((given) => {
    if (directive.name.value !== 'join__field' || given.name.value !== 'requires') return given;
    if (given.value.kind !== Kind.STRING) return given;
    const [operation] = parse(`{ ${given.value.value} }`, { noLocation: true }).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return given;
    const text = print(change(operation.selectionSet)).trim().slice(1, -1).replace(/\s+/g, ' ').trim();
    return { ...given, value: { kind: Kind.STRING, value: text } };
  }),
});
