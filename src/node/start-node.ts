/**
 * The composition root: a config becomes a running network.
 * @module
 */
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/logger.ts";
import { createCompute } from "../compute/compute.ts";
import { createMessenger } from "../messenger/messenger.ts";
import { createScheduler } from "../scheduler/scheduler.ts";
import { openDataDir } from "../storage/sqlite/data-dir.ts";
import { createWeave } from "../weave/weave.ts";
import type { NodeConfig } from "./config.ts";
import { listenUnits } from "./listen-units.ts";
import { createMetrics } from "./metrics.ts";
import { type NodeInfo, saveNodeInfo } from "./node-info.ts";
import { defaultModule, publishBuiltInModule, publishModule, publishSchedulerLocation } from "./publish.ts";
import { loadUnitKeys } from "./unit-keys.ts";
import { loadWallet } from "./wallet.ts";

export interface RunningNode {
  readonly info: NodeInfo;
  /** Refuses new work, finishes what runs, saves states, closes the store. */
  stop(): Promise<void>;
}

/** Rules that new processes are evaluated by. */
const ENVIRONMENT = "1";
/** Milliseconds that running requests get at a stop. */
const GRACE_MS = 5000;

/**
 * Starts every unit in this process and resolves when the network answers.
 * @throws LoomError DATA_DIR_LOCKED, DATA_DIR_VERSION, WALLET_INVALID, PORT_BUSY, MODULE_INVALID, NOT_FOUND
 */
export async function startNode(
  config: NodeConfig,
  { clock, logger }: { readonly clock: Clock; readonly logger: Logger },
): Promise<RunningNode> {
  const data = await openDataDir({ dir: config.dataDir, clock });
  const closers: (() => Promise<void>)[] = [() => data.close()];
  // Torn down in the reverse order of making; one that fails does not keep the others open.
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close().catch((err: unknown) => logger.error({ err }, "closing failed"));
    }
  };
  try {
    const { store, blobs } = data;
    const [keys, wallet] = await Promise.all([
      loadUnitKeys(config.dataDir, clock),
      loadWallet(config.walletPath ?? join(config.dataDir, "wallet.json"), config.walletPath === null),
    ]);
    const shared = { store, blobs, clock };
    const publishing = { ...shared, signer: wallet };
    await publishBuiltInModule(publishing);
    for (const source of config.modules) await publishModule(source, publishing);

    const scheduler = await createScheduler(
      { environment: ENVIRONMENT },
      { ...shared, logger: logger.child({ unit: "su" }), signer: keys.scheduler, height: () => weave.height() },
    );
    const weave = await createWeave(
      { blockTimeMs: config.blockTimeMs },
      {
        ...shared,
        logger: logger.child({ unit: "weave" }),
        signer: wallet,
        lastTimestamp: scheduler.lastTimestamp,
        notBefore: scheduler.notBefore,
      },
    );
    closers.push(() => weave.close());
    const messenger = createMessenger(
      { pushHops: config.pushHops },
      {
        ...shared,
        logger: logger.child({ unit: "mu" }),
        signer: keys.messenger,
        scheduler,
        backlog: (process) => compute.backlog(process),
      },
    );
    closers.push(() => messenger.close());
    const module = await defaultModule(store);
    const compute = await createCompute(
      {
        workers: config.workers,
        evaluateMs: config.evaluateMs,
        maxGas: config.maxGas,
        memoryBudgetBytes: config.memoryBudgetBytes,
        checkpointOwners: config.checkpointOwners,
        warm: module === null ? [] : [module],
      },
      { ...shared, logger: logger.child({ unit: "cu" }), outbox: messenger, address: keys.compute.address },
    );
    closers.push(() => compute.close());
    scheduler.onQueued(compute.ahead);
    scheduler.onAssigned(({ process, slot }) => compute.notify(process, slot));
    compute.onResult((result, entries) => messenger.deliver(result, entries));

    const metrics = createMetrics();
    const servers = await listenUnits(config, { ...shared, logger, metrics, weave, scheduler, messenger, compute, wallet });
    closers.push(() => servers.close(GRACE_MS));
    await publishSchedulerLocation(servers.urls.su, { ...shared, signer: keys.scheduler });

    await compute.resume();
    await messenger.resume();
    const info: NodeInfo = {
      ...servers.urls,
      scheduler: scheduler.address,
      authority: messenger.address,
      wallet: wallet.address,
      module,
      pid: process.pid,
    };
    await saveNodeInfo(config.dataDir, info);
    return { info, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
