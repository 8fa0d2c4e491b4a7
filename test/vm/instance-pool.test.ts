/** Instances from the pool are in exactly the state that was asked for, whoever had them before. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { imageHash } from "../../src/vm/image-encoding.ts";
import { createInstancePool } from "../../src/vm/instance-pool.ts";
import { captureImage, restoreImage } from "../../src/vm/memory-image.ts";
import { attempt, evalData, fresh, load, MODULES, send, spawn } from "./driver.ts";

for (const name of MODULES) {
  test(`${name}: a used instance takes any state, bit by bit`, async () => {
    const options = { ...(await load(name)), bootTimeMs: 0 };
    const pool = createInstancePool({ idle: 1 });
    const one = await spawn(name);
    evalData(one, 1, "Held = 'one' return Held");
    const image = captureImage(one);

    const first = pool.take(options, null);
    assert.equal(imageHash(captureImage(first)), imageHash(captureImage(await fresh(name))));
    assert.ok(restoreImage(first, captureImage(await spawn(name))));
    evalData(first, 1, "Other = {} for i = 1, 1000 do Other[i] = { i } end");
    // Something of the last user that was never committed.
    attempt(first, { nonce: 2, data: "Held = 'another'" });
    pool.give(first);

    const second = pool.take(options, image);
    assert.equal(second, first);
    assert.equal(imageHash(captureImage(second, { scan: "whole" })), imageHash(image));
    const [mine, theirs] = [second, one].map((instance) => send(instance, { nonce: 2, data: "return Held" }));
    assert.deepEqual(mine, theirs);
    assert.equal(imageHash(captureImage(second, { scan: "whole" })), imageHash(captureImage(one)));
  });

  test(`${name}: what has grown is not used for a smaller state`, async () => {
    const options = { ...(await load(name)), bootTimeMs: 0 };
    const pool = createInstancePool({ idle: 1 });
    const image = captureImage(await spawn(name));
    const large = pool.take(options, image);
    evalData(large, 1, "Big = string.rep('x', 60 * 1024 * 1024) Big = nil return 'grown'");
    assert.ok(large.state.pages.memoryPages > image.memoryPages);
    pool.give(large);
    const next = pool.take(options, image);
    assert.notEqual(next, large);
    assert.equal(imageHash(captureImage(next)), imageHash(image));
  });

  test(`${name}: an instance that never ran its start-up is as one that did`, async () => {
    const options = { ...(await load(name)), bootTimeMs: 0 };
    const pool = createInstancePool({ idle: 1 });
    const booted = pool.take(options, null);
    const put = pool.take(options, null);
    assert.notEqual(put, booted);
    assert.equal(imageHash(captureImage(put, { scan: "whole" })), imageHash(captureImage(await fresh(name), { scan: "whole" })));
    const log = ["", "Held = { 1, 2, 3 } return #Held", "error('no')", "return Held[2] .. tostring(math.random())"];
    for (const [nonce, data] of log.entries()) {
      const [mine, theirs] = [put, booted].map((instance) => send(instance, { nonce, data }));
      assert.deepEqual(mine, theirs);
      for (const one of [put, booted]) if (one.phase !== "clean") assert.ok(one.rollback());
      assert.equal(imageHash(captureImage(put, { scan: "whole" })), imageHash(captureImage(booted, { scan: "whole" })));
    }
    const restored = pool.take(options, captureImage(put));
    assert.equal(imageHash(captureImage(restored, { scan: "whole" })), imageHash(captureImage(booted)));
  });

  test(`${name}: a state that no instance of the module can be in is refused`, async () => {
    const options = { ...(await load(name)), bootTimeMs: 0 };
    const image = captureImage(await fresh(name));
    const pool = createInstancePool({ idle: 1 });
    const wrong = [
      { ...image, memoryPages: options.info.initialPages - 1 },
      { ...image, globals: image.globals.slice(1) },
    ];
    for (const one of wrong) assert.throws(() => pool.take(options, one), { code: "CHECKPOINT_INVALID" });
  });
}

test("what is given up is told, in bytes", async () => {
  const [name] = MODULES;
  const options = { ...(await load(name)), bootTimeMs: 0 };
  const told: number[] = [];
  const pool = createInstancePool({ idle: 1, discarded: (bytes) => told.push(bytes) });
  const [one, two] = [pool.take(options, null), pool.take(options, null)];
  pool.give(one);
  assert.deepEqual(told, []);
  pool.give(two);
  assert.deepEqual(told, [one.state.pages.everWritten().length * 4096 * 2]);
});
