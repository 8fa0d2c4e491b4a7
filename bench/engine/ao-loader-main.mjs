// Evals under `@permaweb/ao-loader` as its users run it: the whole memory goes in and comes out. Plain JavaScript, since the Node that
// the loader needs for 64-bit modules is an older one. Standard input: JSON {path, format, process, environment, messages}, the process
// message first. Standard output: JSON, CPU milliseconds and output of each message after it.
import { readFileSync } from "node:fs";
import load from "@permaweb/ao-loader";

const { path, format, environment, messages } = JSON.parse(readFileSync(0, "utf8"));
const log = console.log;
const handle = await load(readFileSync(path), {
  format,
  inputEncoding: "JSON-1",
  outputEncoding: "JSON-1",
  memoryLimit: String(512 * 1024 * 1024),
  computeLimit: 9e12,
  extensions: [],
});
let memory = null;
/** @type {number[]} */
const cpuMs = [];
let output = null;
console.log = () => {};
for (const message of messages) {
  const before = process.cpuUsage();
  const result = await handle(memory, message, environment);
  const { user, system } = process.cpuUsage(before);
  if (result.Error) throw new Error(String(result.Error));
  cpuMs.push((user + system) / 1000);
  memory = result.Memory;
  output = result.Output;
}
log(JSON.stringify({ node: process.version, cpuMs, output }));
process.exit(0);
