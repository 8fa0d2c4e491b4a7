/**
 * Makes blocks: one each block time while something waits, and one whenever it is asked for.
 *
 * Time rule: a block is never before an assignment that was stamped before it, and no assignment is stamped before a block that was made.
 * Both are settled in one synchronous step: the time of the block is at or after the newest stamp (stamps that wait for their commit
 * included), and the scheduler is told that time before anything else can be stamped.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { toLoomError } from "../base/errors.ts";
import { LIMITS } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { BlockRecord, TxOffsetRecord } from "../storage/records.ts";
import type { Store } from "../storage/store.ts";
import { type BlockContent, blockContent } from "./block-content.ts";
import { blockRecord } from "./block-header.ts";
import type { KeyedLock } from "./keyed-lock.ts";

export interface BlockDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lock: KeyedLock;
  /** Newest assigned timestamp, milliseconds. */
  readonly lastTimestamp: () => number;
  /** No assignment may be stamped before this time, milliseconds. */
  readonly notBefore: (timestampMs: number) => void;
}

export interface Blocks {
  /** The last block. */
  current(): BlockRecord;
  /** Seals all that waits, be it nothing; resolves with the last block made when it is durable. */
  mine(): Promise<BlockRecord>;
  /** Stops the automatic blocks; resolves when none is being made. */
  close(): Promise<void>;
}

export interface BlockOptions {
  readonly blockTimeMs: number;
  /** Entries of one block; what is more goes into the next at once. Default 10,000, about 0.2 s of work. */
  readonly maxEntries?: number;
}

const LOCK = "blocks";

/** Makes the block of height 0 at the first start. `blockTimeMs` 0: no automatic blocks. */
export async function createBlocks(options: BlockOptions, deps: BlockDeps): Promise<Blocks> {
  const { store, clock, lock, logger } = deps;
  const { blockTimeMs, maxEntries = LIMITS.blockEntries } = options;
  let current = (await store.lastBlock()) ?? (await genesis(deps));
  deps.notBefore(current.timestamp * 1000);

  const seal = async (lastSeq: number): Promise<void> => {
    const content = await blockContent(current.lastSeq + 1, lastSeq, store);
    const next = nextBlock(current, lastSeq, content, timeOfBlock(current, deps));
    await store.commit([{ type: "block", ...next }]);
    current = next.block;
    logger.debug({ height: current.height, block: current.id, entries: lastSeq - current.firstSeq + 1 }, "block made");
  };
  /** Seals what waited at the call. */
  const sealWaiting = async (): Promise<void> => {
    const lastSeq = await store.lastSeq();
    while (current.lastSeq < lastSeq) await seal(Math.min(lastSeq, current.lastSeq + maxEntries));
  };

  let closed = false;
  let cancel = (): void => {};
  const arm = (): void => {
    if (closed || blockTimeMs <= 0) return;
    cancel = clock.after(blockTimeMs, () => {
      void lock
        .run(LOCK, sealWaiting)
        .catch((thrown: unknown) => logger.error({ err: toLoomError(thrown) }, "block not made"))
        .finally(arm);
    });
  };
  arm();
  return {
    current: () => current,
    mine: () =>
      lock.run(LOCK, async () => {
        const before = current;
        await sealWaiting();
        if (current === before) await seal(current.lastSeq);
        return current;
      }),
    close: async () => {
      closed = true;
      cancel();
      await lock.run(LOCK, async () => {});
    },
  };
}

async function genesis({ store, clock }: BlockDeps): Promise<BlockRecord> {
  const empty = new Uint8Array(0);
  const sizes = { blockSize: 0, weaveSize: 0, firstSeq: 1, lastSeq: 0 };
  const block = blockRecord(
    { height: 0, previous: "", timestamp: Math.floor(clock.now() / 1000), txRoot: empty, entriesRoot: empty, ...sizes },
    [],
  );
  await store.commit([{ type: "block", block, offsets: [] }]);
  return block;
}

/** Seconds. Synchronous from the reading of the newest stamp to the word to the scheduler. */
function timeOfBlock(previous: BlockRecord, { clock, lastTimestamp, notBefore }: BlockDeps): number {
  const timestamp = Math.max(previous.timestamp, Math.floor(clock.now() / 1000), Math.ceil(lastTimestamp() / 1000));
  notBefore(timestamp * 1000);
  return timestamp;
}

function nextBlock(
  previous: BlockRecord,
  lastSeq: number,
  content: BlockContent,
  timestamp: number,
): { block: BlockRecord; offsets: TxOffsetRecord[] } {
  const before = Number(previous.weaveSize);
  const height = previous.height + 1;
  const block = blockRecord(
    {
      height,
      previous: previous.id,
      timestamp,
      txRoot: content.tree.txRoot,
      entriesRoot: content.entriesRoot,
      blockSize: content.tree.blockSize,
      weaveSize: before + content.tree.blockSize,
      firstSeq: previous.lastSeq + 1,
      lastSeq,
    },
    content.txs,
  );
  const offsets = content.data.map(({ id, dataRoot, size }, index) => ({
    id,
    height,
    endOffset: before + (content.tree.ranges[index]?.end ?? 0),
    size,
    dataRoot,
  }));
  return { block, offsets };
}
