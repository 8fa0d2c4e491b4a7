/**
 * Makes the whole state of a module reachable: appends an export for every mutable global that has none (the stack pointer,
 * say). No index changes and no code is touched. State = memory + page count + mutable globals (DESIGN 5.2), so a rollback that
 * could not see a global would not be exact.
 * @module
 */
import { concat, utf8 } from "../base/bytes.ts";
import { inspectModule, type ModuleInfo } from "./inspect-module.ts";
import { readSections, SECTION } from "./wasm-sections.ts";

const PREFIX = "__loom_global_";
const GLOBAL_KIND = 0x03;

/** The module with all mutable globals exported, and its description. `info` describes `bytes`. */
export function exposeGlobals(bytes: Uint8Array, info: ModuleInfo): { readonly bytes: Uint8Array; readonly info: ModuleInfo } {
  const hidden = info.mutableGlobals.filter((global) => global.exportName === null);
  const section = readSections(bytes).find((one) => one.id === SECTION.export);
  if (hidden.length === 0 || section === undefined) return { bytes, info };

  // The old count may be padded; its real size is found by reading over it.
  let oldCountSize = 1;
  while ((bytes[section.start + oldCountSize - 1] ?? 0) >= 0x80) oldCountSize++;
  const entries = hidden.map(({ index }) => {
    const name = utf8(`${PREFIX}${index}`);
    return concat(leb(name.byteLength), name, Uint8Array.of(GLOBAL_KIND), leb(index));
  });
  const content = concat(leb(info.exports.length + hidden.length), bytes.subarray(section.start + oldCountSize, section.end), ...entries);
  const exposed = concat(
    bytes.subarray(0, section.from),
    Uint8Array.of(SECTION.export),
    leb(content.byteLength),
    content,
    bytes.subarray(section.end),
  );
  return { bytes: exposed, info: inspectModule(exposed) };
}

function leb(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    out.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return Uint8Array.from(out);
}
