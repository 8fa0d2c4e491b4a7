/** Runs `main` of a module in a thread with a worker's default stack and tells how it ended. */
import { parentPort, workerData } from "node:worker_threads";

const { bytes } = workerData as { readonly bytes: Uint8Array };
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
  env: { host: (value) => (exports["main"] as (value: WebAssembly.Value) => WebAssembly.Value)(value) },
});
const main = exports["main"] as (value: number) => unknown;
// Often enough for the engine's second compiler, whose frames differ.
for (let round = 0; round < 3; round++) {
  const depth = exports["__depth"] as WebAssembly.Global | undefined;
  if (depth !== undefined) depth.value = 0;
  try {
    main(1);
    parentPort?.postMessage({ outcome: "returned", depth: depth?.value });
  } catch (thrown) {
    parentPort?.postMessage({ outcome: String(thrown), depth: depth?.value });
  }
}
