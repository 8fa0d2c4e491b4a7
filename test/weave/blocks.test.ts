import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { bytesEqual, fromBase64Url, toBase64Url, utf8 } from "../../src/base/bytes.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { idBytes } from "../../src/base/ids.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { buildMerkleTree } from "../../src/protocol/merkle-tree.ts";
import type { BlockRecord } from "../../src/storage/records.ts";
import { blockId, blockJson, blockRest } from "../../src/weave/block-header.ts";
import { createBlocks } from "../../src/weave/blocks.ts";
import { createKeyedLock } from "../../src/weave/keyed-lock.ts";
import { idsOf, inPieces, openWeave, seededSigner, type TestWeave } from "./support.ts";

/** Time that stands still until it is moved; timers fire when it passes them. */
function manualClock(startMs: number): Clock & { advance(ms: number): void } {
  let now = startMs;
  let seed = 1;
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    monotonic: () => now,
    sleep: async () => {},
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    random: (size) => new Uint8Array(size).fill(seed++),
    advance: (ms) => {
      now += ms;
      for (const timer of [...timers]) {
        if (timer.at > now || !timers.delete(timer)) continue;
        timer.run();
      }
    },
  };
}

const signer = seededSigner(2);
let count = 0;
const put = async (t: TestWeave): Promise<string> =>
  (await t.weave.ingestItem(inPieces(createItem({ tags: [], data: utf8(`item ${count++}`) }, signer).bytes))).id;

function recomputedId(block: BlockRecord): string {
  const rest = blockRest(block);
  const [txRoot, entriesRoot] = [fromBase64Url(rest.tx_root), fromBase64Url(rest.entries_root)];
  return blockId({ ...block, txRoot, entriesRoot, blockSize: Number(rest.block_size), weaveSize: Number(block.weaveSize) });
}

describe("blocks", () => {
  test("begin with one of height 0 at the first start, and go on after a restart", async () => {
    let t = await openWeave();
    const genesis = t.weave.current();
    assert.deepEqual([genesis.height, genesis.previous, genesis.firstSeq, genesis.lastSeq], [0, "", 1, 0]);
    assert.match(genesis.id, /^[\w-]{64}$/);
    await put(t);
    const first = await t.weave.mine();
    t = await t.reopen();
    assert.deepEqual(t.weave.current(), first);
    assert.equal((await t.weave.mine()).height, 2);
    await t.close();
  });

  test("cover every entry once, link to each other, and commit to their entries", async () => {
    const t = await openWeave();
    for (const size of [3, 0, 1, 5]) {
      for (let i = 0; i < size; i++) await put(t);
      await t.weave.mine();
    }
    const ids = await idsOf(t.store);
    const blocks = await t.store.blocks({ limit: 100 });
    assert.equal(blocks.length, 5);
    let covered = 0;
    for (const [index, block] of blocks.entries()) {
      assert.equal(recomputedId(block), block.id);
      assert.equal(block.previous, blocks[index - 1]?.id ?? "");
      assert.equal(block.firstSeq, covered + 1);
      const held = ids.slice(block.firstSeq - 1, block.lastSeq);
      const leaves = held.map((id, i) => ({ value: idBytes(id), end: i + 1 }));
      assert.equal(blockRest(block).entries_root, leaves.length === 0 ? "" : toBase64Url(buildMerkleTree(leaves).root));
      covered = block.lastSeq;
    }
    assert.equal(covered, ids.length);
    const [block] = blocks.slice(1);
    assert.ok(block);
    for (const change of [{ timestamp: block.timestamp + 1 }, { lastSeq: block.lastSeq + 1 }, { height: 9 }, { previous: block.id }]) {
      assert.notEqual(recomputedId({ ...block, ...change }), block.id, Object.keys(change)[0]);
    }
    assert.equal(blockJson(block)["indep_hash"], block.id);
    await t.close();
  });

  test("of a bounded size take all that waits, one after the other", async () => {
    const t = await openWeave();
    for (let i = 0; i < 7; i++) await put(t);
    const deps = {
      store: t.store,
      clock: systemClock,
      logger: silentLogger,
      lock: createKeyedLock(),
      lastTimestamp: () => 0,
      notBefore: () => {},
    };
    const blocks = await createBlocks({ blockTimeMs: 0, maxEntries: 3 }, deps);
    assert.equal((await blocks.mine()).height, 3);
    assert.deepEqual(
      (await t.store.blocks({ limit: 9 })).map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq]),
      [
        [1, 0],
        [1, 3],
        [4, 6],
        [7, 7],
      ],
    );
    assert.equal((await blocks.mine()).lastSeq, 7);
    await t.close();
  });

  test("are made by themselves, one each block time, only while something waits", async () => {
    const clock = manualClock(1_000_000);
    const t = await openWeave({ blockTimeMs: 1000, clock });
    const settled = async (): Promise<number> => {
      await t.weave.mine();
      return t.weave.height();
    };
    clock.advance(1000);
    assert.equal(await settled(), 1, "an empty weave makes none; the one is ours");
    await put(t);
    clock.advance(999);
    assert.equal(await settled(), 2, "not before the time");
    await put(t);
    clock.advance(1);
    // Ours waits for the automatic one.
    assert.equal(await settled(), 4);
    assert.equal((await t.store.block(3))?.lastSeq, 2);
    await t.close();
  });
});

describe("the time of blocks", () => {
  const run = async (steps: readonly (readonly ["stamp" | "mine" | "wait", number])[]): Promise<void> => {
    const clock = manualClock(1_700_000_000_250);
    const stamps: { readonly at: number; readonly height: number }[] = [];
    let [newest, floor] = [0, 0];
    const t = await openWeave({
      clock,
      deps: {
        lastTimestamp: () => newest,
        notBefore: (time) => {
          floor = Math.max(floor, time);
        },
      },
    });
    for (const [what, ms] of steps) {
      if (what === "wait") clock.advance(ms);
      else if (what === "mine") await t.weave.mine();
      else {
        newest = Math.max(clock.now(), newest + 1, floor);
        stamps.push({ at: newest, height: t.weave.height() });
      }
    }
    const blocks = await t.store.blocks({ limit: 1000 });
    for (const [height, block] of blocks.entries()) {
      assert.ok(Number.isInteger(block.timestamp));
      if (height > 0) assert.ok(block.timestamp >= (blocks[height - 1]?.timestamp ?? 0), "never back");
      for (const stamp of stamps) {
        if (stamp.height >= height) assert.ok(stamp.at >= block.timestamp * 1000, "an assignment after a block is not before it");
        else if (height > 0) assert.ok(stamp.at <= block.timestamp * 1000, "an assignment before a block is not after it");
      }
    }
    await t.close();
  };

  test("is never before an assignment that came first, nor after one that comes later", async () => {
    const step = fc.tuple(fc.constantFrom("stamp" as const, "mine" as const, "wait" as const), fc.integer({ min: 0, max: 1500 }));
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 30 }), run), { numRuns: 15, seed: 7 });
  });

  test("is told to the scheduler before anything else can be stamped", async () => {
    // A stamp given while the block is being committed belongs after the block or within its time.
    let [newest, floor] = [0, 0];
    const t = await openWeave({
      deps: {
        lastTimestamp: () => newest,
        notBefore: (time) => {
          floor = Math.max(floor, time);
        },
      },
    });
    await put(t);
    newest = Date.now() + 5000;
    const mining = t.weave.mine();
    while (floor < newest) await new Promise((resolve) => setImmediate(resolve));
    const { timestamp } = await mining;
    assert.equal(timestamp, Math.ceil(newest / 1000));
    assert.equal(floor, timestamp * 1000);
    assert.ok(bytesEqual(fromBase64Url(t.weave.current().id), fromBase64Url(recomputedId(t.weave.current()))));
    await t.close();
  });
});
