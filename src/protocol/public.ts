/**
 * The public surface of the package export "./protocol": items, bundles, transactions and messages of AO and Arweave, pure.
 * @module
 */
export { fromBase64Url, toBase64Url } from "../base/bytes.ts";
export { type ErrorCode, LoomError } from "../base/errors.ts";
export { bytesId, type Id, idBytes, isId } from "../base/ids.ts";
export { type Tag, tagValue, tagValues } from "../base/tags.ts";
export { addressOf, ethereumAddress, partyAddress } from "../crypto/address.ts";
export { type DeepHashChunk, deepHash } from "../crypto/deep-hash.ts";
export { createEd25519Signer, createSolanaSigner } from "../crypto/ed25519.ts";
export { createEthereumSigner, createTypedEthereumSigner } from "../crypto/ethereum.ts";
export { generateRsaJwk, type RsaJwk } from "../crypto/rsa.ts";
export { createRsaSigner } from "../crypto/rsa-signer.ts";
export type { Signer } from "../crypto/signer.ts";
export { type AssignmentFields, assignmentTags, createAssignment, parseAssignment, rebuildAssignment } from "./assignment.ts";
export { BUNDLE_TAGS, type BundleContent, type BundleEntry, createBundle, isBundle, parseBundle, readBundle } from "./bundle.ts";
export { chunkSizes, createDataRootBuilder, type DataRootBuilder, type DataTree, dataTree } from "./chunks.ts";
export { createItem, type ItemFields } from "./create-item.ts";
export { encodeCursor, parseCursor, type ResultCursor, type ResultPoint } from "./cursor.ts";
export { firstHashChain, nextHashChain } from "./hash-chain.ts";
export { type Item, type ParseOptions, parseItem, verifyItem } from "./item.ts";
export type { ItemHeader } from "./item-header.ts";
export { createItemVerifier, type ItemVerifier, type VerifiedItem } from "./item-stream.ts";
export { type ChunkProof, type ProvenRange, verifyChunk, verifyDataPath } from "./merkle-proof.ts";
export { describeMessage, forwardedByOf, fromOf, type MessageDescription, messageDedupeKey, type ProcessDescription } from "./message.ts";
export { parseTransaction, type Transaction, type TransactionJson, transactionJson } from "./transaction.ts";
export { createTransaction, type TransactionFields } from "./transaction-create.ts";
export { verifyTransaction } from "./transaction-verify.ts";
