/**
 * The rules of the house that no tool knows, as functions from a file to its violations.
 * @module
 */
import { posix } from "node:path";
import { readSource } from "./source-text.ts";

/** A folder imports only folders with a smaller number. The longest folder that fits is the one a file belongs to. */
export const LAYERS: Readonly<Record<string, number>> = {
  base: 0,
  crypto: 1,
  protocol: 2,
  vm: 3,
  storage: 3,
  "storage/files": 4,
  // The data directory of the SQLite adapter holds the files of the other adapter.
  "storage/sqlite": 4.5,
  units: 4,
  weave: 5,
  scheduler: 5,
  compute: 5,
  messenger: 5,
  http: 6,
  client: 6,
  // Where the Lua files of the program lie.
  lua: 5,
  testing: 6,
  // An author's project: bundled, deployed, begun from a blueprint.
  project: 6,
  node: 7,
  cli: 8,
};

const MAX_LINES = 300;
/** Folders that must run in a browser: no part of node, and only each other. */
const CLIENT_IMPORTS = ["base", "crypto", "protocol", "units", "client"];
const MAY_READ_ENVIRONMENT = ["node", "cli"];
const CLOCK = "base/clock.ts";

/** Which parts of node a folder may import; a folder that is not named may import all. */
function allowedNodeModules(file: string, folder: string): readonly string[] | undefined {
  switch (folder) {
    case "base":
      return file === CLOCK ? ["node:crypto"] : [];
    case "crypto":
      return ["node:crypto", "node:util"];
    case "vm":
      return ["node:zlib"];
    case "protocol":
    case "units":
    case "client":
      return [];
    default:
      return undefined;
  }
}

const TEXT_RULES: readonly {
  readonly pattern: RegExp;
  readonly says: string;
  readonly except: (file: string, folder: string) => boolean;
}[] = [
  {
    pattern:
      /\bDate\.now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s(\w]))|\bMath\.random\b|\bperformance\.now\b|\bhrtime\b|\bAbortSignal\.timeout\b/,
    says: "time and randomness come from base/clock.ts",
    except: (file) => file === CLOCK,
  },
  {
    pattern: /(?<!\btypeof\s+)(?:(?<![.\w$])|\bglobalThis\.)(?:setTimeout|setInterval)\b(?!\s*[(][^)]*[)]\s*:)/,
    says: "timers come from base/clock.ts",
    except: (file) => file === CLOCK,
  },
  {
    pattern: /(?<![\w$])(?:randomBytes|randomUUID|randomInt|randomFillSync|getRandomValues)\b/,
    says: "randomness comes from base/clock.ts",
    except: (file) => file === CLOCK,
  },
  {
    pattern: /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[/,
    says: "only node/ and cli/ read the environment",
    except: (_file, folder) => MAY_READ_ENVIRONMENT.includes(folder),
  },
  {
    pattern: /\bthrow\s+(?:new\s+)?(?:Type|Range|Syntax|Eval|URI|Aggregate)?Error\s*\(/,
    says: "throw a LoomError with a code",
    except: () => false,
  },
  { pattern: /\bexport\s+default\b|\bas\s+default\b/, says: "no default export", except: () => false },
  { pattern: /(?<![.\w$])any(?![\w$]|\s*[:(]|\?\s*:)/, says: "no any; use unknown and check it", except: () => false },
];

/** The folder of LAYERS that a path below src belongs to, or undefined. */
export function folderOf(file: string): string | undefined {
  return Object.keys(LAYERS)
    .filter((folder) => file.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/**
 * Everything that is wrong with one file.
 * @param file path below src, with forward slashes
 */
export function violations(file: string, source: string): string[] {
  const folder = folderOf(file);
  const layer = folder === undefined ? undefined : LAYERS[folder];
  if (folder === undefined || layer === undefined) return [`${file}: its folder is not in the table of layers`];
  const { code, imports } = readSource(source);
  const found: string[] = [];
  const lines = source.trimEnd().split("\n").length;
  if (lines > MAX_LINES) found.push(`${lines} lines; split it, the limit is ${MAX_LINES}`);
  for (const { specifier } of imports) {
    const problem = specifier.startsWith(".") ? relativeImport(file, folder, layer, specifier) : nodeImport(file, folder, specifier);
    if (problem !== undefined) found.push(`imports ${specifier}: ${problem}`);
  }
  for (const { pattern, says, except } of TEXT_RULES) {
    const match = except(file, folder) ? null : pattern.exec(code);
    if (match !== null) found.push(`line ${code.slice(0, match.index).split("\n").length}: ${says}`);
  }
  if (folder === "units") {
    if (imports.some(({ typeOnly }) => !typeOnly)) found.push("units/ holds types only: import type");
    if (/\bexport\s+(?:async\s+)?(?:const|let|var|function|class)\b/.test(code)) found.push("units/ holds types only: no values");
  }
  return found.map((problem) => `${file}: ${problem}`);
}

function relativeImport(file: string, folder: string, layer: number, specifier: string): string | undefined {
  const target = posix.normalize(posix.join(posix.dirname(file), specifier));
  // package.json is read by its path; everything else below src is TypeScript.
  if (target.startsWith("..")) return "outside src";
  if (!specifier.endsWith(".ts")) return "a relative import ends in .ts";
  const other = folderOf(target);
  const otherLayer = other === undefined ? undefined : LAYERS[other];
  if (other === undefined || otherLayer === undefined) return "not in the table of layers";
  if (other === folder) return undefined;
  if (folder === "client" && !CLIENT_IMPORTS.includes(other)) return `client/ imports only ${CLIENT_IMPORTS.join(", ")}`;
  return otherLayer < layer ? undefined : `${folder} (${layer}) may not know ${other} (${otherLayer})`;
}

function nodeImport(file: string, folder: string, specifier: string): string | undefined {
  if (!specifier.startsWith("node:")) return undefined;
  if (specifier === "node:process" && !MAY_READ_ENVIRONMENT.includes(folder)) return "only node/ and cli/ read the environment";
  const allowed = allowedNodeModules(file, folder);
  return allowed === undefined || allowed.includes(specifier) ? undefined : `${folder}/ may not use it`;
}
