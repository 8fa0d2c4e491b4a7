/**
 * `npm test`: the static checks, then the tests; the last line of all is "N passed, N failed".
 * Arguments: --checks-only, --long (adds *.long.ts), --fix (formats first), and parts of paths to run only those test files.
 * @module
 */
import { globSync } from "node:fs";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import { CHECKS, type CheckResult, runChecks } from "./checks.ts";
import { runFiles } from "./test-files.ts";
import type { FileReport } from "./test-reporter.ts";
import { execute } from "./tools.ts";

const FILE_TIMEOUT_MS = 5 * 60_000;
const LONG_FILE_TIMEOUT_MS = 60 * 60_000;
const CONCURRENCY = 2;
const SLOW_MS = 2_000;
const SLOWEST = 10;

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { "checks-only": { type: "boolean" }, long: { type: "boolean" }, fix: { type: "boolean" } },
});

if (options.fix === true) console.log((await execute("biome", ["check", "--write", "."])).output.trim());
// Someone who names test files is working on them and has no use for the checks of everything.
const checks = wanted.length === 0 ? await runChecks(CHECKS, printCheck) : [];
const reports = options["checks-only"] === true ? [] : await runTests();

let passed = checks.filter((check) => check.ok).length;
let failed = checks.length - passed;
for (const report of reports) {
  passed += report.passed;
  failed += report.failed.length;
}
if (options["checks-only"] !== true && reports.every((report) => report.passed === 0)) {
  console.log("\nno test ran");
  failed = Math.max(failed, 1);
}
process.exitCode = failed === 0 ? 0 : 1;
// Leaving at once: nothing that a test left behind may write after the last line or keep the run alive.
process.stdout.write(`\n${passed} passed, ${failed} failed\n`, () => process.exit());

async function runTests(): Promise<readonly FileReport[]> {
  const all = globSync(options.long === true ? ["test/**/*.test.ts", "test/**/*.long.ts"] : "test/**/*.test.ts").sort();
  const files = wanted.length === 0 ? all : all.filter((file) => wanted.some((part) => file.includes(part.replace(/^\.\//, ""))));
  const timeoutMs = options.long === true ? LONG_FILE_TIMEOUT_MS : FILE_TIMEOUT_MS;
  console.log("");
  const results = await runFiles(files, { concurrency: CONCURRENCY, timeoutMs }, printFile);
  printNotes(results);
  return results;
}

function printCheck({ name, ok, ms, output }: CheckResult): void {
  console.log(`${ok ? "ok  " : "FAIL"}  ${name} (${seconds(ms)})`);
  if (!ok) console.log(indent(output));
}

function printFile(report: FileReport): void {
  const ms = report.times.reduce((sum, time) => sum + time.ms, 0);
  console.log(`${report.failed.length === 0 ? "ok  " : "FAIL"}  ${relative(".", report.file)}: ${report.passed} passed (${seconds(ms)})`);
  for (const { name, detail } of report.failed) console.log(`FAIL    ${name}\n${indent(detail)}`);
  if (report.failed.length > 0 && report.output !== "") console.log(`        its output:\n${indent(report.output)}`);
}

/** What a reader of a green run should still know: tests that did not run, and where the time goes. */
function printNotes(results: readonly FileReport[]): void {
  const slow = results
    .flatMap(({ file, times }) => times.map(({ name, ms }) => ({ line: `${relative(".", file)} > ${name}`, ms })))
    .filter(({ ms }) => ms >= SLOW_MS)
    .sort((a, b) => b.ms - a.ms);
  for (const { line, ms } of slow.slice(0, SLOWEST)) console.log(`slow  ${seconds(ms)}  ${line}`);
  for (const { file, skipped } of results) {
    for (const { name, detail } of skipped) console.log(`skip  ${relative(".", file)} > ${name}${detail === "" ? "" : `: ${detail}`}`);
  }
  for (const { file, failed: failures } of results) {
    for (const { name } of failures) console.log(`fail  ${relative(".", file)} > ${name}`);
  }
}

function indent(text: string): string {
  return text.trim().replaceAll(/^/gm, "        ");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
