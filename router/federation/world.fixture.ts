import { type Subgraph, Supergraph } from '@apollo/federation-internals';
import {
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type { DataSource } from '#platform/data-source';
import { hashOf } from './random.fixture.ts';

/** What goes wrong in a world, each in so many of a hundred cases; the same ones whichever subgraph is asked. */
export interface Weather {
  readonly seed: number;
  readonly nulls: number;
  readonly errors: number;
  /** Entities that a subgraph doesn't find. */
  readonly gone: number;
  /** Fetches that reach nobody. */
  readonly outages: number;
}

/** Something in the world: what it is decides everything about it. */
interface Thing {
  readonly __typename: string;
  readonly identity: string;
}

/** Things that are keys end in the number of their entity, whichever key it is. */
const KEYS: readonly string[] = ['id', 'upc', 'sku', 'email', 'subject'];
const ENTITIES = 4;

/** The leaves that `@requires` names, by the field that has it. */
const requirementsOf = (subgraph: Subgraph): ReadonlyMap<string, readonly string[]> => {
  const requires = subgraph.metadata().requiresDirective();
  return new Map(
    subgraph.schema.objectTypes().flatMap((type) =>
      type.fields().flatMap((field): [string, string[]][] => {
        const selection = field.appliedDirectivesOf(requires)[0]?.arguments().fields;
        if (selection === undefined) return [];
        return [
          [
            field.coordinate,
            String(selection)
              .replace(/\{.*\}|\(.*?\)/gs, '')
              .match(/\w+/g) ?? [],
          ],
        ];
      }),
    ),
  );
};

/**
 * A supergraph's subgraphs over one world that is made up as it is asked for: the value of a field follows from the
 * identity of its object alone, so that all subgraphs that know it agree, and a single schema answers the same.
 */
export const worldOf = (supergraphSdl: string) => {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const subgraphs = [...supergraph.subgraphs()].map((subgraph) => ({
    ...{ name: subgraph.name, schema: subgraph.schema.toGraphQLJSSchema() },
    requirements: requirementsOf(subgraph),
  }));
  /** What subgraphs need of each other: without it a field is null that one schema would have a value for. */
  const needed = new Set(
    [...supergraphSdl.matchAll(/(?:requires|key): "([^"]*)"/g)].flatMap(([, fields]) => fields!.match(/\w+/g) ?? []),
  );
  let weather: Weather = { seed: 0, nulls: 0, errors: 0, gone: 0, outages: 0 };
  const whole = supergraph.schema.toGraphQLJSSchema();

  /** The object types that every subgraph which has the field knows to be possible there. */
  const candidates = (coordinate: readonly [string, string], type: string): string[] => {
    const wanted = whole.getType(type);
    const possible = isAbstractType(wanted) ? whole.getPossibleTypes(wanted).map(({ name }) => name) : [type];
    return possible.filter((name) =>
      subgraphs.every(({ schema }) => {
        const parent = schema.getType(coordinate[0]);
        const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[coordinate[1]] : undefined;
        const own = field && getNamedType(field.type);
        if (!own || own.name === name) return true;
        const object = schema.getType(name);
        // an interface object stands for all of them
        if (!isAbstractType(own)) return isAbstractType(whole.getType(own.name));
        return isObjectType(object) && schema.isSubType(own, object);
      }),
    );
  };

  /** The types that share the numbers of their entities, since an interface can be asked for them by its key. */
  const family = (type: string): readonly string[] => {
    const object = whole.getType(type);
    const keyed = isObjectType(object) ? object.getInterfaces().find((one) => isInterfaceObject(one.name)) : undefined;
    return keyed ? whole.getPossibleTypes(keyed).map(({ name }) => name) : [type];
  };
  /** Those that every subgraph knows; hidden ones, too. */
  const enumValues = (name: string): string[] => {
    const enums = subgraphs.map(({ schema }) => schema.getType(name)).filter(isEnumType);
    const values = enums[0]?.getValues().map((value) => value.name) ?? [];
    return values.filter((value) => enums.every((one) => one.getValue(value))).sort();
  };
  const isInterfaceObject = (type: string): boolean =>
    isInterfaceType(whole.getType(type)) && subgraphs.some(({ schema }) => isObjectType(schema.getType(type)));
  const isEntity = (type: string): boolean => {
    const object = whole.getType(type);
    return (
      (isObjectType(object) || isInterfaceObject(type)) &&
      KEYS.some((key) => key in (object as GraphQLObjectType).getFields())
    );
  };

  const entity = (type: string, number: number): Thing => {
    const types = isAbstractType(whole.getType(type))
      ? whole.getPossibleTypes(whole.getType(type) as never).map(({ name }) => name)
      : family(type);
    return { __typename: types[number % types.length]!, identity: `${types[0]}:${number}` };
  };

  const thing = (type: string, cause: string): Thing => {
    if (type === 'Query') return { __typename: type, identity: 'root' };
    if (!isEntity(type)) return { __typename: type, identity: cause };
    const types = family(type);
    return entity(type, (hashOf(`which ${cause}`) % ENTITIES) * types.length + types.indexOf(type));
  };

  const resolverOf = (
    { seed, nulls, errors, gone }: Weather,
    schema: GraphQLSchema,
    requirements: ReadonlyMap<string, readonly string[]> = new Map(),
  ) => {
    const happens = (percent: number, what: string) => hashOf(`${seed} ${what}`) % 100 < percent;
    const known = ({ __typename: name, identity }: Thing): object =>
      // what a subgraph knows as an object, it calls so
      ({
        identity,
        __typename: schema.getType(name)
          ? name
          : ((whole.getType(name) as never as { getInterfaces(): { name: string }[] })
              .getInterfaces()
              .find((one) => isObjectType(schema.getType(one.name)))?.name ?? name),
      });

    const valueFor = (type: GraphQLOutputType, cause: string, place: readonly [string, string]): unknown => {
      if (isNonNullType(type)) {
        let value: unknown = null;
        for (let attempt = 0; value === null; attempt++)
          value = valueFor(type.ofType, cause + '!'.repeat(attempt), place);
        return value;
      }
      if (!needed.has(place[1]) && happens(nulls, `null ${cause}`)) return null;
      if (isListType(type))
        return Array.from({ length: hashOf(`${seed} length ${cause}`) % 4 }, (_, nth) =>
          valueFor(type.ofType, `${cause}.${nth}`, place),
        );
      const hash = hashOf(`${seed} ${cause}`);
      if (isEnumType(type)) {
        const values = enumValues(type.name);
        return values[hash % values.length];
      }
      switch (type.name) {
        case 'Int':
          return hash % 3;
        case 'Float':
          return (hash % 5) / 2;
        case 'Boolean':
          return hash % 2 === 0;
        case 'String':
        case 'ID':
          return hash % 7 === 0 ? '' : `${place[1]} ${hash % 1000}`;
      }
      if (!isObjectType(type) && !isAbstractType(type)) return { scalar: hash % 10, of: [cause.length] };
      const possible = candidates(place, type.name);
      const one = possible.length > 0 ? possible : [type.name];
      return known(thing(one[hash % one.length]!, cause));
    };

    const resolver: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
      const { fieldName, parentType, returnType } = info;
      if (fieldName === '_entities')
        return (args.representations as { __typename: string }[]).map((representation) => {
          const { __typename } = representation;
          const [, key] = Object.entries(representation).find(([name]) => KEYS.includes(name)) ?? [];
          const number = Number(/\d+$/.exec(String(key))?.[0]);
          if (happens(gone, `gone ${__typename} ${number}`)) return null;
          return { ...representation, ...known(entity(__typename, number)) };
        });
      const { identity, __typename = parentType.name } = (source ?? { identity: 'root' }) as Thing;
      if (KEYS.includes(fieldName) && isEntity(__typename)) return `${fieldName}-${/\d+$/.exec(identity)?.[0]}`;
      for (const name of requirements.get(`${parentType.name}.${fieldName}`) ?? [])
        if ((source as Record<string, unknown>)[name] === undefined) throw new Error(`${name} was not given.`);
      const cause = `${identity}.${fieldName}${JSON.stringify(args)}`;
      const place = [parentType.name, fieldName] as const;
      if (!needed.has(place[1]) && happens(errors, `error ${cause}`))
        throw new GraphQLError(`Refused: ${cause}`, { extensions: { code: 'CONFLICT' } });
      return valueFor(returnType, cause, place);
    };
    return resolver;
  };

  const typeResolver = (value: unknown) => (value as Thing).__typename;

  return {
    dataSources: Object.fromEntries(
      subgraphs.map(({ name, schema, requirements }): [string, DataSource] => [
        name,
        {
          async execute({ query, document = parse(query), variables }) {
            if (hashOf(`${weather.seed} ${name} ${query}`) % 100 < weather.outages) throw new Error('ECONNREFUSED');
            const fieldResolver = resolverOf(weather, schema, requirements);
            return execute({ schema, document, variableValues: variables ?? {}, fieldResolver, typeResolver });
          },
          subscribe: () => Promise.reject(new Error('no subscriptions here')),
        },
      ]),
    ),
    /** From now on the same graph is in another world. */
    turn(to: Weather) {
      weather = to;
    },
    /** What one schema with the same data answers. */
    reference: (schema: GraphQLSchema, text: string, variables: Record<string, unknown>): Promise<ExecutionResult> =>
      Promise.resolve(
        execute({
          ...{ schema, document: parse(text), variableValues: variables, typeResolver },
          fieldResolver: resolverOf(weather, schema),
        }),
      ),
  };
};
