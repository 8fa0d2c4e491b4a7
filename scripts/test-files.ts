/**
 * Runs test files, some at a time, each in its own process with its own time limit.
 * @module
 */
import { resolve } from "node:path";
import { run } from "node:test";
import { type FileReport, reportFile } from "./test-reporter.ts";

export interface FilesOptions {
  readonly concurrency: number;
  /** Limit of one file; it is ended after that and fails. */
  readonly timeoutMs: number;
}

/** Hands each file's report to `done` as it ends. The order is that of the ends; the reports returned are in that order too. */
export async function runFiles(
  files: readonly string[],
  options: FilesOptions,
  done: (report: FileReport) => void,
): Promise<readonly FileReport[]> {
  const waiting = [...files];
  const reports: FileReport[] = [];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const report = await runFile(resolve(file), options.timeoutMs);
      reports.push(report);
      done(report);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return reports;
}

async function runFile(path: string, timeoutMs: number): Promise<FileReport> {
  // The time-out of `run` only stops the tests, not a file that an endless loop or an open handle keeps alive; aborting ends its process.
  const signal = AbortSignal.timeout(timeoutMs);
  const stream = run({ files: [path], concurrency: 1, signal, execArgv: ["--disable-warning=ExperimentalWarning"] });
  const late = (): string | undefined =>
    signal.aborted
      ? `still running after ${timeoutMs / 1000} s and ended: an endless loop, or something is left open after its tests`
      : undefined;
  return reportFile(path, stream, late);
}
