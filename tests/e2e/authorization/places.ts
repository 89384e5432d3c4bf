import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLCompositeType,
  type GraphQLField,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { ROOT_FIELDS } from '../graph.ts';

const schema = buildSchema(readFileSync(new URL('../../../schema/api.graphql', import.meta.url), 'utf8'));

/** A field where an operation asks for it. */
export interface Place {
  readonly type: string;
  readonly name: string;
  /** The implementation that it is asked of, where an interface is answered with. */
  readonly on?: string;
  /** As it is written in the operation, with all that is asked for under it. */
  readonly selection: string;
  readonly within: readonly Place[];
}

/** Every field of every object and interface, as `Type.field`. */
export const FIELDS: readonly string[] = Object.values(schema.getTypeMap()).flatMap((type) =>
  (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__')
    ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
    : [],
);

/** Of fields that can't be asked for without. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'User.asOf': '(at: "2999-12-31T00:00:00Z")',
  'DiaryEntry.asOf': '(at: "2999-12-31T00:00:00Z")',
};

/** What is within has a shorter way, on which all of it is asked for: else operations would have more fields than they may. */
const CUT = [
  // whoever holds the session
  'Session.user',
  // Query.conversations
  'User.conversations',
  // Match.compatibility
  'User.compatibility',
  // anybody whose thing it is
  'HistoryEvent.actor',
  // as that of MessageSent
  ...['MessageEdited', 'MessageDeleted', 'ReactionChanged'].map((type) => `${type}.message`),
];

/** Types on the way to a field: below so many of them nothing is asked for but identities, or the router refuses it all. */
const DEPTH = 6;

const fieldsOf = (type: GraphQLCompositeType) => {
  if (isUnionType(type)) throw new Error(`${type.name} is a union: say here how it is asked for.`);
  return Object.values(type.getFields());
};

/** What says which thing it is; of a history, which may be anybody's, also whose. */
const identityOf = (of: GraphQLCompositeType): string => {
  const parts = fieldsOf(of).flatMap(({ name }) => {
    if (name === 'id') return ['id'];
    if (name === 'actor') return ['actor { id }'];
    if (of.name === 'HistoryEdge' && name === 'node') return ['node { actor { id } }'];
    if (name !== 'edges') return [];
    return [of.name === 'HistoryConnection' ? 'edges { node { actor { id } } }' : 'edges { __typename }'];
  });
  return ['__typename', ...parts].join(' ');
};

/** A field with all that can be asked for under it, but no type under itself: there only its identity. */
const placeOf = (type: string, field: GraphQLField<unknown, unknown>, above: readonly string[]): Place => {
  const { name } = field;
  const asked = `${name}${ARGUMENTS[`${type}.${name}`] ?? ''}`;
  const of = getNamedType(field.type);
  if (!isCompositeType(of)) return { type, name, selection: asked, within: [] };
  if (above.length >= DEPTH || above.includes(of.name) || CUT.includes(`${type}.${name}`)) {
    return { type, name, selection: `${asked} { ${identityOf(of)} }`, within: [] };
  }
  const path = [...above, of.name];
  const own = fieldsOf(of).map((inner) => placeOf(of.name, inner, path));
  const implementing = (isInterfaceType(of) ? schema.getPossibleTypes(of) : []).map((possible) => ({
    name: possible.name,
    // what the interface has is asked for there
    places: fieldsOf(possible).map((inner) => ({
      ...placeOf(
        possible.name,
        inner,
        own.some(({ name }) => name === inner.name) ? [...path, getNamedType(inner.type).name] : path,
      ),
      on: possible.name,
    })),
  }));
  const parts = [
    ...own.map(({ selection }) => selection),
    ...implementing.map(
      ({ name, places }) => `... on ${name} { ${places.map(({ selection }) => selection).join(' ')} }`,
    ),
  ];
  const selection = `${asked} { __typename ${parts.join(' ')} }`;
  return { type, name, selection, within: [...own, ...implementing.flatMap(({ places }) => places)] };
};

/** The operation that asks a root field for all that it can tell. */
export const operationOf = (field: string): { readonly document: string; readonly root: Place } => {
  const [type = '', name = ''] = field.split('.');
  const known = ROOT_FIELDS.find((root) => root.name === name && root.kind === type.toLowerCase());
  const definition = fieldsOf(schema.getType(type) as GraphQLCompositeType).find((of) => of.name === name);
  if (!known || !definition) throw new Error(`There is no ${field}.`);
  const root = placeOf(type, definition, []);
  return { root, document: known.document.replace('{ __typename }', root.selection.slice(name.length)) };
};
