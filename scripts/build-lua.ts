/**
 * `npm run build:lua`: builds modules/lua/hyperloom-lua.wasm and its SHA-256 from the sources in this clone.
 * Options: --out FILE (there instead, no hash file), --sources FOLDER (another Lua library), --no-opt (quicker, slower code),
 * --check (compares with the committed file, writes nothing), --install (installs the compiler first; needs apt and its rights).
 * @module
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildModule } from "../modules/lua/build/compile.ts";
import { INSTALL_COMMAND, installTools, missingTools } from "../modules/lua/build/tools.ts";

const at = (path: string): string => fileURLToPath(new URL(`../modules/lua/${path}`, import.meta.url));
const MODULE = at("hyperloom-lua.wasm");
const HASH = at("hyperloom-lua.wasm.sha256");

const { values } = parseArgs({
  options: {
    out: { type: "string" },
    sources: { type: "string" },
    "no-opt": { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    install: { type: "boolean", default: false },
  },
});

async function main(): Promise<number> {
  if (values.install && (await missingTools()).length > 0) await installTools();
  const missing = await missingTools();
  if (missing.length > 0) {
    console.error(`build:lua: missing: ${missing.join(", ")}. On Debian 12:\n  ${INSTALL_COMMAND}\nor npm run build:lua -- --install`);
    return 2;
  }
  const bytes = await buildModule({ sources: values.sources ?? at("src"), optimise: !values["no-opt"] });
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (values.check) {
    const committed = (await readFile(HASH, "utf8")).trim();
    console.log(hash === committed ? `same bytes: ${hash}` : `other bytes: built ${hash}, committed ${committed}`);
    return hash === committed ? 0 : 1;
  }
  await writeFile(values.out ?? MODULE, bytes);
  if (values.out === undefined) await writeFile(HASH, `${hash}\n`);
  console.log(`${values.out ?? MODULE}: ${bytes.byteLength} bytes, sha256 ${hash}`);
  return 0;
}

process.exitCode = await main();
