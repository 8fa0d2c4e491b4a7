/**
 * Gas of one function. It lives in a local, which engines keep in a register, and in the global only where others look: at calls and
 * after the function has ended.
 *
 * Three states along straight-line code: the local is newer (after a charge), both are equal (after a flush), the global is newer
 * (after a call). Where control flow joins, the local counts.
 * @module
 */
import type { ByteWriter } from "./byte-writer.ts";
import { NO_RESULT, W } from "./op-bytes.ts";

export interface GasWriter {
  /** At the start of the function. */
  enter(cost: number, check: boolean): void;
  charge(cost: number, check: boolean): void;
  beforeCall(): void;
  afterCall(): void;
  /** Before a branch, and before code that is reached from elsewhere too: makes the local count. */
  beforeJoin(): void;
  /** Behind such a place: nothing is known of the global. */
  afterJoin(): void;
  /** Before the function ends. */
  flush(): void;
}

export const NO_GAS: GasWriter = {
  enter() {},
  charge() {},
  beforeCall() {},
  afterCall() {},
  beforeJoin() {},
  afterJoin() {},
  flush() {},
};

/** For functions without calls that pay once: the global is charged, and there is no local. */
export function createDirectGas(global: number, out: ByteWriter): GasWriter {
  return {
    ...NO_GAS,
    enter(cost, check) {
      if (cost === 0) return;
      out.byte(W.globalGet);
      out.u(global);
      out.byte(W.i64Const);
      out.s(cost);
      out.bytes(W.i64Sub, W.globalSet);
      out.u(global);
      if (!check) return;
      out.byte(W.globalGet);
      out.u(global);
      out.bytes(W.i64Const, 0, W.i64LtS, W.if, NO_RESULT, W.unreachable, W.end);
    },
  };
}

export function createLocalGas(global: number, local: number, out: ByteWriter): GasWriter {
  let newer: "local" | "both" | "global" = "global";
  const op = (code: number, index: number): void => {
    out.byte(code);
    out.u(index);
  };
  const reload = (): void => {
    if (newer !== "global") return;
    op(W.globalGet, global);
    op(W.localSet, local);
    newer = "both";
  };
  const flush = (): void => {
    if (newer !== "local") return;
    op(W.localGet, local);
    op(W.globalSet, global);
    newer = "both";
  };
  const charge = (cost: number, check: boolean): void => {
    if (cost === 0) return;
    if (newer === "global") op(W.globalGet, global);
    else op(W.localGet, local);
    out.byte(W.i64Const);
    out.s(cost);
    out.byte(W.i64Sub);
    newer = "local";
    if (!check) return op(W.localSet, local);
    op(W.localTee, local);
    // The global must tell the host that this trap is the end of the gas.
    out.bytes(W.i64Const, 0, W.i64LtS, W.if, NO_RESULT);
    op(W.localGet, local);
    op(W.globalSet, global);
    out.bytes(W.unreachable, W.end);
  };
  return {
    enter: charge,
    charge,
    beforeCall: flush,
    afterCall() {
      newer = "global";
    },
    beforeJoin: reload,
    afterJoin() {
      newer = "local";
    },
    flush,
  };
}
