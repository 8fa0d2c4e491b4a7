/**
 * The programs of the build: Debian's clang 16 for wasm, its C library, and binaryen.
 * @module
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";

const PACKAGES = ["clang-16", "lld-16", "wasi-libc", "libclang-rt-16-dev-wasm32", "binaryen"] as const;
/** Other versions make other bytes. */
const VERSIONS: Readonly<Record<string, RegExp>> = {
  "clang-16": /clang version 16\.0\.6/,
  "wasm-ld-16": /LLD 16\.0\.6/,
  "wasm-opt": /version 108\b/,
};
const LIBRARIES = ["/usr/lib/wasm32-wasi/libc.a", "/usr/lib/llvm-16/lib/clang/16/lib/wasi/libclang_rt.builtins-wasm32.a"] as const;
export const C_LIBRARY_FOLDER = "/usr/lib/wasm32-wasi";
export const BUILTINS: string = LIBRARIES[1];
const OUTPUT_BYTES = 64 * 1024 * 1024;

const execute = promisify(execFile);

/** Runs a program; what it printed is in the error when it fails. */
export async function run(program: string, args: readonly string[], folder?: string): Promise<string> {
  const { stdout } = await execute(program, args, { maxBuffer: OUTPUT_BYTES, ...(folder === undefined ? {} : { cwd: folder }) });
  return stdout;
}

/** What is missing of the compiler, in words; empty when the module can be built. */
export async function missingTools(): Promise<string[]> {
  const missing: string[] = LIBRARIES.filter((path) => !existsSync(path));
  for (const [program, version] of Object.entries(VERSIONS)) {
    const found = await run(program, ["--version"]).catch(() => null);
    if (found === null) missing.push(program);
    else if (!version.test(found)) missing.push(`${program} ${version.source} (found: ${found.split("\n")[0]})`);
  }
  return missing;
}

export const INSTALL_COMMAND = `apt-get install --yes --no-install-recommends ${PACKAGES.join(" ")}`;

/** Installs the packages; for machines where this process may do so. */
export async function installTools(): Promise<void> {
  await run("apt-get", ["update"]);
  const [program = "", ...args] = INSTALL_COMMAND.split(" ");
  await run(program, args);
}
