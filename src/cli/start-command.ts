/**
 * `hyperloom start`: runs the node until a signal, then drains.
 * @module
 */
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../node/logger.ts";
import type { NodeInfo } from "../node/node-info.ts";
import { startNode } from "../node/start-node.ts";
import { START_HELP } from "./help.ts";
import { parseStartOptions } from "./start-options.ts";

/** Resolves with the exit code when the node has stopped. @throws LoomError USAGE and those of startNode */
export async function startCommand(args: readonly string[]): Promise<number> {
  const options = parseStartOptions(args);
  if (options === "help") {
    process.stdout.write(START_HELP);
    return 0;
  }
  const signalled = nextSignal();
  const logger = createLogger(options.config.logLevel);
  const node = await startNode(options.config, { clock: systemClock, logger });
  process.stdout.write(options.json ? `${JSON.stringify(node.info)}\n` : readyText(node.info));
  const signal = await signalled;
  // A second signal is a person who does not want to wait: the store survives a kill at any moment.
  void nextSignal().then(() => process.exit(130));
  process.stderr.write(`hyperloom: ${signal}, finishing what runs (again to stop at once)\n`);
  await node.stop();
  return 0;
}

function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const caught = (signal: string): void => {
      for (const name of signals) process.off(name, caught);
      resolve(signal);
    };
    for (const name of signals) process.on(name, caught);
  });
}

function readyText(info: NodeInfo): string {
  const bold = process.stdout.isTTY ? (text: string): string => `\u001b[1m${text}\u001b[0m` : (text: string): string => text;
  return `
${bold("Hyperloom is ready")}
  gateway    ${info.gateway}   (GraphQL at /graphql)
  bundler    ${info.bundler}
  messenger  ${info.mu}
  scheduler  ${info.su}   ${info.scheduler}
  compute    ${info.cu}
  authority  ${info.authority}
  module     ${info.module}
  wallet     ${info.wallet}

${bold("In your program")}
  import { connect, createSigner } from "@permaweb/aoconnect";
  const ao = connect({ MODE: "legacy", GATEWAY_URL: "${info.gateway}", MU_URL: "${info.mu}", CU_URL: "${info.cu}" });
  const process = await ao.spawn({
    module: "${info.module}",
    scheduler: "${info.scheduler}",
    tags: [{ name: "Authority", value: "${info.authority}" }],
    signer: createSigner(wallet),
  });

Ctrl-C stops it; everything is kept. \`hyperloom env\` prints these as shell exports.
`;
}
