/**
 * Runs a Lua test file. The file itself is evaluated in a process of its own network; whatever it asks of the networks it tests comes out
 * as a request, and the reply goes in with the next message.
 * @module
 */
import { LoomError, toLoomError } from "../base/errors.ts";
import { readLuaFile } from "../lua/bundled-module.ts";
import { quote } from "./chunk.ts";
import type { FileCoverage } from "./coverage.ts";
import { createLuaTestHost, isRecord } from "./lua-test-host.ts";
import { createTestNet } from "./test-net.ts";
import type { TestProcess } from "./test-process.ts";

export type LuaTestEvent =
  | { readonly type: "test"; readonly file: string; readonly names: readonly string[]; readonly failure: string | null }
  | { readonly type: "print"; readonly file: string; readonly text: string }
  /** The file could not be run to its end. */
  | { readonly type: "crash"; readonly file: string; readonly failure: string };

export interface LuaTestOptions {
  readonly file: string;
  readonly source: string;
  /** A file of the author's project, by a path relative to its root; null when there is none. */
  readonly readFile: (path: string) => Promise<string | null>;
  readonly coverage: boolean;
  readonly onEvent: (event: LuaTestEvent) => void;
}

export interface LuaTestSummary {
  readonly passed: number;
  readonly failed: number;
  /** Lines of the files that the tests loaded into processes; empty without coverage. */
  readonly coverage: readonly FileCoverage[];
}

/** Never rejects for what the test file does: that is a failure. @throws LoomError NOT_FOUND when the installation is incomplete */
export async function runLuaTestFile(options: LuaTestOptions): Promise<LuaTestSummary> {
  const { file, source, onEvent } = options;
  const runner = (await createTestNet()).spawn({ name: "test", source: await readLuaFile("testing/runner.lua"), file: "runner.lua" });
  const host = createLuaTestHost(options);
  let passed = 0;
  let failed = 0;
  const crash = (failure: string): void => {
    failed++;
    onEvent({ type: "crash", file, failure });
  };
  try {
    let request = ask(runner, `return __runner.start(${quote(source)}, ${quote(file)})`);
    for (; request["op"] !== "end"; request = ask(runner, `return __runner.reply(${quote(JSON.stringify(await host.answer(request)))})`)) {
      if (request["op"] === "crash") {
        crash(String(request["failure"]));
        break;
      }
      if (request["op"] !== "result") continue;
      const failure = request["ok"] === true ? null : String(request["failure"]);
      if (failure === null) passed++;
      else failed++;
      onEvent({ type: "test", file, names: namesOf(request["names"]), failure });
    }
  } catch (thrown) {
    crash(toLoomError(thrown).message);
  }
  return { passed, failed, coverage: host.coverage() };
}

/** @throws LoomError BAD_REQUEST when the test file broke the runner, e.g. by a loop without end */
function ask(runner: TestProcess, lua: string): Readonly<Record<string, unknown>> {
  const { error, output } = runner.eval(lua);
  if (error !== null) throw new LoomError("BAD_REQUEST", error);
  const request: unknown = JSON.parse(output);
  return isRecord(request) ? request : {};
}

function namesOf(json: unknown): string[] {
  const names: unknown = JSON.parse(String(json));
  return Array.isArray(names) ? names.map(String) : [];
}
