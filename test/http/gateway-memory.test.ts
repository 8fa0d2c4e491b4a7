import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createItem } from "../../src/protocol/create-item.ts";
import { seededSigner } from "../weave/support.ts";

const MIB = 1024 * 1024;

test("an item of 100 MiB goes up and down in constant memory", { timeout: 60_000 }, async () => {
  const child: ChildProcess = fork(fileURLToPath(new URL("../weave/memory-child.ts", import.meta.url)), { silent: true });
  let stderr = "";
  child.stderr?.on("data", (text) => {
    stderr += String(text);
  });
  const answer = async (): Promise<Record<string, unknown>> => ((await once(child, "message")) as [Record<string, unknown>])[0];
  const { gateway, bundler } = await answer();
  const peak = async (): Promise<number> => {
    const waiting = answer();
    child.send("peak");
    return Number((await waiting)["peak"]);
  };
  const dir = await mkdtemp(join(tmpdir(), "weave-memory-"));
  const roundTrip = async (size: number): Promise<void> => {
    const item = createItem(
      { tags: [{ name: "Size", value: String(size) }], data: Buffer.alloc(size, "0123456789abcdef!") },
      seededSigner(51),
    );
    const path = join(dir, String(size));
    await writeFile(path, item.bytes);
    const hash = createHash("sha256").update(item.data).digest("hex");
    const body = await openAsBlob(path);
    const sent = await fetch(`${bundler}/tx`, { method: "POST", headers: { "content-type": "application/octet-stream" }, body });
    assert.equal(sent.status, 200);
    await sent.arrayBuffer();
    const got = await fetch(`${gateway}/${item.id}`);
    const received = createHash("sha256");
    for await (const piece of got.body ?? []) received.update(piece as Uint8Array);
    assert.equal(received.digest("hex"), hash);
  };
  // Code, caches and the pools of buffers are there after this.
  await roundTrip(8 * MIB);
  const before = await peak();
  await roundTrip(100 * MIB);
  const grown = (await peak()) - before;
  assert.ok(grown < 60 * MIB, `grew by ${Math.round(grown / MIB)} MiB`);
  const exit = once(child, "exit");
  child.send("stop");
  await exit;
  assert.equal(stderr, "", "no warning, such as of listeners that pile up");
  await rm(dir, { recursive: true, force: true });
});
