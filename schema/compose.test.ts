import { buildSchema, type GraphQLObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compose } from './compose.ts';

const FEDERATION = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@shareable", "@inaccessible"])`;

const subgraph = (name: string, sdl: string) => ({ name, url: `http://127.0.0.1/${name}`, sdl: FEDERATION + sdl });

const users = subgraph('users', 'type Query { me: User } "A person." type User @key(fields: "id") { id: ID! }');

describe('compose', () => {
  it('joins the fields that two subgraphs give one entity', () => {
    const diary = subgraph('diary', 'type User @key(fields: "id") { id: ID! entryCount: Int! }');
    const { supergraphSdl, apiSdl } = compose([users, diary]);

    expect(supergraphSdl).toContain('@join__graph(name: "diary", url: "http://127.0.0.1/diary")');
    const user = buildSchema(apiSdl).getType('User') as GraphQLObjectType;
    expect(Object.keys(user.getFields())).toEqual(['id', 'entryCount']);
  });

  it('keeps descriptions in what clients see, and the joints and hidden fields out of it', () => {
    const hidden = subgraph('diary', 'type User @key(fields: "id") { id: ID! shard: Int @inaccessible }');
    const { apiSdl } = compose([users, hidden]);

    expect(apiSdl).toContain('"""A person."""');
    expect(apiSdl).not.toMatch(/join__|shard|@key/);
  });

  it('says every reason why subgraphs do not compose', () => {
    const diary = subgraph(
      'diary',
      'type User @key(fields: "id") { id: ID! age: Int @requires(fields: "born") } type Query { me: Int }',
    );
    const attempt = () => compose([users, diary]);

    expect(attempt).toThrow(/do not compose:\n {2}[A-Z_]+: \[diary\] .*born/);
  });

  it('says which schema is not GraphQL, and where', () => {
    expect(() => compose([users, { ...users, name: 'chat', sdl: 'type Query {\n  me: }' }])).toThrow(
      'The schema of chat can\'t be read: Syntax Error: Expected Name, found "}". (line 2)',
    );
  });
});
