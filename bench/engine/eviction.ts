/**
 * Out of memory and back: what an evicted process costs.
 * @module
 */
import { ENVIRONMENT_1 } from "../../src/vm/environment/1/environment.ts";
import { decodeImage, encodeImage, imageHash } from "../../src/vm/image-encoding.ts";
import { createInstancePool } from "../../src/vm/instance-pool.ts";
import { captureImage } from "../../src/vm/memory-image.ts";
import { EVAL, type Size } from "./evaluation.ts";
import { createPair, load, message, send } from "./guest.ts";
import type { EngineRow } from "./row.ts";
import { median, timeOf } from "./timing.ts";

export async function evictionRow({ quick }: Size): Promise<EngineRow> {
  const module = await load();
  let { engine: live } = await createPair([]);
  const pool = createInstancePool({ idle: 4 });
  // As in a worker: what another process left is there to be used.
  pool.give((await createPair([])).engine);
  const options = { ...module, bootTimeMs: ENVIRONMENT_1.bootTimeMs };
  let nonce = 1;
  for (; nonce < 100; nonce++) send(live, message(nonce, EVAL));
  const rounds = Array.from({ length: quick ? 10 : 40 }, () => {
    send(live, message(nonce++, EVAL));
    const before = imageHash(captureImage(live));
    let bytes = new Uint8Array();
    const outMs = timeOf(() => {
      bytes = new Uint8Array(encodeImage(captureImage(live)));
    });
    const backMs = timeOf(() => {
      const other = pool.take(options, decodeImage(bytes));
      pool.give(live);
      live = other;
    });
    if (imageHash(captureImage(live)) !== before) throw new Error("the state is another one after eviction");
    return { outMs, backMs, bytes: bytes.byteLength };
  });
  const measured = median(rounds.map(({ outMs, backMs }) => outMs + backMs));
  const part = (pick: (round: (typeof rounds)[number]) => number): string => median(rounds.map(pick)).toFixed(1);
  const detail = `out ${part((one) => one.outMs)} ms, back ${part((one) => one.backMs)} ms, ${Math.round((rounds[0]?.bytes ?? 0) / 1024)} KiB`;
  return { name: "evict and restore a small process", measured, unit: "ms", bar: 30, wanted: "at most", detail };
}
