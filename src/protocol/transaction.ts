/**
 * L1 transactions: the JSON of the node API, read strictly. Verified in `transaction-verify.ts`.
 * Source: https://docs.arweave.org, "Transaction format"; field limits of the network since 2.5.
 * @module
 */
import { fromBase64Url, toBase64Url } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { type Id, isId } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import { type RawTag, tagTexts } from "./tags-avro.ts";

export interface Transaction {
  readonly format: 1 | 2;
  readonly id: Id;
  /** Empty, id of the owner's previous transaction (32 bytes) or a recent block (48 bytes). */
  readonly lastTx: Uint8Array;
  /** RSA modulus; empty for the secp256k1 transactions of fork 2.9. */
  readonly owner: Uint8Array;
  readonly rawTags: readonly RawTag[];
  readonly tags: readonly Tag[];
  readonly target: Id | "";
  /** Winston, decimal. */
  readonly quantity: string;
  readonly reward: string;
  /** Decimal, "0" when absent. */
  readonly denomination: string;
  /** Empty when the data comes as chunks. */
  readonly data: Uint8Array;
  readonly dataSize: number;
  /** 32 bytes, or empty. */
  readonly dataRoot: Uint8Array;
  readonly signature: Uint8Array;
}

/** The wire form: every number as decimal text, every byte string as base64url. */
export interface TransactionJson {
  readonly format: 1 | 2;
  readonly id: string;
  readonly last_tx: string;
  readonly owner: string;
  readonly tags: readonly Tag[];
  readonly target: string;
  readonly quantity: string;
  readonly data: string;
  readonly data_size: string;
  readonly data_tree: readonly [];
  readonly data_root: string;
  readonly reward: string;
  readonly signature: string;
  readonly denomination?: string;
}

/**
 * Reads the JSON of a transaction. Shapes only: nothing is verified.
 * @throws LoomError TX_INVALID naming the field
 */
export function parseTransaction(json: unknown): Transaction {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw invalid("body", "is not a JSON object");
  const fields = new Map<string, unknown>(Object.entries(json));
  const format = fields.get("format");
  if (format !== 1 && format !== 2) throw invalid("format", "must be the number 1 or 2");
  const id = fields.get("id");
  if (!isId(id)) throw invalid("id", "must be 43 base64url characters");
  const data = bytes(fields, "data");
  const rawTags = tagList(fields.get("tags"));
  const dataSize = Number(decimal(fields, "data_size", 21, format === 1 ? String(data.byteLength) : undefined));
  if (!Number.isSafeInteger(dataSize)) throw invalid("data_size", "is too large");
  return {
    format,
    id,
    lastTx: bytes(fields, "last_tx", 48),
    owner: bytes(fields, "owner", 512),
    rawTags,
    tags: tagTexts(rawTags),
    target: target(fields.get("target") ?? ""),
    quantity: decimal(fields, "quantity", 30),
    reward: decimal(fields, "reward", 30),
    denomination: decimal(fields, "denomination", 30, "0"),
    data,
    dataSize,
    dataRoot: dataRoot(bytes(fields, "data_root", 32)),
    signature: bytes(fields, "signature", 512),
  };
}

/** Wire form of a transaction; `data: false` leaves the data out, as headers travel. */
export function transactionJson(tx: Transaction, options: { readonly data?: boolean } = {}): TransactionJson {
  return {
    format: tx.format,
    id: tx.id,
    last_tx: toBase64Url(tx.lastTx),
    owner: toBase64Url(tx.owner),
    tags: tx.rawTags.map(({ name, value }) => ({ name: toBase64Url(name), value: toBase64Url(value) })),
    target: tx.target,
    quantity: tx.quantity,
    data: (options.data ?? true) ? toBase64Url(tx.data) : "",
    data_size: String(tx.dataSize),
    data_tree: [],
    data_root: toBase64Url(tx.dataRoot),
    reward: tx.reward,
    signature: toBase64Url(tx.signature),
    ...(tx.denomination === "0" ? {} : { denomination: tx.denomination }),
  };
}

/** Refusal of a transaction; names the field. */
export function invalid(field: string, why: string): LoomError {
  return new LoomError("TX_INVALID", `${field} of the transaction ${why}`, { details: { field } });
}

type Fields = ReadonlyMap<string, unknown>;

function bytes(fields: Fields, name: string, limit = Number.POSITIVE_INFINITY): Uint8Array {
  const value = fields.get(name) ?? "";
  const decoded = base64Url(value, name);
  if (decoded.byteLength > limit) throw invalid(name, `has more than ${limit} bytes`);
  return decoded;
}

function base64Url(value: unknown, name: string): Uint8Array {
  if (typeof value !== "string") throw invalid(name, "must be base64url text");
  try {
    return fromBase64Url(value);
  } catch (cause) {
    throw new LoomError("TX_INVALID", `${name} of the transaction is not canonical base64url`, { details: { field: name }, cause });
  }
}

function decimal(fields: Fields, name: string, digits: number, missing?: string): string {
  const value = fields.get(name) ?? missing;
  if (typeof value !== "string" || value.length > digits || !/^(0|[1-9]\d*)$/.test(value)) {
    throw invalid(name, `must be a decimal number as text, of at most ${digits} digits`);
  }
  return value;
}

function target(value: unknown): Id | "" {
  if (value === "" || isId(value)) return value;
  throw invalid("target", "must be empty or an address of 43 base64url characters");
}

function dataRoot(root: Uint8Array): Uint8Array {
  if (root.byteLength !== 0 && root.byteLength !== 32) throw invalid("data_root", "must be empty or 32 bytes");
  return root;
}

function tagList(value: unknown): RawTag[] {
  if (!Array.isArray(value ?? [])) throw invalid("tags", "must be a list");
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.map((tag) => {
    if (typeof tag !== "object" || tag === null) throw invalid("tags", "must hold objects with name and value");
    const fields = new Map<string, unknown>(Object.entries(tag));
    return { name: base64Url(fields.get("name"), "tags"), value: base64Url(fields.get("value"), "tags") };
  });
}
