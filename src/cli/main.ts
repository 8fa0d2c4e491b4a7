/**
 * Entry of the command line.
 * @module
 */
import { toLoomError } from "../base/errors.ts";
import { blueprintCommand } from "./blueprint-command.ts";
import { buildCommand } from "./build-command.ts";
import { deployCommand } from "./deploy-command.ts";
import { envCommand } from "./env-command.ts";
import { ENV_HELP, MAIN_HELP, START_HELP } from "./help.ts";
import { BLUEPRINT_HELP, BUILD_HELP, DEPLOY_HELP } from "./project-help.ts";
import { startCommand } from "./start-command.ts";
import { testCommand } from "./test-command.ts";
import { TEST_HELP } from "./test-help.ts";
import { version } from "./version.ts";

const HELP: Readonly<Record<string, string>> = {
  start: START_HELP,
  env: ENV_HELP,
  test: TEST_HELP,
  blueprint: BLUEPRINT_HELP,
  build: BUILD_HELP,
  deploy: DEPLOY_HELP,
};

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "start":
      return startCommand(rest);
    case "env":
      process.stdout.write(await envCommand(rest));
      return 0;
    case "test":
      return testCommand(rest);
    case "blueprint":
      process.stdout.write(await blueprintCommand(rest));
      return 0;
    case "build":
      process.stdout.write(await buildCommand(rest));
      return 0;
    case "deploy":
      return deployCommand(rest);
    case "--version":
    case "-v":
    case "version":
      process.stdout.write(`${version()}\n`);
      return 0;
    case undefined:
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(HELP[rest[0] ?? ""] ?? MAIN_HELP);
      return 0;
    default:
      process.stderr.write(`hyperloom: no command "${command}"; see hyperloom --help\n`);
      return 2;
  }
}

try {
  // Not process.exit: what was written to a pipe must get out first.
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const error = toLoomError(thrown);
  process.stderr.write(`hyperloom: ${error.message}. ${error.help} [${error.code}]\n`);
  if (error.code === "INTERNAL") process.stderr.write(`${error.cause instanceof Error ? error.cause.stack : String(error.cause)}\n`);
  process.exitCode = error.code === "USAGE" ? 2 : 1;
}
