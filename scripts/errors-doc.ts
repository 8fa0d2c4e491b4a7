/**
 * Writes docs/errors.md from the table of errors; with --check it only tells whether the file is current.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { ERRORS, type ErrorSpec } from "../src/base/errors.ts";

const FILE = new URL("../docs/errors.md", import.meta.url);
const COMMAND = "node_modules/.bin/node scripts/errors-doc.ts";

const wanted = render(ERRORS);
if (process.argv.includes("--check")) {
  if (read() !== wanted) {
    console.error(`docs/errors.md is not what src/base/errors.ts says; run: ${COMMAND}`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, wanted);
}

function read(): string {
  try {
    return readFileSync(FILE, "utf8");
  } catch {
    return "";
  }
}

function render(errors: Readonly<Record<string, ErrorSpec>>): string {
  const rows = Object.entries(errors)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([code, { status, retryable, help }]) => `| \`${code}\` | ${status} | ${retryable ? "yes" : "no"} | ${help.replaceAll("|", "\\|")} |`,
    );
  return `# Errors

Made by \`${COMMAND}\` from \`src/base/errors.ts\`; do not edit.

Every error of an HTTP route has a \`code\` of this table and the status beside it. *Retry* says whether the same request may succeed later
without a change. On the command line the message comes first and the help after it; the exit code is 1.

| code | status | retry | what it means and what to do |
|---|---|---|---|
${rows.join("\n")}
`;
}
