/**
 * What goes into a block: the entries of a range of sequence numbers, their root, and the tree of the transactions among them.
 * @module
 */
import { fromBase64Url } from "../base/bytes.ts";
import { type Id, idBytes } from "../base/ids.ts";
import { buildMerkleTree, type MerkleLeaf } from "../protocol/merkle-tree.ts";
import { buildTxTree, type TxTree } from "../protocol/tx-tree.ts";
import type { StoreReads } from "../storage/store.ts";

export interface BlockContent {
  readonly entriesRoot: Uint8Array;
  /** All transactions, those with data in the order of the tree, then the others. */
  readonly txs: readonly Id[];
  readonly data: readonly PlacedTx[];
  readonly tree: TxTree;
}

/** A transaction with data. */
export interface PlacedTx {
  readonly id: Id;
  /** base64url. */
  readonly dataRoot: string;
  readonly size: number;
}

const PAGE = 1000;

/** Reads the entries firstSeq..lastSeq page by page; only their ids stay in memory. */
export async function blockContent(firstSeq: number, lastSeq: number, store: StoreReads): Promise<BlockContent> {
  const leaves: MerkleLeaf[] = [];
  const data: (PlacedTx & { readonly format: string })[] = [];
  const dataless: Id[] = [];
  for (let from = firstSeq; from <= lastSeq; ) {
    const page = await store.entryIds(from, lastSeq, PAGE);
    for (const { id, kind } of page) {
      leaves.push({ value: idBytes(id), end: leaves.length + 1 });
      if (kind !== "tx") continue;
      const tx = await store.item(id);
      if (tx === null || tx.dataRoot === null) dataless.push(id);
      else data.push({ id, dataRoot: tx.dataRoot, size: tx.dataSize, format: formatOf(tx.txHeader) });
    }
    const last = page.at(-1);
    if (last === undefined) break;
    from = last.seq + 1;
  }
  // Order of the network: by format, then by the bytes of the id.
  data.sort((a, b) => a.format.localeCompare(b.format) || Buffer.compare(idBytes(a.id), idBytes(b.id)));
  return {
    entriesRoot: leaves.length === 0 ? new Uint8Array(0) : buildMerkleTree(leaves).root,
    txs: [...data.map(({ id }) => id), ...dataless],
    data,
    tree: txTreeOf(data),
  };
}

export function txTreeOf(data: readonly Pick<PlacedTx, "dataRoot" | "size">[]): TxTree {
  return buildTxTree(data.map(({ dataRoot, size }) => ({ dataRoot: fromBase64Url(dataRoot), dataSize: size })));
}

function formatOf(txHeader: string | null): string {
  return /"format":(\d)/.exec(txHeader ?? "")?.[1] ?? "2";
}
