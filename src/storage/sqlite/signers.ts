/**
 * Public keys of schedulers, kept once: thousands of assignments share one 512-byte key.
 * @module
 */
import { bytesEqual } from "../../base/bytes.ts";
import { LoomError } from "../../base/errors.ts";
import { keyValue, readRow } from "./row-reader.ts";
import type { Sql } from "./sql.ts";

export interface Signer {
  readonly owner: Uint8Array;
  readonly ownerAddress: string;
}

export interface Signers {
  /** Number of a key; adds it within the running transaction. */
  intern(signer: Signer): number;
  /** Numbers of the keys with this address. */
  numbers(ownerAddress: string): number[];
  signer(n: number): Signer;
  /** After a rollback: numbers given since may not exist. */
  forget(): void;
}

const CACHED = 1024;

export function createSigners(sql: Sql): Signers {
  const byAddress = new Map<string, { readonly n: number; readonly owner: Uint8Array }>();
  const byNumber = new Map<number, Signer>();
  const forget = (): void => {
    byAddress.clear();
    byNumber.clear();
  };
  const find = (signer: Signer): number => {
    const values = [keyValue(signer.ownerAddress), signer.owner];
    sql.run("INSERT INTO signer (address, owner) VALUES (?, ?) ON CONFLICT DO NOTHING", ...values);
    const row = sql.get("SELECT n FROM signer WHERE address = ? AND owner = ?", ...values);
    if (row === undefined) throw new LoomError("STORE_FAILED", "a signer that was added is not there");
    return readRow(row).number();
  };
  return {
    intern(signer) {
      const known = byAddress.get(signer.ownerAddress);
      if (known !== undefined && bytesEqual(known.owner, signer.owner)) return known.n;
      const n = find(signer);
      if (byAddress.size >= CACHED) byAddress.clear();
      byAddress.set(signer.ownerAddress, { n, owner: signer.owner });
      return n;
    },
    numbers: (ownerAddress) =>
      sql.all("SELECT n FROM signer WHERE address = ?", keyValue(ownerAddress)).map((row) => readRow(row).number()),
    signer(n) {
      const known = byNumber.get(n);
      if (known !== undefined) return known;
      const row = sql.get("SELECT owner, address FROM signer WHERE n = ?", n);
      if (row === undefined) throw new LoomError("STORE_FAILED", `signer ${n} of an assignment is missing`);
      const read = readRow(row);
      const signer = { owner: read.bytes(), ownerAddress: read.key() };
      if (byNumber.size >= CACHED) byNumber.clear();
      byNumber.set(n, signer);
      return signer;
    },
    forget,
  };
}
