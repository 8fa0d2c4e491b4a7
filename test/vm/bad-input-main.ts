/** Runs messages in a thread with the stack that workers have, on two processes; each message is rolled back or ends its process. */

import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createInstance } from "../../src/vm/instance.ts";
import { loadModule } from "../../src/vm/load-module.ts";
import { captureImage, restoreImage } from "../../src/vm/memory-image.ts";
import { aosWasm } from "../support/aos-wasm.ts";
import { attempt, send, spawnOf } from "./driver.ts";

const { name, maximumPages, codes } = workerData as {
  readonly name: string;
  readonly maximumPages: number;
  readonly codes: readonly { readonly code: string; readonly gas: number }[];
};
const loaded = loadModule(await readFile(await aosWasm(name)), { maximumPages });
for (let round = 0; round < 2; round++) {
  let process = spawnOf(loaded);
  send(process, { data: "N = 5", nonce: 1 });
  for (const { code: data, gas: gasLimit } of codes) {
    const outcome = attempt(process, { data, nonce: 2, gasLimit });
    if (!process.rollback()) {
      const image = captureImage(process);
      process = createInstance({ ...loaded, bootTimeMs: 0 });
      restoreImage(process, image);
    }
    const after = attempt(process, { data: "return N", nonce: 2 });
    process.rollback();
    parentPort?.postMessage({ round, data, outcome, after });
  }
}
