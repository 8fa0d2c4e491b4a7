/**
 * Imports by which a module gives up, and the small rest.
 * @module
 */
import { text } from "../../base/bytes.ts";
import { LONGJMP } from "../aborts.ts";
import { ENVIRONMENT_1 } from "../environment/1/environment.ts";
import { constant, type Host, type HostImports } from "./host.ts";

const TEXT_BYTES = 1024;

function readText(host: Host, at: number): string {
  return at === 0 ? "?" : text(host.memory.cString(at, TEXT_BYTES) ?? new Uint8Array(0));
}

export const lifecycleImports: HostImports = {
  _emscripten_throw_longjmp: {
    signature: ">",
    bind: (host) => () => {
      host.meter.charge(ENVIRONMENT_1.host.longjmp);
      throw LONGJMP;
    },
  },
  exit: {
    signature: "i>",
    bind:
      (host) =>
      (code = 0) =>
        host.aborts.trap(`exit(${code})`),
  },
  _abort_js: { signature: ">", bind: (host) => () => host.aborts.trap("abort") },
  __cxa_throw: { signature: "ppp>", bind: (host) => () => host.aborts.trap("uncaught C++ exception") },
  __assert_fail: {
    signature: "ppip>",
    bind:
      (host) =>
      (condition = 0) =>
        host.aborts.trap(`assertion failed: ${readText(host, condition)}`),
  },
  emscripten_err: {
    signature: "p>",
    bind:
      (host) =>
      (at = 0) => {
        const bytes = host.memory.cString(at, TEXT_BYTES);
        host.meter.charge(ENVIRONMENT_1.host.print + (bytes?.byteLength ?? TEXT_BYTES) * ENVIRONMENT_1.host.printedByte);
        host.print(bytes ?? new Uint8Array(0));
        return 0;
      },
  },
  /** Gas of the legacy network's schedule; modules that ask get what its own unit told them when it metered nothing. */
  metering_gasUsed: constant(">i", 0),

  // Names of older compilers.
  abort: { signature: ">", bind: (host) => () => host.aborts.trap("abort") },
  getTempRet0: { signature: ">i", bind: (host) => () => host.highResult },
  setTempRet0: {
    signature: "i>",
    bind:
      (host) =>
      (value = 0) => {
        host.highResult = value;
        return 0;
      },
  },
};

/** Modules with a meter of another schedule built in: it counts for nothing here. */
export const meteringImports: HostImports = { usegas: constant("i>", 0) };
