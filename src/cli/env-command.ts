/**
 * `hyperloom env`.
 * @module
 */
import { loadNodeInfo, type NodeInfo } from "../node/node-info.ts";
import { ENV_HELP } from "./help.ts";
import { parseFlags } from "./parse-flags.ts";

/** Text for standard output. @throws LoomError USAGE, NOT_FOUND */
export async function envCommand(args: readonly string[]): Promise<string> {
  const { values } = parseFlags(args, { data: { type: "string" }, help: { type: "boolean", short: "h" } });
  if (values.help === true) return ENV_HELP;
  return exports(await loadNodeInfo(values.data ?? ".hyperloom"));
}

/** The names that aoconnect, aos and their relatives read. */
function exports(info: NodeInfo): string {
  const variables: readonly (readonly [string, string])[] = [
    ["GATEWAY_URL", info.gateway],
    ["GRAPHQL_URL", `${info.gateway}/graphql`],
    ["ARWEAVE_GRAPHQL", `${info.gateway}/graphql`],
    ["UPLOADER_URL", info.bundler],
    ["MU_URL", info.mu],
    ["SU_URL", info.su],
    ["CU_URL", info.cu],
    ["SCHEDULER", info.scheduler],
    ["AUTHORITY", info.authority],
    ...(info.module === null ? [] : ([["AOS_MODULE", info.module]] as const)),
  ];
  return variables.map(([name, value]) => `export ${name}='${value}'\n`).join("");
}
