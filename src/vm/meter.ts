/**
 * The counters of an instrumented instance: gas, depth, and the flag by which it reports a failure of this machine.
 * @module
 */
import type { Aborts } from "./aborts.ts";
import { ENVIRONMENT_1 } from "./environment/1/environment.ts";
import { ADDED_EXPORTS } from "./instrument/rules.ts";

export interface Meter {
  /** Active frames, in the units of the depth limit. A host that catches an exception puts it back. */
  depth: number;
  /** Takes gas for work of the host. Ends the message when none is left. */
  charge(gas: number): void;
}

export interface MessageMeter extends Meter {
  /** Before a message. */
  start(gasLimit: number): void;
  readonly outOfGas: boolean;
  readonly tooDeep: boolean;
  /** This machine had no memory for growth that the module was entitled to. */
  readonly faulted: boolean;
  /** Gas since `start`, at most the limit. */
  used(): number;
}

export function createMeter(exports: Readonly<Record<string, unknown>>, aborts: Aborts): MessageMeter {
  const gas = exports[ADDED_EXPORTS.gas] as WebAssembly.Global;
  const depth = exports[ADDED_EXPORTS.depth] as WebAssembly.Global;
  const fault = exports[ADDED_EXPORTS.fault] as WebAssembly.Global;
  let limit = 0;
  return {
    get depth() {
      return Number(depth.value);
    },
    set depth(value) {
      depth.value = value;
    },
    charge(amount) {
      const left = BigInt(gas.value) - BigInt(Math.ceil(amount));
      gas.value = left;
      if (left < 0n) aborts.abort({ kind: "error", error: ENVIRONMENT_1.texts.outOfGas });
    },
    start(gasLimit) {
      limit = gasLimit;
      gas.value = BigInt(gasLimit);
      depth.value = 0;
      fault.value = 0;
    },
    get outOfGas() {
      return BigInt(gas.value) < 0n;
    },
    get tooDeep() {
      return Number(depth.value) > ENVIRONMENT_1.depthLimit;
    },
    get faulted() {
      return fault.value !== 0;
    },
    used: () => Math.min(limit, limit - Number(gas.value)),
  };
}
