/** What a client is told when a process has more to do than it may: 429, and when to come back. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { createComputeRoutes } from "../../src/http/compute/routes.ts";
import { listen } from "../../src/http/core/server.ts";
import type { Route } from "../../src/http/core/types.ts";
import { createMessengerRoutes } from "../../src/http/messenger/routes.ts";
import { createSchedulerRoutes } from "../../src/http/scheduler/routes.ts";
import { createMessenger } from "../../src/messenger/messenger.ts";
import { createRig as createComputeRig, tag } from "../compute/rig.ts";
import { mu, startUnits } from "../messenger/rig.ts";
import { createRig } from "../scheduler/rig.ts";
import { answering, tiny } from "../vm/tiny-wasm.ts";

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: { readonly code?: string; readonly details?: Readonly<Record<string, unknown>>; readonly Error?: string };
}

async function withServer(
  routes: readonly Route[],
  body: (post: (path: string, sent: Uint8Array<ArrayBuffer> | string, type: string) => Promise<Answer>) => Promise<void>,
) {
  const http = { logger: silentLogger, monotonic: systemClock.monotonic, after: systemClock.after };
  const server = await listen([{ prefix: "", unit: "test", routes }], { host: "127.0.0.1", port: 0 }, http);
  try {
    await body(async (path, sent, type) => {
      const url = `http://127.0.0.1:${server.port}${path}`;
      const response = await fetch(url, { method: "POST", body: sent, headers: { "content-type": type } });
      return { status: response.status, retryAfter: response.headers.get("retry-after"), body: (await response.json()) as Answer["body"] };
    });
  } finally {
    await server.close(0);
  }
}

const ITEM = "application/octet-stream";

describe("a full queue", () => {
  it("is said by the messenger and by the scheduler, until there is room; nothing is assigned meanwhile", async () => {
    const rig = await createRig();
    const units = await startUnits(rig, () => ({}));
    let waiting = 0;
    const { store, blobs, clock } = rig;
    const messenger = createMessenger(
      { processQueue: 5 },
      { store, blobs, clock, logger: silentLogger, signer: mu, scheduler: units.scheduler, backlog: () => waiting },
    );
    const process = rig.process();
    await messenger.accept(process.bytes);
    const mount = {
      messenger: createMessengerRoutes({ messenger, store }),
      scheduler: createSchedulerRoutes({ ...rig, scheduler: units.scheduler, messenger, weave: { height: () => 1 } }),
    };
    for (const [unit, routes] of Object.entries(mount)) {
      await withServer(routes, async (post) => {
        const message = rig.message(process.id);
        const sent = new Uint8Array(message.bytes);
        const assign = `/?process-id=${process.id}&assign=${rig.module.id}`;
        waiting = 6;
        const before = await store.head(process.id);
        for (const [path, content] of [
          ["/", sent],
          [assign, ""],
        ] as const) {
          const { status, retryAfter, body } = await post(path, content, ITEM);
          assert.deepEqual([status, retryAfter, body.code, body.details?.["process"]], [429, "5", "TOO_BUSY", process.id], unit);
        }
        assert.deepEqual(await store.head(process.id), before, unit);
        waiting = 5;
        assert.ok((await post("/", sent, ITEM)).status < 300, unit);
        assert.equal((await store.head(process.id))?.slot, (before?.slot ?? 0) + 1, unit);
      });
    }
    await rig.close();
  });

  it("of dry-runs is said by the compute unit; those that were taken are answered", async () => {
    const rig = await createComputeRig({ dryRunQueue: 2 });
    // Each takes a while: an empty loop until its gas is spent.
    const module = await rig.moduleOf(tiny({ functions: answering([0x03, 0x40, 0x0c, 0, 0x0b]) }));
    const process = await rig.spawn(module, [tag("Gas-Limit", "100000000")]);
    await rig.result(process, 0);
    const routes = createComputeRoutes({ compute: rig.compute, store: rig.store, clock: systemClock });
    await withServer(routes, async (post) => {
      const ask = (): Promise<Answer> =>
        post(`/dry-run?process-id=${process}`, JSON.stringify({ Owner: "o", Target: process, Tags: [], Data: "1" }), "application/json");
      const answers = await Promise.all(Array.from({ length: 12 }, ask));
      const [taken, refused] = [answers.filter(({ status }) => status === 200), answers.filter(({ status }) => status !== 200)];
      assert.ok(taken.length >= 2 && refused.length > 0, `${taken.length} taken, ${refused.length} refused`);
      for (const { body } of taken) assert.equal(body.Error, "out of gas");
      for (const { status, retryAfter, body } of refused) assert.deepEqual([status, retryAfter, body.code], [429, "1", "TOO_BUSY"]);
      assert.equal((await ask()).status, 200);
    });
    await rig.close();
  });
});
