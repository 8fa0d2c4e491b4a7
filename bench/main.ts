/**
 * `npm run bench [-- network|storage] [--quick] [--module NAME]`: tables on standard error, one JSON document on standard output.
 * @module
 */
import { parseArgs } from "node:util";
import { benchNetwork } from "./network.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" }, module: { type: "string", multiple: true } },
});
const wanted = positionals[0] ?? "network";
if (wanted !== "network") {
  process.stderr.write(`no benchmark "${wanted}"; there is: network\n`);
  process.exitCode = 2;
} else {
  const report: Record<string, unknown> = {};
  for (const name of values.module ?? ["aos2_0_6.wasm", "aos2_0_4_32.wasm"]) report[name] = await benchNetwork(name, values.quick === true);
  process.stdout.write(`${JSON.stringify({ network: report, node: process.version, platform: `${process.platform}-${process.arch}` }, null, 2)}\n`);
}
