/**
 * Every named limit of the program, in one place; docs/limits.md explains them.
 * @module
 */
const KIB = 1024;
const MIB = 1024 * KIB;

export const LIMITS = {
  /** ANS-104: tags of one item. */
  itemTags: 128,
  /** ANS-104: bytes of a tag name and of a tag value. */
  tagNameBytes: 1024,
  tagValueBytes: 3072,
  /** Tag section of one item in bytes, and tags of an item imported from elsewhere (which may break the two limits above). */
  tagSectionBytes: 128 * 4096 + 1024,
  foreignItemTags: 4096,
  /** Tags of an L1 transaction, names and values together. */
  txTagBytes: 2048,
  /** Merkle proof of a chunk. */
  dataPathBytes: 256 * KIB,
  /** Depth of bundles within bundles, and items unbundled from one upload. */
  bundleDepth: 16,
  bundleItems: 100_000,
  /** Entries of one block. */
  blockEntries: 10_000,
  /** Body of a message to MU or SU (10 MiB, as the reference units). */
  messageBytes: 10 * MIB,
  /** Largest upload to the bundler and gateway. */
  uploadBytes: 4096 * MIB,
  /** What is read and thrown away of a body that was refused, so that the client can read the answer. */
  refusedBodyBytes: 16 * MIB,
  /** JSON bodies. */
  jsonBytes: 15 * MIB,
  /** Bodies at or above this size live in files beside the database. */
  inlineBytes: 64 * KIB,
  /** GraphQL: page size and query size. */
  graphqlFirst: 1000,
  graphqlTagFilters: 10,
  graphqlValues: 100,
  graphqlIds: 1000,
  graphqlDepth: 20,
  /** Fields of one query, fragments expanded; queries side by side in it; words of its text; bytes of a request; wall time. */
  graphqlFields: 1000,
  graphqlRoots: 20,
  graphqlTokens: 20_000,
  graphqlBytes: 1 * MIB,
  graphqlMs: 10_000,
  /** SU and CU pages. */
  pageDefault: 100,
  pageMax: 1000,
  /** Wall time of one message after which this machine is held to have failed on it: gas ends all messages long before. */
  evaluateMs: 60_000,
  /** Wall time after which processes that have work leave the worker of a busy one. */
  workerStuckMs: 500,
  /** Largest `Memory-Limit` and `Gas-Limit` that a module or process may declare. */
  declaredMemoryBytes: 16 * 1024 * MIB,
  messageGas: 500_000_000_000,
  /** Longest compilation of a module. */
  compileMs: 60_000,
  /** Largest weave file that is given to a module. */
  moduleFileBytes: 1024 * MIB,
  /** Dry-runs that wait for one process. */
  dryRunQueue: 500,
  /** Slots that are evaluated again to answer for an old state. */
  historicSlots: 10_000,
  /** Longest wait of GET /result. */
  resultWaitMs: 60_000,
  /** Messages that wait for one process. */
  processQueue: 10_000,
  /** Length of a chain of pushed messages, and number of pushed messages, under one root message. */
  pushHops: 1000,
  pushesPerRoot: 100_000,
  /** Manifests are read whole up to this size. */
  manifestBytes: 8 * MIB,
} as const;
