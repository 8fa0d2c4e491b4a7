/**
 * Reads the events of node:test for one test file and makes a verdict of them.
 * @module
 */
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

/** Output kept of a test file, to be shown if the file fails. */
const OUTPUT_CHARS = 20_000;

export interface NamedTest {
  readonly name: string;
  /** Why it failed or was skipped; several lines. */
  readonly detail: string;
}

export interface FileReport {
  readonly file: string;
  readonly passed: number;
  readonly failed: readonly NamedTest[];
  readonly skipped: readonly NamedTest[];
  readonly times: readonly { readonly name: string; readonly ms: number }[];
  /** What the file wrote, standard output and error together; its end when it is long. */
  readonly output: string;
}

/**
 * Counts tests, not suites. A file fails as such when it has no test, breaks outside its tests, or ends before all of them are told.
 * @param path absolute path, as given to `run`
 * @param events the stream of `run` for this file alone
 * @param late text that says why the run was aborted, if it was
 */
export async function reportFile(path: string, events: AsyncIterable<TestEvent>, late: () => string | undefined): Promise<FileReport> {
  const failed: NamedTest[] = [];
  const skipped: NamedTest[] = [];
  const times: { name: string; ms: number }[] = [];
  /** The suites and tests around the current one, outermost first. */
  let around: string[] = [];
  let passed = 0;
  let output = "";
  let complete = false;

  for await (const event of events) {
    if (event.type === "test:stdout" || event.type === "test:stderr") {
      output = (output + event.data.message).slice(-OUTPUT_CHARS);
    } else if (event.type === "test:start") {
      around = [...around.slice(0, event.data.nesting), event.data.name];
    } else if (event.type === "test:summary") {
      // The file's own summary is the last thing it tells; the summary without a file is the runner's.
      complete ||= event.data.file === path;
    } else if (event.type === "test:pass") {
      const { data } = event;
      // A file without tests is told as one passed test with the name of the file.
      if (data.name === path || data.details.type === "suite") continue;
      const name = [...around.slice(0, data.nesting), data.name].join(" > ");
      times.push({ name, ms: data.details.duration_ms });
      const reason = data.skip ?? data.todo;
      if (reason === undefined) passed += 1;
      else skipped.push({ name, detail: typeof reason === "string" ? reason : "" });
    } else if (event.type === "test:fail") {
      const { data } = event;
      const { error } = data.details;
      const kind = "failureType" in error ? error.failureType : undefined;
      // What failed inside is told by itself.
      if (kind === "subtestsFailed") continue;
      const detail = describe(error.cause ?? error);
      if (data.name === path) failed.push({ name: "(the file)", detail: late() ?? detail });
      else failed.push({ name: [...around.slice(0, data.nesting), data.name].join(" > "), detail });
    }
  }
  if (failed.length === 0 && passed + skipped.length === 0) failed.push({ name: "(the file)", detail: "has no test" });
  else if (failed.length === 0 && !complete)
    failed.push({ name: "(the file)", detail: "ended before all its tests were told (process.exit?)" });
  return { file: path, passed, failed, skipped, times, output };
}

/** The error in full, without the lines of the test runner and without what an assertion's message already shows. */
function describe(error: unknown): string {
  const isAssertion = error instanceof Error && "code" in error && error.code === "ERR_ASSERTION";
  const full = isAssertion ? (error.stack ?? error.message) : inspect(error);
  return full.replaceAll(/\n *at [^\n]*\bnode:internal[^\n]*/g, "");
}
