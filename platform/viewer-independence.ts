import {
  type ASTNode,
  BREAK,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * The `@tag` of a field whose value is the same for all who are signed in, in one tenant, and are given its object. Of a
 * subscription's field: that an event is, for all who are given it. Whatever does not say so is another's for every viewer.
 */
export const VIEWER_INDEPENDENT = 'viewer-independent';

/** Rights that not all have who are signed in. */
const RIGHTS: readonly string[] = ['requiresScopes', 'policy'];

/**
 * Whether all that a valid document asks for is declared independent of the viewer: then the answer to one may be given
 * to another. Of a subgraph's schema, or of a supergraph's, where the declarations of all subgraphs stand.
 */
export const isViewerIndependent = (schema: GraphQLSchema, document: DocumentNode): boolean => {
  const types = new TypeInfo(schema);
  let independent = true;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(field) {
        if (field.name.value === '__typename') return undefined;
        const definition = types.getFieldDef();
        const around = types.getParentType();
        const inner = definition && getNamedType(definition.type);
        const directives = [definition, around, inner].flatMap((of) => of?.astNode?.directives ?? []);
        independent &&=
          (definition?.astNode?.directives?.some(isDeclaration) ?? false) &&
          !directives.some(({ name }) => RIGHTS.includes(name.value));
        return independent ? undefined : BREAK;
      },
    }),
  );
  return independent;
};

const isDeclaration = ({ name, arguments: given }: DirectiveNode): boolean =>
  name.value === 'tag' && (given ?? []).some(({ value }) => isText(value, VIEWER_INDEPENDENT));

const isText = (node: ASTNode, text: string): boolean => node.kind === Kind.STRING && node.value === text;
