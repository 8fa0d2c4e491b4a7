/** What every adapter of the Blobs port must do. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import type { Blobs } from "../../src/storage/blobs.ts";
import { failsWith } from "./conformance/run.ts";
import { bytesOf } from "./support/records.ts";

export interface ConformanceBlobs {
  readonly blobs: Blobs;
  dispose(): Promise<void>;
}

const PIECE = 256 * 1024;
const ABSENT = "0".repeat(64);

function pattern(size: number): Uint8Array {
  return new Uint8Array(Buffer.alloc(size, bytesOf("pattern", 251)));
}

function nameOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<{ readonly bytes: Uint8Array; readonly largest: number }> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return { bytes: new Uint8Array(Buffer.concat(all)), largest: Math.max(0, ...all.map((piece) => piece.byteLength)) };
}

export function blobsConformance(name: string, create: () => Promise<ConformanceBlobs>): void {
  const blobsTest = (what: string, body: (blobs: Blobs) => Promise<void>): void => {
    test(what, async () => {
      const { blobs, dispose } = await create();
      try {
        await body(blobs);
      } finally {
        await dispose();
      }
    });
  };

  describe(`blobs: ${name}`, () => {
    for (const size of [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7]) {
      blobsTest(`${size} bytes come back under the name of their hash`, async (blobs) => {
        const bytes = pattern(size);
        const blob = await blobs.put(bytes);
        assert.equal(blob, nameOf(bytes));
        assert.equal(await blobs.size(blob), size);
        assert.deepEqual(await blobs.read(blob, 0, size), bytes);
        const streamed = await collect(blobs.stream(blob, 0, size));
        assert.deepEqual(streamed.bytes, bytes);
        assert.ok(streamed.largest <= PIECE);
      });
    }

    blobsTest("ranges are half open", async (blobs) => {
      const bytes = pattern(2 * PIECE + 10);
      const blob = await blobs.put(bytes);
      for (const [start, end] of [
        [0, 1],
        [5, 5],
        [PIECE - 1, PIECE + 1],
        [3, 2 * PIECE + 9],
        [bytes.byteLength, bytes.byteLength],
      ] as const) {
        assert.deepEqual(await blobs.read(blob, start, end), bytes.slice(start, end));
        assert.deepEqual((await collect(blobs.stream(blob, start, end))).bytes, bytes.slice(start, end));
      }
      await assert.rejects(blobs.read(blob, 0, bytes.byteLength + 1), failsWith("RANGE_UNSATISFIABLE"));
      await assert.rejects(blobs.read(blob, -1, 1), failsWith("RANGE_UNSATISFIABLE"));
      await assert.rejects(collect(blobs.stream(blob, 0, bytes.byteLength + 1)), failsWith("RANGE_UNSATISFIABLE"));
    });

    blobsTest("a writer takes pieces of any size", async (blobs) => {
      const bytes = pattern(600_000);
      const writer = await blobs.create();
      const pieces: Promise<void>[] = [];
      for (let at = 0, step = 1; at < bytes.byteLength; at += step, step = step * 3 + 1)
        pieces.push(writer.write(bytes.subarray(at, at + step)));
      await Promise.all(pieces);
      assert.deepEqual(await writer.finish(), { blob: nameOf(bytes), size: 600_000 });
      assert.deepEqual(await blobs.read(nameOf(bytes), 0, 600_000), bytes);
      await assert.rejects(writer.write(bytes), failsWith("INTERNAL"));
      await assert.rejects(writer.finish(), failsWith("INTERNAL"));
      assert.equal(await blobs.size(nameOf(bytes)), 600_000, "a second finish harms nothing");
    });

    blobsTest("an aborted writer leaves nothing; abort may come twice and after finish", async (blobs) => {
      const writer = await blobs.create();
      await writer.write(pattern(10));
      await writer.abort();
      await writer.abort();
      await assert.rejects(writer.finish(), failsWith("INTERNAL"));
      assert.equal(await blobs.size(nameOf(pattern(10))), null);
      const other = await blobs.create();
      await other.write(pattern(11));
      const { blob } = await other.finish();
      await other.abort();
      assert.equal(await blobs.size(blob), 11);
    });

    blobsTest("many may put the same and different bytes at once", async (blobs) => {
      const names = await Promise.all(Array.from({ length: 40 }, (_, i) => blobs.put(pattern(1000 + (i % 4)))));
      assert.equal(new Set(names).size, 4);
      for (const [i, blob] of names.entries()) assert.deepEqual(await blobs.read(blob, 0, 1000 + (i % 4)), pattern(1000 + (i % 4)));
    });

    blobsTest("what is not there", async (blobs) => {
      assert.equal(await blobs.size(ABSENT), null);
      await assert.rejects(blobs.read(ABSENT, 0, 0), failsWith("NOT_FOUND"));
      await assert.rejects(collect(blobs.stream(ABSENT, 0, 1)), failsWith("NOT_FOUND"));
      await blobs.remove(ABSENT);
      for (const bad of ["", "../../etc/passwd", `${"a".repeat(63)}/`, "A".repeat(64)]) {
        await assert.rejects(blobs.read(bad, 0, 1), failsWith("NOT_FOUND"));
      }
    });

    blobsTest("a removed blob is gone and may come again", async (blobs) => {
      const blob = await blobs.put(pattern(5));
      await blobs.remove(blob);
      assert.equal(await blobs.size(blob), null);
      assert.equal(await blobs.put(pattern(5)), blob);
      assert.equal(await blobs.size(blob), 5);
    });
  });
}
