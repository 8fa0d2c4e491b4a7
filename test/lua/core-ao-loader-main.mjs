// Our module under `@permaweb/ao-loader`, unmodified, as its users run it. Arguments: the wasm file. Standard input: a JSON list of Evals;
// `{"repeat": [text, count], "after": text}` stands for long code. Standard output: a JSON list of the answers.
import { readFileSync } from "node:fs";
import load from "@permaweb/ao-loader";

const handle = await load(readFileSync(process.argv[2] ?? ""), {
  format: "wasm32-unknown-emscripten4",
  inputEncoding: "JSON-1",
  outputEncoding: "JSON-1",
  memoryLimit: String(512 * 1024 * 1024),
  computeLimit: 9e12,
  extensions: [],
});
/** @type {readonly (string | {repeat: [string, number], after: string})[]} */
const codes = JSON.parse(readFileSync(0, "utf8"));
const tags = [
  { name: "Name", value: "Lab" },
  { name: "On-Boot", value: "b".repeat(43) },
];
const environment = { Process: { Id: "p", Owner: "o", Tags: tags }, Module: { Id: "m", Owner: "o", Tags: [] } };
let memory = null;
const answers = [];
for (const [index, code] of ["", ...codes].entries()) {
  const message = {
    Id: index === 0 ? "p" : `m${index}`,
    Owner: "o",
    From: "o",
    Target: "p",
    Module: "m",
    "Block-Height": "1",
    Timestamp: 1_700_000_000_000 + index,
    Tags: index === 0 ? [{ name: "Type", value: "Process" }, ...tags] : [{ name: "Action", value: "Eval" }],
    Data: typeof code === "string" ? code : code.repeat[0].repeat(code.repeat[1]) + code.after,
  };
  const result = await handle(memory, message, environment);
  memory = result.Memory;
  answers.push({ text: result.Error ?? result.Output?.data, memory: memory.byteLength });
}
// The loader leaves timers behind.
process.stdout.write(JSON.stringify(answers.slice(1)), () => process.exit(0));
