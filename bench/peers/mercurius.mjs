import mercurius from '@mercuriusjs/gateway';
import fastify from 'fastify';

/** It knows Federation 1 only. */
const USERS = `
  extend type Query { user(id: ID!): User }
  type User @key(fields: "id") { id: ID! name: String! username: String! bio: String }`;
const CHAT = `
  extend type Query { conversation(id: ID!): Conversation }
  extend type Mutation { send(conversationId: ID!, text: String!): Message! }
  type Conversation @key(fields: "id") {
    id: ID! title: String messages(first: Int!): [Message!]! participants: [User!]!
  }
  type Message { id: ID! text: String! seq: Int! sender: User! }
  extend type User @key(fields: "id") { id: ID! @external }`;

const { USERS_URL, CHAT_URL, PORT, HOST } = process.env;
const app = fastify();
await app.register(mercurius, {
  jit: 1,
  gateway: {
    services: [
      { name: 'users', url: USERS_URL, schema: USERS },
      { name: 'chat', url: CHAT_URL, schema: CHAT },
    ],
  },
});
await app.listen({ port: Number(PORT), host: HOST });
