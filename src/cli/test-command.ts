/**
 * `hyperloom test`: runs Lua test files against simulated networks.
 * @module
 */
import { resolve } from "node:path";
import { systemClock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import { projectReader } from "../lua/project-reader.ts";
import type { FileCoverage } from "../testing/coverage.ts";
import { type LuaTestEvent, runLuaTestFile } from "../testing/lua-test-file.ts";
import { mergeCoverage } from "../testing/merge-coverage.ts";
import { luaTestFiles } from "./lua-test-files.ts";
import { parseFlags } from "./parse-flags.ts";
import { TEST_HELP } from "./test-help.ts";

const FLAGS = {
  root: { type: "string" },
  coverage: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** Gives the exit code: 1 when a test failed. @throws LoomError USAGE, NOT_FOUND */
export async function testCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, FLAGS, { positionals: true });
  if (values.help === true) {
    process.stdout.write(TEST_HELP);
    return 0;
  }
  const root = resolve(values.root ?? ".");
  const files = await luaTestFiles(root, positionals);
  if (files.length === 0) throw new LoomError("USAGE", "there is no *.test.lua or *_test.lua here; name the files or folders");
  const readFile = projectReader(root);
  const json = values.json === true;
  const report = json ? jsonReport : textReport();
  const started = systemClock.monotonic();
  let [passed, failed] = [0, 0];
  const covered: (readonly FileCoverage[])[] = [];
  for (const file of files) {
    const source = await readFile(file);
    if (source === null) throw new LoomError("NOT_FOUND", `cannot read ${file}`);
    const result = await runLuaTestFile({ file, source, readFile, coverage: values.coverage === true, onEvent: report });
    passed += result.passed;
    failed += result.failed;
    covered.push(result.coverage);
  }
  const coverage = mergeCoverage(covered);
  const ms = Math.round(systemClock.monotonic() - started);
  if (json)
    process.stdout.write(`${JSON.stringify({ type: "end", passed, failed, ms, ...(values.coverage === true ? { coverage } : {}) })}\n`);
  else process.stdout.write(`${values.coverage === true ? coverageText(coverage) : ""}\n${passed} passed, ${failed} failed (${ms} ms)\n`);
  return failed > 0 ? 1 : 0;
}

function jsonReport(event: LuaTestEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Lines for people: a heading for each file, a line for each test. */
function textReport(): (event: LuaTestEvent) => void {
  const colour = (code: number, text: string): string => (process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text);
  const indent = (text: string): string => text.replace(/^/gm, "      ");
  let heading = "";
  return (event) => {
    if (event.file !== heading) process.stdout.write(`\n${event.file}\n`);
    heading = event.file;
    if (event.type === "print") process.stdout.write(`${indent(event.text)}\n`);
    else if (event.type === "crash") process.stdout.write(`  ${colour(31, "FAIL")} the file stopped\n${indent(event.failure)}\n`);
    else if (event.failure === null) process.stdout.write(`  ${colour(32, "ok  ")} ${event.names.join(" > ")}\n`);
    else process.stdout.write(`  ${colour(31, "FAIL")} ${event.names.join(" > ")}\n${indent(event.failure)}\n`);
  };
}

function coverageText(files: readonly FileCoverage[]): string {
  const rows = files.map(({ file, lines, hit }) => {
    const percent = lines.length === 0 ? 100 : (100 * hit.length) / lines.length;
    const hits = new Set(hit);
    const missed = ranges(lines.filter((line) => !hits.has(line)));
    return `${percent.toFixed(1).padStart(6)} %  ${file}${missed === "" ? "" : `  not run: ${missed}`}\n`;
  });
  return `\nLines that ran\n${rows.join("")}`;
}

/** Ascending numbers as "1-3, 7". Lines that cannot run do not part a range of those that could. */
function ranges(lines: readonly number[]): string {
  const parts: string[] = [];
  for (let first = 0; first < lines.length; ) {
    let last = first;
    while (lines[last + 1] === (lines[last] ?? 0) + 1) last++;
    parts.push(first === last ? `${lines[first]}` : `${lines[first]}-${lines[last]}`);
    first = last + 1;
  }
  return parts.join(", ");
}
