import { compose } from '../../schema/compose.ts';

const link = (...imports: string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports.map((name) => `"${name}"`)}])`;

const SUBGRAPHS = {
  accounts: `${link('@key', '@shareable', '@inaccessible')}
    type Query { me: User user(id: ID!): User people(first: Int): [Person!]! version: String @shareable }
    type Mutation { rename(input: RenameInput!): Renamed! }
    type Renamed { user: User! query: Query! before: [String] }
    input RenameInput { id: ID! name: String role: Role tags: [String!] }
    interface Person { id: ID! name: String contact: String }
    type User implements Person @key(fields: "id") @key(fields: "email") {
      id: ID! email: ID! name: String contact: String role: Role tags: [[String!]] org: Org manager: User
      address: Address @shareable friends(first: Int): [User!] secret: String @inaccessible best: [Person]
    }
    type Bot implements Person @key(fields: "id") { id: ID! name: String contact: String owner: User! }
    enum Role { ADMIN MEMBER HIDDEN @inaccessible }
    type Address @shareable { street: String city: String! geo: Geo }
    type Geo @shareable { lat: Float! lon: Float }
    type Org @key(fields: "id") { id: ID! title: String! owner: Person }`,
  catalog: `${link('@key', '@shareable', '@external', '@requires')}
    type Query { media(first: Int): [Media] items(filter: Filter): [Item!] product(upc: ID!): Product products: [Product]! version: String @shareable }
    input Filter { text: String kinds: [Kind!] max: Int = 3 }
    enum Kind { BOOK FILM }
    interface Media @key(fields: "id") { id: ID! title: String author: User kind: Kind }
    type Book implements Media @key(fields: "id") { id: ID! title: String author: User kind: Kind pages: Int label: String! size: Int }
    type Film implements Media @key(fields: "id") { id: ID! title: String author: User kind: Kind minutes: Int cast: [User] label: String size: Dimension }
    union Item = Book | Film | Product
    type User @key(fields: "id") { id: ID! favourites: [Item] address: Address @shareable }
    type Address @shareable { city: String! zip: String }
    type Org @key(fields: "id", resolvable: false) { id: ID! }
    type Dimension @shareable { w: Int h: Int! }
    type Product @key(fields: "sku org { id }") @key(fields: "upc") {
      sku: ID! upc: ID! org: Org! price(currency: String = "EUR"): Int weight: Float label: Boolean dimension: Dimension parts: [[Product]]
      bulk: Boolean @external handling: String @requires(fields: "bulk")
    }`,
  reviews: `${link('@key', '@interfaceObject', '@external', '@provides', '@shareable', '@override')}
    type Query { latest: [Review!]! version: String @shareable }
    type Mutation { review(text: String!): Review }
    type Media @key(fields: "id") @interfaceObject { id: ID! rating: Float reviews(first: Int): [Review!] }
    type Review @key(fields: "id") { id: ID! text: String author: User @provides(fields: "address { city }") about: Media product: Product stars: Int! of: Subject }
    union Subject = Product | User
    type User @key(fields: "email") { email: ID! reviews: [Review!]! contactable: Boolean address: Address @external }
    type Address { city: String! @external }
    type Product @key(fields: "upc") { upc: ID! reviews: [Review] }`,
  shipping: `${link('@key', '@external', '@requires', '@override', '@shareable')}
    type Query { rates(upcs: [ID!]): [Product] version: String @shareable }
    type Product @key(fields: "upc") {
      upc: ID! weight: Float @external dimension: Dimension @external bulk: Boolean @requires(fields: "weight dimension { w h }")
      handling: String @external cost(express: Boolean): Int @requires(fields: "handling") route: [Stop]
    }
    type Dimension @shareable { w: Int h: Int! }
    interface Stop { at: String }
    type Hub implements Stop { at: String manager: User }
    type Port implements Stop { at: String depth: Int! }
    type User @key(fields: "id") { id: ID! contact: String @override(from: "accounts") parcels: [Product] }`,
};

/** A graph in which every construct of federation but `@fromContext` meets every other. */
export const { supergraphSdl, apiSdl } = compose(
  Object.entries(SUBGRAPHS).map(([name, sdl]) => ({ name, url: `http://127.0.0.1/${name}`, sdl })),
);
