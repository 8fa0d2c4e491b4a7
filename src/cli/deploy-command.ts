/**
 * `hyperloom deploy`: a project becomes a process, or its process gets the new program.
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import { type Id, requireId } from "../base/ids.ts";
import { loadNodeInfo, type NodeInfo } from "../node/node-info.ts";
import { loadWallet } from "../node/wallet.ts";
import { readBlueprint } from "../project/blueprints.ts";
import { explainError } from "../project/bundle.ts";
import { createDeployer, type Deployments, type DeployTarget, deploymentKey, parseDeployments } from "../project/deploy.ts";
import { loadProject } from "./load-project.ts";
import { parseFlags } from "./parse-flags.ts";
import { DEPLOY_HELP } from "./project-help.ts";

const FLAGS = {
  data: { type: "string" },
  wallet: { type: "string" },
  process: { type: "string" },
  new: { type: "boolean" },
  module: { type: "string" },
  mu: { type: "string" },
  cu: { type: "string" },
  scheduler: { type: "string" },
  authority: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const RECORD = "hyperloom.deployed.json";

type Values = ReturnType<typeof parseFlags<typeof FLAGS>>["values"];

/** Gives the exit code: 1 when the program raised an error. @throws LoomError USAGE, NOT_FOUND, WALLET_INVALID, UPSTREAM_FAILED */
export async function deployCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, FLAGS, { positionals: true });
  if (values.help === true) {
    process.stdout.write(DEPLOY_HELP);
    return 0;
  }
  const { root, project, program } = await loadProject(positionals[0]);
  const dataDir = values.data ?? ".hyperloom";
  const { target, module } = await targetOf(values, dataDir);
  const signer = await loadWallet(values.wallet ?? join(dataDir, "wallet.json"), false);
  const deployer = createDeployer(target, { signer, clock: systemClock, fetch: globalThis.fetch });
  const key = deploymentKey(target, signer);
  const record = join(root, RECORD);
  const known = await readRecord(record);
  const say = (text: string): void => void (values.json === true || process.stderr.write(`${text}\n`));

  const existing = values.process ?? (values.new === true ? undefined : known[key]?.process);
  const spawn = async (): Promise<Id> => {
    const id = await deployer.spawn({ module: project.module ?? requireModule(module), name: project.name, tags: project.tags });
    await writeFile(record, `${JSON.stringify({ ...known, [key]: { process: id } }, null, 2)}\n`);
    say(`spawned ${id}`);
    return id;
  };
  const id = existing === undefined ? await spawn() : requireId(existing, "process");
  if (existing !== undefined) say(`upgrading ${id}`);

  const steps = [
    ...(await Promise.all(
      project.blueprints.map(async (name) => ({ name: `blueprint ${name}`, lua: await readBlueprint(name), map: [] })),
    )),
    { name: project.main, lua: program.source, map: program.map },
  ];
  for (const { name, lua, map } of steps) {
    const { error, output } = await deployer.evaluate(id, lua);
    if (error !== null) {
      if (values.json === true) process.stdout.write(`${JSON.stringify({ process: id, error: explainError(map, error) })}\n`);
      else process.stderr.write(`${name} raised an error; the process keeps its state before it\n${explainError(map, error)}\n`);
      return 1;
    }
    say(`evaluated ${name}`);
    if (output !== "") say(output);
  }
  process.stdout.write(values.json === true ? `${JSON.stringify({ process: id, spawned: existing === undefined })}\n` : `${id}\n`);
  return 0;
}

async function targetOf(values: Values, dataDir: string): Promise<{ target: DeployTarget; module: Id | null }> {
  const { mu, cu, scheduler, authority } = values;
  const named = [mu, cu, scheduler, authority].filter((one) => one !== undefined).length;
  if (named > 0 && named < 4) throw new LoomError("USAGE", "another network is named by all of --mu, --cu, --scheduler and --authority");
  const info: NodeInfo | null = named === 4 ? null : await loadNodeInfo(dataDir);
  const module = values.module ?? info?.module ?? null;
  if (mu !== undefined && cu !== undefined && scheduler !== undefined && authority !== undefined)
    return { target: { mu: trimmed(mu), cu: trimmed(cu), scheduler, authority }, module };
  if (info === null) throw new LoomError("USAGE", "no network is named");
  return { target: info, module };
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, "");
}

function requireModule(module: Id | null): Id {
  if (module === null) throw new LoomError("USAGE", "the network has no default module: give one with --module or in the project file");
  return requireId(module, "module");
}

async function readRecord(path: string): Promise<Deployments> {
  try {
    return parseDeployments(await readFile(path, "utf8"), path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw thrown;
  }
}
