import assert from "node:assert/strict";
import { test } from "node:test";
import { createOneAtATime } from "../../src/scheduler/one-at-a-time.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("work that shares any key runs one after the other, in the order of asking; other work does not wait", async () => {
  const { run } = createOneAtATime();
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (name: string, keys: readonly string[]): Promise<string> =>
    run(keys, async () => {
      started.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const works = [begin("ab", ["a", "b"]), begin("bc", ["b", "c"]), begin("a", ["a"]), begin("c", ["c"]), begin("b", ["b"])];
  await turn();
  assert.deepEqual(started, ["ab", "c"]);
  ends.get("c")?.();
  await turn();
  assert.deepEqual(started, ["ab", "c"]);
  ends.get("ab")?.();
  await turn();
  assert.deepEqual(started, ["ab", "c", "bc", "a"]);
  ends.get("bc")?.();
  ends.get("a")?.();
  await turn();
  ends.get("b")?.();
  assert.deepEqual(await Promise.all(works), ["ab", "bc", "a", "c", "b"]);
});

test("work that fails lets the next one go", async () => {
  const { run } = createOneAtATime();
  const failing = run(["a"], () => Promise.reject(new Error("first")));
  const next = run(["a"], () => Promise.resolve("second"));
  await assert.rejects(failing, /first/);
  assert.equal(await next, "second");
});
