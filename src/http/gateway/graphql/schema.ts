/**
 * The GraphQL schema: the union of what the gateways of the network speak, so every client finds its fields.
 * Source: arweave.md 5.1.
 * @module
 */
import { buildSchema, type GraphQLSchema } from "graphql";

const SDL = `
type Query {
  transaction(id: ID!): Transaction
  transactions(
    ids: [ID!]
    "Addresses, or public keys in base64url."
    owners: [String!]
    recipients: [String!]
    tags: [TagFilter!]
    "Immediate parents; null for what is in no bundle."
    bundledIn: [ID!]
    parent: [ID!] @deprecated(reason: "Use bundledIn.")
    "Seconds, inclusive."
    ingested_at: RangeFilter
    "Heights, inclusive. What is in no block yet matches none."
    block: BlockFilter
    "At most 1000."
    first: Int = 10
    after: String
    sort: SortOrder = HEIGHT_DESC
  ): TransactionConnection!
  block(id: String): Block
  blocks(ids: [ID!], height: BlockFilter, first: Int = 10, after: String, sort: SortOrder = HEIGHT_DESC): BlockConnection!
}

input TagFilter {
  "Absent: any tag with one of the values."
  name: String
  "Absent or empty: any value."
  values: [String!]
  op: TagOperator = EQ
  match: TagMatch = EXACT
}

enum TagOperator { EQ NEQ }

enum TagMatch {
  EXACT
  "In values * stands for any text and ? for one character."
  WILDCARD
  "Contains each of the values, upper and lower case alike."
  FUZZY_AND
  "Contains one of the values, upper and lower case alike."
  FUZZY_OR
}

enum SortOrder { HEIGHT_ASC HEIGHT_DESC INGESTED_AT_ASC INGESTED_AT_DESC }

input BlockFilter { min: Int max: Int }
input RangeFilter { min: Int max: Int }

type TransactionConnection {
  pageInfo: PageInfo!
  "Number of all matches as text, counted up to 10000."
  count: String
  edges: [TransactionEdge!]!
}
type TransactionEdge { cursor: String! node: Transaction! }
type BlockConnection { pageInfo: PageInfo! edges: [BlockEdge!]! }
type BlockEdge { cursor: String! node: Block! }
type PageInfo { hasNextPage: Boolean! }

type Transaction {
  id: ID!
  anchor: String!
  signature: String!
  signatureType: Int
  recipient: String!
  owner: Owner!
  fee: Amount!
  quantity: Amount!
  data: MetaData!
  tags: [Tag!]!
  "Null while in no block."
  block: Block
  "Seconds."
  ingested_at: Int
  parent: Parent @deprecated(reason: "Use bundledIn.")
  bundledIn: Bundle
}
type Owner { address: String! key: String! }
type Amount { winston: String! ar: String! }
type MetaData { size: String! type: String }
type Tag { name: String! value: String! }
type Parent { id: ID! }
type Bundle { id: ID! }
type Block { id: ID! "Seconds." timestamp: Int! height: Int! previous: ID! }
`;

export function createGraphqlSchema(): GraphQLSchema {
  return buildSchema(SDL);
}
