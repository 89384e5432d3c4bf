import {
  type DocumentNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { refusal } from './errors.ts';
import { fragmentsIn } from './selections.ts';

/** Of a document. The app's largest operation has a few hundred; it bounds the time of parsing and validating. */
export const MAX_TOKENS = 5_000;

/** Of an operation, with its fragments spread. Whatever passes these is planned in well under a second. */
const MAXIMA = {
  /** The way from a conversation to the archetype of a reply's sender takes nine. */
  depth: 16,
  /** Each is work of its own: `{ a: signIn(…) b: signIn(…) … }` is a guess at a thousand passwords. */
  rootFields: 20,
  /** An alias asks for the same field again. */
  aliases: 50,
  /** Fragments in fragments grow like powers of two; introspection as the explorers ask for it has about 200. */
  fields: 1_000,
} as const;

/** Then whoever waits is told so. A subgraph that is asked over the network has less. */
export const MAX_MILLISECONDS = 30_000;

export type Limit = keyof typeof MAXIMA | 'tokens' | 'cost';

export const limitExceeded = (limit: Limit, value: number, maximum: number): GraphQLError =>
  refusal('LIMIT_EXCEEDED', `The operation has ${value} ${WORDS[limit]}; at most ${maximum} are allowed.`, {
    ...{ limit, value, maximum },
  });

const WORDS: Readonly<Record<Limit, string>> = {
  tokens: 'or more tokens',
  depth: 'levels of fields',
  rootFields: 'fields at its root',
  aliases: 'aliases',
  fields: 'fields',
  cost: 'points of cost',
};

/** The limits that an operation exceeds, of a document that need not be valid. */
export const exceededLimits = (document: DocumentNode, operation: OperationDefinitionNode): GraphQLError[] => {
  const { depth, width: rootFields, aliases, fields } = measure(document, operation);
  const values = { depth, rootFields, aliases, fields };
  return Object.entries(MAXIMA)
    .map(([limit, maximum]) => ({ limit: limit as keyof typeof MAXIMA, maximum }))
    .filter(({ limit, maximum }) => values[limit] > maximum)
    .map(({ limit, maximum }) => limitExceeded(limit, values[limit], maximum));
};

/** `width`: fields on the uppermost level. */
interface Size {
  readonly depth: number;
  readonly width: number;
  readonly aliases: number;
  readonly fields: number;
}

const NOTHING: Size = { depth: 0, width: 0, aliases: 0, fields: 0 };

const measure = (document: DocumentNode, operation: OperationDefinitionNode): Size => {
  const fragments = fragmentsIn(document);
  // each fragment is measured once, however often it is spread: the measuring itself must not grow like powers of two
  const measured = new Map<string, Size>();

  const ofFragment = (name: string): Size => {
    const known = measured.get(name);
    if (known) return known;
    // a fragment in itself, which would have no end, is what validation refuses
    measured.set(name, NOTHING);
    const size = ofSet(fragments.get(name)?.selectionSet);
    measured.set(name, size);
    return size;
  };

  const ofSelection = (selection: SelectionNode): Size => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    const inner = ofSet(selection.selectionSet);
    if (selection.kind === Kind.INLINE_FRAGMENT) return inner;
    // how deep introspection may go is a rule of validation
    const isIntrospection = selection.name.value.startsWith('__');
    return {
      depth: isIntrospection ? 1 : inner.depth + 1,
      width: 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      fields: inner.fields + 1,
    };
  };

  const ofSet = (set: SelectionSetNode | undefined): Size =>
    (set?.selections ?? []).map(ofSelection).reduce(
      (sum, size) => ({
        depth: Math.max(sum.depth, size.depth),
        width: sum.width + size.width,
        aliases: sum.aliases + size.aliases,
        fields: sum.fields + size.fields,
      }),
      NOTHING,
    );

  return ofSet(operation.selectionSet);
};
