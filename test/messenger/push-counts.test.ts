import assert from "node:assert/strict";
import { it } from "node:test";
import { createPushCounts } from "../../src/messenger/push-counts.ts";

it("the count of pushes is kept in memory far from the limit, and asked for behind all commits near it", async () => {
  const asked: string[] = [];
  let stored = 3;
  const counts = createPushCounts(
    {
      commit: async () => asked.push("commit"),
      pushCount: async () => {
        asked.push("count");
        return stored;
      },
    },
    10,
  );
  assert.equal(await counts.count("root"), 3);
  counts.add("root", 1);
  assert.equal(await counts.count("root"), 4);
  assert.deepEqual(asked, ["count"]);
  counts.add("root", 1);
  // One of the results was built twice: only the store knows.
  stored = 4;
  assert.equal(await counts.count("root"), 4);
  assert.deepEqual(asked, ["count", "commit", "count"]);
});
