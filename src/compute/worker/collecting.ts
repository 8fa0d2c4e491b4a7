/**
 * Has the engine collect garbage when instances were given up that held much memory. It does not count shared memories, so it would not
 * see a reason by itself.
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Memory that may wait to be given back. */
const MOST_BYTES = 64 * 1024 * 1024;

/** To be told of bytes that are garbage; calls `collect` when they are many. */
export function createCollecting(collect: () => void): (bytes: number) => void {
  let waiting = 0;
  return (bytes) => {
    waiting += bytes;
    if (waiting < MOST_BYTES) return;
    waiting = 0;
    collect();
  };
}

/** A whole collection of this thread's garbage, at once. */
export function collectGarbage(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  return typeof collect === "function" ? () => void collect() : () => {};
}
