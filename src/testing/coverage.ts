/**
 * Which lines of an author's files ran, over all processes of a network. A message that failed counts too: it is asked before it is undone.
 * @module
 */
import { readLuaFile } from "../lua/bundled-module.ts";
import { mergeCoverage } from "./merge-coverage.ts";

export interface FileCoverage {
  readonly file: string;
  /** Ascending numbers of the lines that can run. */
  readonly lines: readonly number[];
  /** Ascending numbers of those that did. */
  readonly hit: readonly number[];
}

export interface Coverage {
  /** Lua that a process evaluates first. */
  readonly prelude: string;
  /** Lua of a function that loads a source and counts its lines, for `namedChunk`. */
  readonly loader: string;
  /** Expression whose value `add` takes. */
  readonly ask: string;
  /** Adds the answer of a process. */
  add(report: string): void;
  /** A process to be asked at the end. */
  watch(ask: () => string | null): void;
  /** By file name. */
  files(): readonly FileCoverage[];
}

/** Reports that are kept before they are made one. */
const MERGE_AT = 64;

/** @throws LoomError NOT_FOUND when the installation is incomplete */
export async function createCoverage(): Promise<Coverage> {
  const prelude = await readLuaFile("testing/coverage.lua");
  const reports: (readonly FileCoverage[])[] = [];
  const processes: (() => string | null)[] = [];

  const add = (report: string): void => {
    reports.push(readReport(report));
    if (reports.length > MERGE_AT) reports.splice(0, reports.length, mergeCoverage(reports));
  };

  return {
    prelude,
    loader: "__coverage.load",
    ask: "return __coverage.report()",
    add,
    watch: (ask) => void processes.push(ask),
    files() {
      for (const ask of processes) {
        const report = ask();
        if (report !== null) add(report);
      }
      return mergeCoverage(reports);
    },
  };
}

function readReport(report: string): FileCoverage[] {
  try {
    const parsed: unknown = JSON.parse(report);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    // The author's program has put something else in its place.
    return [];
  }
}
