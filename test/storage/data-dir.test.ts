import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDataDir } from "../../src/storage/sqlite/data-dir.ts";
import { createSqliteStore } from "../../src/storage/sqlite/store.ts";
import { failsWith } from "./conformance/run.ts";
import { testClock } from "./support/records.ts";
import { tempDir } from "./support/temp-dir.ts";

const CHILD = fileURLToPath(new URL("./support/kill-child.ts", import.meta.url));
const clock = testClock();

function inTempDir(name: string, body: (dir: string) => Promise<void>): void {
  test(name, async () => {
    const dir = await tempDir();
    try {
      await body(join(dir.path, "data"));
    } finally {
      await dir.dispose();
    }
  });
}

describe("data directory", () => {
  inTempDir("is made with its parents, closed and opened again, and nobody else may enter it", async (dir) => {
    const deep = join(dir, "a", "b");
    const first = await openDataDir({ dir: deep, clock });
    await first.store.commit([{ type: "meta", key: "k", value: "v" }]);
    const blob = await first.blobs.put(new Uint8Array(3));
    await first.close();
    assert.equal((await stat(deep)).mode & 0o777, 0o700);
    const second = await openDataDir({ dir: deep, clock });
    assert.equal(await second.store.meta("k"), "v");
    assert.equal(await second.blobs.size(blob), 3);
    await second.close();
  });

  inTempDir("is locked while open, here and in another process; a killed process leaves no lock", async (dir) => {
    const child = spawn(process.execPath, [CHILD, dir], { stdio: ["pipe", "pipe", "inherit"] });
    const closed = once(child, "close");
    try {
      child.stdin.write("go");
      await once(child.stdout, "data");
      await assert.rejects(openDataDir({ dir, clock }), (thrown) => {
        assert.ok(thrown instanceof Error && thrown.message.includes(dir), "the directory is named");
        return failsWith("DATA_DIR_LOCKED")(thrown);
      });
    } finally {
      child.kill("SIGKILL");
      await closed;
    }
    const data = await openDataDir({ dir, clock });
    await assert.rejects(openDataDir({ dir, clock }), failsWith("DATA_DIR_LOCKED"));
    await data.close();
    await (await openDataDir({ dir, clock })).close();
  });

  inTempDir("another format is refused and left as it is", async (dir) => {
    await (await openDataDir({ dir, clock })).close();
    const format = await readFile(join(dir, "format"), "utf8");
    for (const text of ["hyperloom data directory, format 2\n", "something else", ""]) {
      await writeFile(join(dir, "format"), text);
      await assert.rejects(openDataDir({ dir, clock }), failsWith("DATA_DIR_VERSION"));
      assert.equal(await readFile(join(dir, "format"), "utf8"), text);
    }
    await rm(join(dir, "format"));
    await assert.rejects(openDataDir({ dir, clock }), failsWith("DATA_DIR_VERSION"));
    await writeFile(join(dir, "format"), format);
    await (await openDataDir({ dir, clock })).close();
  });

  inTempDir("a place that cannot be a directory is STORE_FAILED", async (dir) => {
    await writeFile(dir, "a file");
    await assert.rejects(openDataDir({ dir, clock }), failsWith("STORE_FAILED"));
    await assert.rejects(openDataDir({ dir: join(dir, "below"), clock }), failsWith("STORE_FAILED"));
  });
});

describe("database file", () => {
  inTempDir("of another program, of another version, or no database: refused and left as it is", async (dir) => {
    await mkdir(dir);
    const path = join(dir, "store.db");
    const foreign = new DatabaseSync(path);
    foreign.exec("CREATE TABLE theirs (a)");
    foreign.close();
    const before = await readFile(path);
    assert.throws(() => createSqliteStore({ path, clock }), failsWith("DATA_DIR_VERSION"));
    assert.deepEqual(await readFile(path), before);

    await rm(path);
    await createSqliteStore({ path, clock }).close();
    const newer = new DatabaseSync(path);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    assert.throws(() => createSqliteStore({ path, clock }), failsWith("DATA_DIR_VERSION"));

    await rm(path);
    await writeFile(path, "this is a text of more than some bytes".repeat(100));
    assert.throws(() => createSqliteStore({ path, clock }), failsWith("DATA_DIR_VERSION"));
  });

  inTempDir("is kept for one connection", async (dir) => {
    await mkdir(dir);
    const path = join(dir, "store.db");
    const store = createSqliteStore({ path, clock });
    assert.throws(() => createSqliteStore({ path, clock }), failsWith("DATA_DIR_LOCKED"));
    await store.close();
  });
});
