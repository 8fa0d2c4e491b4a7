/** The rules of the house, on every file of src; and each rule on a made-up file that breaks it. */
import assert from "node:assert/strict";
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { folderOf, LAYERS, violations } from "./support/architecture.ts";
import { readSource } from "./support/source-text.ts";

const SRC = fileURLToPath(new URL("../src/", import.meta.url));
const files = globSync("**/*.ts", { cwd: SRC })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !file.endsWith(".d.ts"));

/** Grows with the program: a test that silently reads less than there is would be green for nothing. */
const AT_LEAST = 60;

describe("src", () => {
  test(`is read: at least ${AT_LEAST} files, and some in every layer that exists`, () => {
    assert.ok(files.length >= AT_LEAST, `only ${files.length} files were read`);
    const exists = Object.keys(LAYERS).filter((folder) => existsSync(SRC + folder) && readdirSync(SRC + folder).length > 0);
    const empty = exists.filter((folder) => !files.some((file) => folderOf(file) === folder));
    assert.deepEqual(empty, [], "layers without a file");
    const imports = files.reduce((sum, file) => sum + readSource(readFileSync(SRC + file, "utf8")).imports.length, 0);
    assert.ok(imports >= files.length, `only ${imports} imports were found in ${files.length} files`);
  });

  test("keeps the rules", () => {
    const found = files.flatMap((file) => violations(file, readFileSync(SRC + file, "utf8")));
    assert.deepEqual(found, [], found.join("\n"));
  });
});

/** [what, file, source, part of the violation or null when the source is right] */
const CASES: readonly (readonly [string, string, string, string | null])[] = [
  ["lower layer", "weave/a.ts", 'import { x } from "../base/x.ts";', null],
  ["own folder", "weave/a/b.ts", 'import { x } from "../c.ts";', null],
  ["higher layer", "crypto/a.ts", 'import { x } from "../protocol/x.ts";', "may not know"],
  ["sibling", "scheduler/a.ts", 'import { x } from "../compute/x.ts";', "may not know"],
  ["sibling by type", "scheduler/a.ts", 'import type { X } from "../compute/x.ts";', "may not know"],
  ["sibling by import()", "scheduler/a.ts", 'const x = await import("../compute/x.ts");', "may not know"],
  ["sibling by typeof import()", "scheduler/a.ts", 'type X = typeof import("../compute/x.ts");', "may not know"],
  ["sibling by a re-export", "scheduler/a.ts", 'export { x } from "../compute/x.ts";', "may not know"],
  ["sibling by a worker file", "scheduler/a.ts", 'new Worker(new URL("../compute/x.ts", import.meta.url));', "may not know"],
  ["import for effect", "scheduler/a.ts", 'import "../compute/x.ts";', "may not know"],
  ["import over lines", "scheduler/a.ts", 'import {\n  x, // why\n  y,\n} from "../compute/x.ts";', "may not know"],
  ["port knows its adapter", "storage/a.ts", 'import { x } from "./sqlite/x.ts";', "may not know"],
  ["adapter knows its port", "storage/sqlite/a.ts", 'import type { X } from "../x.ts";', null],
  ["files know the database", "storage/files/a.ts", 'import { x } from "../sqlite/x.ts";', "may not know"],
  ["units name types of the port", "units/a.ts", 'import type { X } from "../storage/x.ts";', null],
  ["units import a value", "units/a.ts", 'import { x } from "../base/x.ts";', "types only"],
  ["units export a value", "units/a.ts", "export const x = 1;", "types only"],
  ["units export a type", "units/a.ts", 'import type { X } from "../base/x.ts";\nexport interface Y { x: X }', null],
  ["no extension", "weave/a.ts", 'import { x } from "./b";', "ends in .ts"],
  ["outside src", "weave/a.ts", 'import { x } from "../../test/b.ts";', "outside src"],
  ["unknown folder", "misc/a.ts", "export const x = 1;", "not in the table"],
  ["file beside the folders", "index.ts", "export const x = 1;", "not in the table"],
  ["client uses http", "client/a.ts", 'import { x } from "../http/x.ts";', "client/"],
  ["client uses storage", "client/a.ts", 'import { x } from "../storage/x.ts";', "client/"],
  ["client uses node", "client/a.ts", 'import { x } from "node:fs";', "may not use"],
  ["protocol uses node", "protocol/a.ts", 'import { createHash } from "node:crypto";', "may not use"],
  ["vm inflates", "vm/a.ts", 'import { inflateSync } from "node:zlib";', null],
  ["vm reads files", "vm/a.ts", 'import { readFileSync } from "node:fs";', "may not use"],
  ["base outside the clock", "base/a.ts", 'import { hash } from "node:crypto";', "may not use"],
  ["base clock", "base/clock.ts", 'import { randomBytes } from "node:crypto";\nDate.now();', null],
  ["timers by import", "weave/a.ts", 'import { setTimeout as wait } from "node:timers/promises";', "timers"],
  ["turn of the event loop", "weave/a.ts", 'import { setImmediate as turn } from "node:timers/promises";', null],
  ["environment", "compute/a.ts", "const x = process.env.HOME;", "environment"],
  ["environment by key", "compute/a.ts", 'const x = process["env"];', "environment"],
  ["environment by import", "compute/a.ts", 'import { env } from "node:process";', "environment"],
  ["environment in node/", "node/a.ts", "const x = process.env.HOME;", null],
  ["wall clock", "node/a.ts", "const now = Date.now();", "time and randomness"],
  ["new Date()", "node/a.ts", "const now = new Date();", "time and randomness"],
  ["new Date without brackets", "node/a.ts", "const now = new Date;", "time and randomness"],
  ["new Date of a number", "node/a.ts", "const then = new Date(stamp).toISOString();", null],
  ["Math.random", "vm/a.ts", "const x = Math.random();", "time and randomness"],
  ["performance.now", "vm/a.ts", "const x = performance.now();", "time and randomness"],
  ["AbortSignal.timeout", "http/a.ts", "fetch(x, { signal: AbortSignal.timeout(5) });", "time and randomness"],
  ["setTimeout", "http/a.ts", "setTimeout(() => {}, 5);", "timers"],
  ["setInterval, global", "http/a.ts", "globalThis.setInterval(work, 5);", "timers"],
  ["setTimeout passed on", "http/a.ts", "const wait = promisify(setTimeout);", "timers"],
  ["setTimeout of a server", "http/a.ts", "server.setTimeout(5);", null],
  ["its type", "http/a.ts", "let timer: ReturnType<typeof setTimeout>;", null],
  ["random bytes", "crypto/a.ts", 'import { randomBytes } from "node:crypto";', "randomness"],
  ["bare error", "weave/a.ts", 'throw new Error("no");', "LoomError"],
  ["bare type error", "weave/a.ts", "throw TypeError(`no`);", "LoomError"],
  ["coded error", "weave/a.ts", 'throw new LoomError("INTERNAL", "no");', null],
  ["default export", "weave/a.ts", "export default 1;", "default export"],
  ["any", "weave/a.ts", "const x: any = 1;", "no any"],
  ["as any", "weave/a.ts", "f(x as any);", "no any"],
  ["any in brackets", "weave/a.ts", "const x: Map<string, any> = y;", "no any"],
  ["any of promises", "weave/a.ts", "await Promise.any(list); AbortSignal.any([a]);", null],
  ["in comments", "weave/a.ts", "// Date.now() in any way: throw new Error(x)\n/* setTimeout(\n any */\nexport const x = 1;", null],
  ["in strings", "weave/a.ts", 'const x = "Date.now() any"; const y = `any ${x} setTimeout(`; const z = /any "x/;', null],
  ["code in a template", "weave/a.ts", "const x = `a ${`b ${Date.now()}`} c`;", "time and randomness"],
  ["code after a regular expression", "weave/a.ts", "const x = /[/'\"`]/.test(y); Date.now();", "time and randomness"],
  ["code after a division", "weave/a.ts", "const x = a / b; Date.now(); const z = c / d;", "time and randomness"],
  ["import named in a string", "weave/a.ts", "const x = 'import { y } from \"../node/y.ts\"';", null],
  ["301 lines", "weave/a.ts", "// x\n".repeat(301), "301 lines"],
  ["300 lines", "weave/a.ts", "// x\n".repeat(300), null],
];

describe("a rule catches what breaks it and nothing else", () => {
  for (const [what, file, source, expected] of CASES) {
    test(what, () => {
      const found = violations(file, source);
      if (expected === null) assert.deepEqual(found, []);
      else
        assert.ok(
          found.some((line) => line.includes(expected)),
          `expected "${expected}", found: ${found.join("; ") || "nothing"}`,
        );
    });
  }
});
