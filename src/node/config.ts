/**
 * What a node is told to be. The command line and the environment are turned into this in `cli/`.
 * @module
 */

export interface ModuleSource {
  readonly path: string;
  /** Module-Format, null: find it from the imports and exports. */
  readonly format: string | null;
}

export interface NodeConfig {
  readonly dataDir: string;
  readonly host: string;
  /** First of five ports (gateway, bundler, MU, SU, CU); 0: five free ports. */
  readonly port: number;
  /** Operator's Arweave JWK; null: `<dataDir>/wallet.json`, made when missing. */
  readonly walletPath: string | null;
  readonly modules: readonly ModuleSource[];
  readonly blockTimeMs: number;
  /** Compute workers; 0: as many as processors. */
  readonly workers: number;
  /** After so long a message shows a fault of this machine: gas ends all others before. */
  readonly evaluateMs: number;
  /** The most gas that a process may ask for, for each message. */
  readonly maxGas: number;
  /** Bytes that live processes may take together. */
  readonly memoryBudgetBytes: number;
  readonly pushHops: number;
  /** Addresses whose `Checkpoint` items may stand in for replaying a log that somebody else evaluated. */
  readonly checkpointOwners: readonly string[];
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
}
