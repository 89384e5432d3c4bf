import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { fragmentsIn } from '../selections.ts';
import type { Variables } from '../variables.ts';

/**
 * What an operation costs at most with these variables, as the client gave them, before any of it runs: about as many as
 * the objects of its answer. By the cost directives' specification (IBM's, as Apollo's routers read it): each object 1 and
 * each scalar 0, or what `@cost` says; a list as often as `@listSize` says; 10 more for a mutation.
 * `@skip` and `@include` are not looked at: what may be left out counts.
 */
export type Cost = (variables: Variables) => number;

/** Changing something is an append, its projections and whoever hears of it. */
const MUTATION = 10;
/** A list of which the schema says no size. */
const UNSIZED = 10;
/** The whole schema is a megabyte, though no subgraph is asked for it. */
const INTROSPECTION = 2_000;

/** A number, unless variables decide it. */
type Amount = number | Cost;

/** Makes the costs of operations over a schema that carries `@cost` and `@listSize`. Documents are valid. */
export const createCosts = (schema: GraphQLSchema) => {
  const directives = { cost: schema.getDirective('cost'), listSize: schema.getDirective('listSize') };
  const valuesOf = (name: keyof typeof directives, astNode: Annotated) =>
    (directives[name] && astNode && getDirectiveValues(directives[name], astNode)) || undefined;
  const weightOf = (astNode: Annotated) => valuesOf('cost', astNode)?.weight as number | undefined;

  return (document: DocumentNode, operation: OperationDefinitionNode): Cost => {
    const fragments = fragmentsIn(document);
    const defaults = defaultsOf(operation);

    const ofField = (parent: GraphQLCompositeType, node: FieldNode, sizes: Sizes): Amount => {
      const name = node.name.value;
      if (name === '__typename') return 0;
      if (name.startsWith('__')) return INTROSPECTION;
      const field = (parent as { getFields(): Record<string, GraphQLField<unknown, unknown>> }).getFields()[name]!;
      const type = getNamedType(field.type);
      const listSize = valuesOf('listSize', field.astNode) as ListSize | undefined;
      const size = listSize && sizeOf(listSize, node, defaults);
      const inner: Sizes = new Map(listSize?.sizedFields?.map((sized) => [sized, size!]));

      const own = weightOf(field.astNode) ?? weightOf(type.astNode) ?? (isCompositeType(type) ? 1 : 0);
      const each = isCompositeType(type) && node.selectionSet ? ofSet(type, node.selectionSet, inner) : 0;
      const isList = isListType(getNullableType(field.type));
      const times = isList ? (sizes.get(name) ?? size ?? UNSIZED) : 1;
      const weights = (node.arguments ?? []).map(({ name: { value: given } }) => {
        const argument = field.args.find((declared) => declared.name === given);
        return weightOf(argument?.astNode) ?? 0;
      });
      const change = parent === schema.getMutationType() ? MUTATION : 0;
      return sum([change, product(times, sum([own, each])), ...weights]);
    };

    const ofSet = (parent: GraphQLCompositeType, set: SelectionSetNode, sizes: Sizes): Amount => {
      const always: Amount[] = [];
      const sometimes: { readonly on: GraphQLNamedType; readonly amount: Amount }[] = [];
      for (const selection of set.selections) {
        if (selection.kind === Kind.FIELD) always.push(ofField(parent, selection, sizes));
        else {
          const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
          const on = (fragment.typeCondition && schema.getType(fragment.typeCondition.name.value)) ?? parent;
          const amount = ofSet(on as GraphQLCompositeType, fragment.selectionSet, sizes);
          if (isObjectType(on) && isAbstractType(parent)) sometimes.push({ on, amount });
          else always.push(amount);
        }
      }
      // an object is of one type only
      const ofTypes = [...new Set(sometimes.map(({ on }) => on))].map((type) =>
        sum(sometimes.filter(({ on }) => on === type).map(({ amount }) => amount)),
      );
      return sum([...always, greatest(ofTypes)]);
    };

    const total = ofSet(schema.getRootType(operation.operation)!, operation.selectionSet, new Map());
    return typeof total === 'number' ? () => total : total;
  };
};

type Annotated = Parameters<typeof getDirectiveValues>[1] | undefined | null;

/** Of fields below a connection, by name: what the connection's own arguments say. */
type Sizes = ReadonlyMap<string, Amount>;

interface ListSize {
  readonly assumedSize?: number;
  readonly slicingArguments?: readonly string[];
  readonly sizedFields?: readonly string[];
}

/** The largest of the slicing arguments that are given, else what the schema assumes. */
const sizeOf = ({ assumedSize = UNSIZED, slicingArguments = [] }: ListSize, node: FieldNode, defaults: Variables) => {
  const given = (node.arguments ?? []).filter(({ name }) => slicingArguments.includes(name.value));
  if (given.length === 0) return assumedSize;
  return (variables: Variables): number => {
    const sizes = given.map(({ value }) => numberOf(value, variables, defaults)).filter((size) => size !== undefined);
    return sizes.length > 0 ? Math.max(0, ...sizes) : assumedSize;
  };
};

/** What is no number is refused when variables are checked. */
const numberOf = (node: ValueNode, variables: Variables, defaults: Variables): number | undefined => {
  if (node.kind === Kind.INT) return Number(node.value);
  if (node.kind !== Kind.VARIABLE) return undefined;
  const name = node.name.value;
  const value = Object.hasOwn(variables, name) ? variables[name] : defaults[name];
  return typeof value === 'number' ? value : undefined;
};

const defaultsOf = ({ variableDefinitions = [] }: OperationDefinitionNode): Variables =>
  Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
    ),
  );

const valueIn = (amount: Amount, variables: Variables): number =>
  typeof amount === 'number' ? amount : amount(variables);

/** What needs no variables is reckoned once. */
const combined =
  (combine: (values: readonly number[]) => number) =>
  (amounts: readonly Amount[]): Amount => {
    const known = (amount: Amount): amount is number => typeof amount === 'number';
    if (amounts.every(known)) return combine(amounts);
    return (variables) => combine(amounts.map((amount) => valueIn(amount, variables)));
  };

const sum = combined((values) => values.reduce((total, value) => total + value, 0));
const greatest = combined((values) => Math.max(0, ...values));
const productOf = combined((values) => values.reduce((total, value) => total * value, 1));
const product = (...amounts: readonly Amount[]): Amount => productOf(amounts);
