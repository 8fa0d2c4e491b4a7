/**
 * Entry of the command line.
 * @module
 */
import { toLoomError } from "../base/errors.ts";
import { envCommand } from "./env-command.ts";
import { ENV_HELP, MAIN_HELP, START_HELP } from "./help.ts";
import { startCommand } from "./start-command.ts";
import { version } from "./version.ts";

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "start":
      return startCommand(rest);
    case "env":
      process.stdout.write(await envCommand(rest));
      return 0;
    case "--version":
    case "-v":
    case "version":
      process.stdout.write(`${version()}\n`);
      return 0;
    case undefined:
    case "help":
    case "--help":
    case "-h":
      process.stdout.write({ start: START_HELP, env: ENV_HELP }[rest[0] ?? ""] ?? MAIN_HELP);
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
