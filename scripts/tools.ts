/**
 * Runs the programs of node_modules/.bin with the Node that runs this, in the root of the repository.
 * @module
 */
import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const BIN = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));

export interface Execution {
  readonly ok: boolean;
  /** Standard output and error as they came, and why the program could not be started, if so. */
  readonly output: string;
}

/** Runs a tool to its end; a failure is told by the result, never thrown. */
export function execute(tool: string, args: readonly string[]): Promise<Execution> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env["PATH"] ?? ""}` };
    const child = spawn(tool, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env });
    let output = "";
    const collect = (chunk: string): void => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    child.once("error", (error) => resolve({ ok: false, output: `${tool} cannot be started: ${error.message}` }));
    child.once("close", (code) => resolve({ ok: code === 0, output }));
  });
}
