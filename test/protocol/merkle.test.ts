import assert from "node:assert/strict";
import { test } from "node:test";
import * as arweaveMerkle from "arweave/node/lib/merkle.js";
import fc from "fast-check";
import { concat, fromBase64Url, toBase64Url } from "../../src/base/bytes.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import { CHUNK_BYTES, chunkSizes, createDataRootBuilder, dataTree, dataTreeOf } from "../../src/protocol/chunks.ts";
import { verifyChunk, verifyDataPath, verifyTxPath } from "../../src/protocol/merkle-proof.ts";
import { buildMerkleTree, note, readNote } from "../../src/protocol/merkle-tree.ts";
import { buildTxTree } from "../../src/protocol/tx-tree.ts";
import { codeOf, eachVector, merkleExpected, property, vector } from "./support.ts";

function bytesOf(size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i += 97) bytes[i] = i % 251;
  return bytes;
}

test("published roots and chunk sizes", () => {
  const cases = Object.entries(merkleExpected);
  assert.ok(cases.length > 8);
  for (const [name, want] of cases) {
    const size = Number(name.replace("zeros:", ""));
    assert.deepEqual(chunkSizes(size), want.chunks, name);
    assert.equal(toBase64Url(dataTree(new Uint8Array(size)).root), want.root, name);
  }
});

test("root, chunks and proofs agree with arweave-js near every edge", async () => {
  for (const base of [1, 32 * 1024, CHUNK_BYTES, CHUNK_BYTES + 32 * 1024, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 32 * 1024]) {
    for (const size of [base - 1, base, base + 1].filter((n) => n > 0)) {
      const data = bytesOf(size);
      const theirs = await arweaveMerkle.generateTransactionChunks(data);
      const tree = dataTree(data);
      assert.equal(toBase64Url(tree.root), toBase64Url(theirs.data_root), `${size}`);
      const sent = tree.leaves.filter((leaf, i) => leaf.end > (tree.leaves[i - 1]?.end ?? 0));
      assert.equal(sent.length, theirs.chunks.length);
      for (const [i, chunk] of theirs.chunks.entries()) {
        assert.equal(sent[i]?.end, chunk.maxByteRange);
        const path = tree.path(i);
        assert.deepEqual(path, new Uint8Array(theirs.proofs[i]?.proof ?? []));
        const range = verifyDataPath(tree.root, chunk.minByteRange, size, path);
        assert.deepEqual(range, { left: chunk.minByteRange, right: chunk.maxByteRange, value: sent[i]?.value });
        assert.notEqual(await arweaveMerkle.validatePath(tree.root, chunk.minByteRange, 0, size, path), false);
      }
    }
  }
});

test("a stream in pieces of any size has the root of the whole", () => {
  const sizes = fc.oneof(
    fc.nat(1_000_000),
    fc.constantFrom(0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, CHUNK_BYTES + 32 * 1024, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES),
  );
  fc.assert(
    fc.property(sizes, fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 5 }), (size, pieces) => {
      const data = bytesOf(size);
      const builder = createDataRootBuilder();
      for (let at = 0, i = 0; at < size; i++) {
        const piece = pieces[i % pieces.length] ?? 1;
        builder.push(data.subarray(at, at + piece));
        at += piece;
      }
      const streamed = builder.finish();
      let at = 0;
      const leaves = chunkSizes(size).map((chunkSize) => {
        const value = sha256(data.subarray(at, at + chunkSize));
        at += chunkSize;
        return { value, end: at };
      });
      assert.deepEqual(streamed.leaves, leaves);
      assert.deepEqual(streamed.root, dataTreeOf(leaves).root);
      assert.equal(streamed.dataSize, size);
    }),
    property(40),
  );
});

test("real chunks prove themselves; one changed byte anywhere does not", () => {
  eachVector("chunk", (name, bytes, want) => {
    const json = JSON.parse(Buffer.from(bytes).toString()) as { chunk: string; data_path: string };
    const [chunk, dataPath] = [fromBase64Url(json.chunk), fromBase64Url(json.data_path)];
    const dataRoot = fromBase64Url(want.dataRootFromPath);
    // The larger one is the second chunk of a transaction of this size.
    const dataSize = name.includes("351531360362743") ? 11_879_200 : want.chunkLen;
    const proof = { dataRoot, dataSize, dataPath, chunk, offset: want.endOffset - 1 };
    const range = verifyChunk(proof);
    assert.deepEqual([range.left, range.right], [want.endOffset - want.chunkLen, want.endOffset]);
    verifyChunk({ ...proof, offset: range.left });
    assert.equal(
      codeOf(() => verifyChunk({ ...proof, offset: range.right })),
      "CHUNK_INVALID",
    );
    for (let at = 0; at < dataPath.byteLength; at++) {
      const changed = dataPath.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      assert.equal(
        codeOf(() => verifyChunk({ ...proof, dataPath: changed })),
        "CHUNK_INVALID",
        `path byte ${at}`,
      );
    }
    for (const at of [0, 1000, chunk.byteLength - 1]) {
      const changed = chunk.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(
        codeOf(() => verifyChunk({ ...proof, chunk: changed })),
        "CHUNK_INVALID",
      );
    }
    assert.equal(
      codeOf(() => verifyChunk({ ...proof, chunk: chunk.subarray(1) })),
      "CHUNK_INVALID",
    );
    // Only the last chunk proves the size of the whole.
    const wrong = range.right === dataSize ? [dataSize + 1, dataSize - 1] : [range.right - 1, range.left];
    for (const size of [0, -1, ...wrong, 2 ** 60, Number.NaN]) {
      assert.equal(
        codeOf(() => verifyChunk({ ...proof, dataSize: size })),
        "CHUNK_INVALID",
        `size ${size}`,
      );
    }
  });
});

test("a proof is for its own offset only", () => {
  const data = bytesOf(5 * CHUNK_BYTES + 1000);
  const tree = dataTree(data);
  tree.leaves.forEach((leaf, i) => {
    const left = tree.leaves[i - 1]?.end ?? 0;
    for (const offset of [left, leaf.end - 1]) assert.equal(verifyDataPath(tree.root, offset, data.byteLength, tree.path(i)).left, left);
    for (const offset of [left - 1, leaf.end])
      assert.equal(
        codeOf(() => verifyDataPath(tree.root, offset, data.byteLength, tree.path(i))),
        "CHUNK_INVALID",
      );
  });
});

test("data cut in another way than the network demands is refused, though its hashes are right", () => {
  const check = (ends: readonly number[], index: number, offset = (ends[index] ?? 0) - 1): string => {
    const tree = buildMerkleTree(ends.map((end, i) => ({ value: sha256(Uint8Array.of(i)), end })));
    return codeOf(() => verifyDataPath(tree.root, offset, ends.at(-1) ?? 0, tree.path(index)));
  };
  const C = CHUNK_BYTES;
  assert.equal(check([C, 2 * C], 0), "no error");
  assert.equal(check([C, C + 10, C + 20], 1), "no error", "the last but one may be short");
  assert.equal(check([10, 10 + C], 0), "no error", "the last but one may be short before a full one");
  assert.equal(check([C, C + 10, C + 20], 2), "no error", "the last may start anywhere");
  assert.equal(check([C + 1], 0), "CHUNK_INVALID", "too large");
  assert.equal(check([10, 20, 30], 1), "CHUNK_INVALID", "starts between");
  assert.equal(check([10, 3 * C], 0), "CHUNK_INVALID", "short, with more than a chunk to follow");
  assert.equal(check([C, C], 1), "CHUNK_INVALID", "empty leaf");
  assert.equal(check([C, 2 * C, 2 * C, 3 * C], 3), "CHUNK_INVALID", "an empty leaf before it");
  assert.equal(check([C, 2 * C, 1.5 * C], 1, C), "CHUNK_INVALID", "reaches past the end");
  assert.equal(check([C, 5, 2 * C], 1), "CHUNK_INVALID", "ends before it starts");
});

test("malformed paths", () => {
  const tree = dataTree(bytesOf(1000));
  const path = tree.path(0);
  for (const bad of [
    new Uint8Array(0),
    path.subarray(1),
    concat(path, new Uint8Array(1)),
    concat(new Uint8Array(96), path),
    new Uint8Array(64 + 96 * 3000),
  ]) {
    assert.equal(
      codeOf(() => verifyDataPath(tree.root, 0, 1000, bad)),
      "CHUNK_INVALID",
    );
  }
  for (const size of [999, 1001]) {
    assert.equal(
      codeOf(() => verifyDataPath(tree.root, 0, size, path)),
      "CHUNK_INVALID",
      `size ${size}`,
    );
  }
  assert.equal(
    codeOf(() => tree.path(1)),
    "BAD_REQUEST",
  );
  assert.equal(
    codeOf(() => buildMerkleTree([])),
    "BAD_REQUEST",
  );
});

test("notes are 32 bytes big-endian and back", () => {
  for (const value of [0, 1, 255, 256, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 7, Number.MAX_SAFE_INTEGER]) {
    assert.equal(Buffer.from(note(value)).toString("hex"), value.toString(16).padStart(64, "0"));
    assert.equal(readNote(note(value)), value);
  }
  assert.equal(readNote(Uint8Array.from({ length: 32 }, (_, i) => (i === 24 ? 1 : 0))), null);
  assert.equal(readNote(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 1 : 0))), null);
});

test("transactions of a block are proven under its root, padded to 256 KiB", () => {
  for (const sizes of [
    [1],
    [CHUNK_BYTES],
    [CHUNK_BYTES + 1, 5],
    [CHUNK_BYTES, CHUNK_BYTES, 7],
    [10, 20, 30, 40, 50],
    [700_000, 3 * CHUNK_BYTES, 1],
  ]) {
    const roots = sizes.map((size) => dataTree(bytesOf(size)).root);
    const tree = buildTxTree(sizes.map((dataSize, i) => ({ dataSize, dataRoot: roots[i] ?? new Uint8Array(0) })));
    assert.equal(
      tree.blockSize,
      sizes.reduce((sum, size) => sum + Math.ceil(size / CHUNK_BYTES) * CHUNK_BYTES, 0),
    );
    sizes.forEach((size, i) => {
      const range = tree.ranges[i];
      assert.ok(range);
      assert.equal(range.end - range.start, size);
      assert.equal(range.start % CHUNK_BYTES, 0);
      for (const offset of [range.start, range.end - 1]) {
        assert.deepEqual(verifyTxPath(tree.txRoot, offset, tree.blockSize, tree.path(i)), {
          left: range.start,
          right: range.end,
          value: roots[i],
        });
      }
      if (range.end < tree.blockSize)
        assert.equal(
          codeOf(() => verifyTxPath(tree.txRoot, range.end, tree.blockSize, tree.path(i))),
          "CHUNK_INVALID",
        );
    });
  }
  const empty = buildTxTree([]);
  assert.deepEqual([empty.txRoot.byteLength, empty.blockSize], [0, 0]);
  assert.equal(
    codeOf(() => empty.path(0)),
    "BAD_REQUEST",
  );
  assert.equal(
    codeOf(() => buildTxTree([{ dataRoot: new Uint8Array(32), dataSize: 0 }])),
    "BAD_REQUEST",
  );
});

test("the published data of a transaction gives its data root", () => {
  const json = JSON.parse(Buffer.from(vector("ar-io/test/mock_files/chunks/51530681327863.json")).toString()) as { chunk: string };
  assert.equal(toBase64Url(dataTree(fromBase64Url(json.chunk)).root), "wRq6f05oRupfTW_M5dcYBtwK5P8rSNYu20vC6D_o-M4");
});
