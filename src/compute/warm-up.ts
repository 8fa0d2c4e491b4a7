/**
 * A throw-away process per module: the engine compiles functions when they are first called, which costs a quarter of a second.
 * @module
 */
import { toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Logger } from "../base/logger.ts";
import { encodeEnvironment, encodeMessage } from "../vm/message-json.ts";
import { readLimits } from "./declared-limits.ts";
import { GAS_CAP } from "./environment.ts";
import type { ModuleCache } from "./module-cache.ts";
import type { WorkerPool } from "./worker-pool.ts";

const NOBODY = "A".repeat(43);

export interface WarmUpDeps {
  readonly cache: ModuleCache;
  readonly pool: WorkerPool;
  readonly logger: Logger;
  readonly evaluateMs: number;
  /** True once the unit is closing: what then fails is no news. */
  readonly closing: () => boolean;
}

/** Failures are logged only: a module that does not run is told to who uses it. */
export async function warmUp(modules: readonly Id[], deps: WarmUpDeps): Promise<void> {
  for (const module of modules) {
    try {
      await tryOut(module, deps);
    } catch (thrown) {
      if (deps.closing()) return;
      deps.logger.warn({ module, err: toLoomError(thrown) }, "a module could not be warmed up");
    }
  }
}

async function tryOut(
  module: Id,
  { cache, pool, evaluateMs }: { readonly cache: ModuleCache; readonly pool: WorkerPool; readonly evaluateMs: number },
): Promise<void> {
  const item = await cache.item(module);
  const { gasLimit, maximumPages } = readLimits([], item.tags, { cap: GAS_CAP, most: GAS_CAP });
  const loaded = await cache.load(item, maximumPages);
  const tags = [
    { name: "Type", value: "Process" },
    { name: "Data-Protocol", value: "ao" },
    // aos seeds its random generator from it and fails without.
    { name: "Module", value: module },
  ];
  const environment = encodeEnvironment({
    process: { id: NOBODY, owner: NOBODY, tags },
    module: { id: module, owner: item.ownerAddress, tags: item.tags },
  });
  const key = `warm-up ${module}`;
  const seat = pool.seat(key, false);
  await seat.post({ type: "load", key, pool: key, loaded, environment, gasLimit, image: null, position: -1 }, evaluateMs);
  const first = {
    id: NOBODY,
    owner: NOBODY,
    from: NOBODY,
    target: NOBODY,
    tags,
    data: " ",
    nonce: 0,
    epoch: 0,
    timestamp: 1,
    blockHeight: 1,
  };
  const evaluation = { ...first, tags: [{ name: "Action", value: "Eval" }], data: "return 1 + 1", nonce: 1 };
  for (const [slot, message] of [first, evaluation].entries()) {
    await seat.post(
      { type: "evaluate", key, slot, previous: slot - 1, message: { json: encodeMessage(message), timestampMs: 1, files: null } },
      evaluateMs,
    );
  }
  seat.leave();
}
