/**
 * Which globals of a module have the same values between any two messages as after its start.
 * @module
 */
import { decodeModule } from "./decode/decode-module.ts";
import { opcodeKey } from "./decode/opcode-table.ts";
import { walkBody } from "./decode/walk-body.ts";

const GLOBAL_SET = opcodeKey("global.set");
const STACK_RESTORE: ReadonlySet<string> = new Set(["_emscripten_stack_restore", "stackRestore"]);
/** Emscripten's own: they set limits at the start, a scratch value that is read at once, or the state of an unwinding that is over. */
const HELPERS: ReadonlySet<string> = new Set([
  "emscripten_stack_init",
  "emscripten_stack_set_limits",
  "__set_stack_limits",
  "_emscripten_tempret_set",
  "setTempRet0",
  "asyncify_start_unwind",
  "asyncify_stop_unwind",
  "asyncify_start_rewind",
  "asyncify_stop_rewind",
]);

/**
 * Indexes of the mutable globals of which that is not known. Known are the stack pointer, which every call puts back, and globals that only
 * helpers of emscripten set, found by the names of their exports. @throws LoomError MODULE_INVALID
 */
export function unsettledGlobals(wasm: Uint8Array): number[] {
  const module = decodeModule(wasm, { allowImport: () => true });
  const names = new Map<number, string[]>();
  for (const { kind, name, index } of module.exports) if (kind === "function") names.set(index, [...(names.get(index) ?? []), name]);
  const setters = new Map<number, Set<number>>();
  for (const [nth, body] of module.bodies.entries()) {
    walkBody(module, body, ({ instruction }) => {
      if (instruction.key === GLOBAL_SET) setters.set(instruction.index, (setters.get(instruction.index) ?? new Set()).add(nth));
    });
  }
  const setBy = (global: number, wanted: ReadonlySet<string>): boolean[] =>
    [...(setters.get(global) ?? [])].map((nth) => (names.get(nth + module.importedFunctions) ?? []).some((name) => wanted.has(name)));
  return module.globals.flatMap(({ mutable }, index) => {
    const settled = !mutable || setBy(index, STACK_RESTORE).includes(true) || !setBy(index, HELPERS).includes(false);
    return settled ? [] : [index];
  });
}
