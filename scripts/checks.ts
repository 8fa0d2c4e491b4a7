/**
 * The static checks: each is a named tool run that passes or fails.
 * @module
 */
import { execute } from "./tools.ts";

export interface Check {
  readonly name: string;
  readonly tool: string;
  readonly args: readonly string[];
}

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  readonly output: string;
}

export const CHECKS: readonly Check[] = [
  { name: "format and lint (biome)", tool: "biome", args: ["ci", "--colors=off", "--error-on-warnings", "--max-diagnostics=50", "."] },
  { name: "lint with types (oxlint)", tool: "oxlint", args: ["--type-aware", "--deny-warnings"] },
  { name: "types (tsc)", tool: "tsc", args: ["--noEmit", "--project", "."] },
  { name: "dead code (knip)", tool: "knip", args: ["--no-progress", "--no-config-hints"] },
  { name: "docs/errors.md is current", tool: "node", args: ["scripts/errors-doc.ts", "--check"] },
  { name: "docs/execution-environment.md is current", tool: "node", args: ["scripts/environment-doc.ts", "--check"] },
];

// Each tool uses all cores by itself; two at a time hide the start of one behind the work of the other.
const AT_ONCE = 2;

/** Runs the checks, none of which writes files, and hands each result to `report` in the order of `checks`. */
export async function runChecks(checks: readonly Check[], report: (result: CheckResult) => void): Promise<readonly CheckResult[]> {
  const waiting = [...checks.entries()];
  const done = new Map<number, CheckResult>();
  let reported = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [position, check] = next;
      done.set(position, await runCheck(check));
      for (let ready = done.get(reported); ready !== undefined; ready = done.get(reported)) {
        report(ready);
        reported += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...done.values()];
}

async function runCheck({ name, tool, args }: Check): Promise<CheckResult> {
  const start = performance.now();
  const { ok, output } = await execute(tool, args);
  return { name, ok, ms: performance.now() - start, output };
}
