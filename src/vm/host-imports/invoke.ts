/**
 * `invoke_*`: calls through the function table that a longjmp inside ends early (every pcall of Lua comes through here).
 * @module
 */
import { LONGJMP } from "../aborts.ts";
import { ENVIRONMENT_1 } from "../environment/1/environment.ts";
import { requireRole } from "../runtime-exports.ts";
import type { Host } from "./host.ts";

const NAME = /^invoke_([vijfd])([ijfd]*)$/;

/** The wasm signature that the name of an `invoke_*` import promises, or null when the name is no such thing. */
export function invokeSignature(name: string, memory64: boolean): string | null {
  const [, result, params] = NAME.exec(name) ?? [];
  if (result === undefined || params === undefined) return null;
  return `${memory64 ? "j" : "i"}${params}>${result === "v" ? "" : result}`;
}

/**
 * The host function of one `invoke_*` import. Traps and the end of the message pass through; only the module's own longjmp is
 * caught: the stack pointer goes back to where it was and the module is told with setThrew.
 */
export function bindInvoke(host: Host, signature: string): WebAssembly.HostFunction {
  const zero = signature.endsWith("j") ? 0n : 0;
  const save = requireRole(host.runtime, "stackSave");
  const restore = requireRole(host.runtime, "stackRestore");
  const setThrew = requireRole(host.runtime, "setThrew");
  const { meter } = host;
  // A NaN's bits may change on their way through JavaScript: only the canonical one gets in or out.
  const clean = /[fd]/.test(signature) ? canonical : null;
  return (index, ...values) => {
    meter.charge(ENVIRONMENT_1.host.call);
    const callee = lookUp(host, Number(index));
    const stack = save();
    const { depth } = meter;
    try {
      return clean === null ? callee(...values) : clean(callee(...values.map(clean)));
    } catch (thrown) {
      if (thrown !== LONGJMP) throw thrown;
      // The frames that were left out did not count themselves out.
      meter.depth = depth;
      restore(stack);
      setThrew(1, 0);
      // The caller looks at setThrew's flag, not at the result.
      return zero;
    }
  };
}

function canonical<T>(value: T): T | number {
  return Number.isNaN(value) ? Number.NaN : value;
}

function lookUp(host: Host, signed: number): WebAssembly.HostFunction {
  const { table, info, aborts } = host;
  const index = signed < 0 ? signed + 2 ** 32 : signed;
  if (table === null || index >= Number(table.length)) return aborts.trap("table index is out of bounds");
  const callee = table.get(info.table64 ? BigInt(index) : index);
  if (typeof callee !== "function") return aborts.trap("null function");
  return callee as WebAssembly.HostFunction;
}
