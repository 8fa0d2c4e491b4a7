/**
 * `npm run build`: src/ compiled to JavaScript with type declarations in dist/, which is what the published package holds.
 * Writes to standard error only, so that `npm pack --json` stays readable.
 * @module
 */
import { cpSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execute } from "./tools.ts";

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

// Compiled beside the old build and swapped in, so that a failed build leaves the old one whole.
const fresh = at("dist.new");
rmSync(fresh, { recursive: true, force: true });
const compiled = await execute("tsc", ["--project", "tsconfig.build.json", "--outDir", fresh]);
if (compiled.ok) {
  // Whatever is not TypeScript (a schema, a page) is read from beside the code that needs it.
  cpSync(at("src"), fresh, { recursive: true, filter: (source) => !source.endsWith(".ts") });
  rmSync(at("dist"), { recursive: true, force: true });
  renameSync(fresh, at("dist"));
} else {
  rmSync(fresh, { recursive: true, force: true });
  console.error(compiled.output.trim());
  process.exitCode = 1;
}
