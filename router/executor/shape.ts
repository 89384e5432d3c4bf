import {
  type DocumentNode,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { RefusedParts } from '../authorization/permitted.ts';
import type { Variables } from '../variables.ts';
import { type CollectFields, type FieldGroup, fieldCollector } from './fields.ts';
import { isJsonObject, type JsonObject, ownValue, setOwn } from './json.ts';
import { leafCheck } from './leaf.ts';

/** A value that its type doesn't allow (a subgraph answers otherwise than its schema says), or that is refused. */
export interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
  /** The viewer may not see it. */
  readonly isRefusal?: true;
}

/** What the client asked for of an object, in the order in which it asked. Null: a field that must not be null was. */
export type Shape = (object: JsonObject, faults: Fault[]) => JsonObject | null;

/**
 * The value that goes into the answer; BUBBLE in the place of a null that the type doesn't allow. What is at fault is
 * put down without its path: that grows on the way back, as nothing is at fault in nearly all answers.
 */
type Complete = (value: unknown, faults: Fault[]) => unknown;

const BUBBLE = Symbol('null, where there must be none');

/**
 * CompleteValue of the specification over the merged tree. What each object needs is found out once, when the first of
 * its type comes. `conditions`: the values of the variables in `@skip` and `@include`.
 */
export const compileShape = (
  apiSchema: GraphQLSchema,
  document: DocumentNode,
  { operation, selectionSet }: OperationDefinitionNode,
  conditions: Variables,
  refused: RefusedParts | undefined,
): Shape => {
  const compiler: Compiler = { apiSchema, collect: fieldCollector(apiSchema, document, conditions), refused };
  return completeFields(compiler, apiSchema.getRootType(operation)!, [selectionSet]);
};

interface Compiler {
  readonly apiSchema: GraphQLSchema;
  readonly collect: CollectFields;
  readonly refused: RefusedParts | undefined;
}

const completeType = (compiler: Compiler, type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Complete => {
  if (isNonNullType(type)) {
    const inner = completeType(compiler, type.ofType, sets);
    return (value, faults) => inner(value, faults) ?? BUBBLE;
  }
  if (isListType(type)) return completeList(completeType(compiler, type.ofType, sets), String(type));
  if (isLeafType(type)) {
    const isValid = leafCheck(type);
    const message = `A value is not of type "${type}".`;
    return (value, faults) => {
      if (value === null || value === undefined) return null;
      return isValid(value) ? value : faulty(faults, message);
    };
  }
  if (isObjectType(type)) {
    const complete = completeFields(compiler, type, sets);
    return (value, faults) => completeObject(value, complete, type, faults);
  }
  return completeAbstract(compiler, type, sets);
};

const faulty = (faults: Fault[], message: string): null => {
  faults.push({ path: [], message });
  return null;
};

const refuse = (faults: Fault[], message: string): null => {
  faults.push({ path: [], message, isRefusal: true });
  return null;
};

/** Says of all that was put down since `from` where it is, one step further out. */
const locate = (faults: Fault[], from: number, part: string | number): void => {
  for (let nth = from; nth < faults.length; nth++) faults[nth]!.path.unshift(part);
};

const completeList = (complete: Complete, type: string): Complete => {
  const message = `A value is not of type "${type}".`;
  return (value, faults) => {
    if (value === null || value === undefined) return null;
    if (!Array.isArray(value)) return faulty(faults, message);
    const items = new Array<unknown>(value.length);
    let hasBubble = false;
    for (let nth = 0; nth < value.length; nth++) {
      const before = faults.length;
      const item = complete(value[nth], faults);
      if (faults.length > before) locate(faults, before, nth);
      if (item === BUBBLE) hasBubble = true;
      items[nth] = item;
    }
    return hasBubble ? null : items;
  };
};

const completeObject = (
  value: unknown,
  complete: Shape,
  type: GraphQLCompositeType,
  faults: Fault[],
): JsonObject | null => {
  if (value === null || value === undefined) return null;
  return isJsonObject(value) ? complete(value, faults) : faulty(faults, `A value is not of type "${type}".`);
};

const completeAbstract = (
  compiler: Compiler,
  type: GraphQLAbstractType,
  sets: readonly SelectionSetNode[],
): Complete => {
  const { apiSchema, refused } = compiler;
  const byTypename = new Map<unknown, Shape>();

  /** A name that a subgraph knows only as an interface object's, or none at all, is shaped as the field's own type. */
  const runtimeType = (typename: unknown): GraphQLCompositeType | undefined => {
    const named = typeof typename === 'string' ? apiSchema.getType(typename) : type;
    if (isObjectType(named)) return apiSchema.isSubType(type, named) ? named : undefined;
    return isAbstractType(named) ? type : undefined;
  };

  return (value, faults) => {
    if (!isJsonObject(value)) return completeObject(value, () => null, type, faults);
    const typename = value.__typename;
    let complete = byTypename.get(typename);
    if (!complete) {
      const found = runtimeType(typename);
      if (!found) return faulty(faults, `An object is not of type "${type}".`);
      complete =
        refused && isObjectType(found) && refused.refusals.type(found.name)
          ? (_, place) => refuse(place, refused.message)
          : completeFields(compiler, found, sets);
      byTypename.set(typename, complete);
    }
    return complete(value, faults);
  };
};

interface Field {
  readonly key: string;
  readonly complete: Complete;
}

const completeFields = (compiler: Compiler, type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Shape => {
  // not before the first object comes: most types that an interface has never do
  let fields: readonly Field[] | undefined;
  let isPlain = true;
  const compile = () => {
    const groups = compiler.collect(type, sets);
    isPlain = groups.every(({ key }) => !(key in Object.prototype));
    return groups.flatMap((group) => compileField(compiler, type, group) ?? []);
  };

  return (object, faults) => {
    fields ??= compile();
    const output: JsonObject = {};
    for (let nth = 0; nth < fields.length; nth++) {
      const { key, complete } = fields[nth]!;
      const before = faults.length;
      const value = complete(isPlain ? object[key] : ownValue(object, key), faults);
      if (faults.length > before) locate(faults, before, key);
      if (value === BUBBLE) return null;
      if (isPlain) output[key] = value;
      else setOwn(output, key, value);
    }
    return output;
  };
};

const compileField = (
  compiler: Compiler,
  type: GraphQLCompositeType,
  { key, name, nodes }: FieldGroup,
): Field | undefined => {
  // the name of an object's type is known where that is: no value is needed
  if (name === '__typename') return { key, complete: () => (isObjectType(type) ? type.name : BUBBLE) };
  // answered by graphql-js, which has completed it
  if (name.startsWith('__')) return { key, complete: (value) => value };
  const definition = isUnionType(type) ? undefined : type.getFields()[name];
  if (!definition) return undefined;
  const { refused } = compiler;
  if (refused?.refusals.field(type, name)) {
    const nothing = isNonNullType(definition.type) ? BUBBLE : null;
    return { key, complete: (_, faults) => refuse(faults, refused.message) ?? nothing };
  }
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return { key, complete: completeType(compiler, definition.type, sets) };
};
