/**
 * The same Eval under `@permaweb/ao-loader`, in a process of its own with the Node that it needs: 24 has another interface for 64-bit
 * memories, on which the loader fails as soon as the module asks for more memory.
 * @module
 */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { aosWasm } from "../../test/support/aos-wasm.ts";
import { EVAL, type EvalRow, type Size } from "./evaluation.ts";
import { ENVIRONMENT, MODULE_FILE, MODULE_FORMAT, message } from "./guest.ts";
import type { EngineRow } from "./row.ts";
import { median } from "./timing.ts";

/** Not a dependency: a second `node` package would take the place of the first in `node_modules/.bin`. npm fetches it once. */
const LOADER_NODE = "node@22.23.3";
/** Messages before those that count. */
const WARM = 3;

interface LoaderTimes {
  readonly node: string;
  readonly cpuMs: readonly number[];
  readonly output: { readonly data?: unknown } | null;
}

export async function loaderRow({ quick }: Size, { engineMs }: EvalRow): Promise<EngineRow> {
  const { node, cpuMs } = await runLoader(quick ? 6 : 20);
  const each = median(cpuMs.slice(1 + WARM));
  const detail = `${each.toFixed(0)} CPU ms under ao-loader (Node ${node}), ${engineMs.toFixed(2)} ms here`;
  return { name: "Eval against ao-loader", measured: each / engineMs, unit: "x faster", bar: 60, wanted: "at least", detail };
}

async function runLoader(count: number): Promise<LoaderTimes> {
  const messages = [message(0, ""), ...Array.from({ length: WARM + count }, (_, nth) => message(nth + 1, EVAL))];
  const script = fileURLToPath(new URL("ao-loader-main.mjs", import.meta.url));
  const child = spawn("npm", ["exec", "--yes", "--loglevel=error", `--package=${LOADER_NODE}`, "--", "node", script], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.end(
    JSON.stringify({
      path: await aosWasm(MODULE_FILE),
      format: MODULE_FORMAT,
      environment: JSON.parse(ENVIRONMENT) as unknown,
      messages: messages.map(({ json }) => JSON.parse(json) as unknown),
    }),
  );
  const output = await text(child.stdout);
  if (output === "") throw new Error("ao-loader did not run; see above");
  const times = JSON.parse(output) as LoaderTimes;
  if (!String(times.output?.data).includes("2")) throw new Error(`ao-loader evaluated something else: ${output.slice(-300)}`);
  return times;
}
