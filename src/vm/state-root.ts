/**
 * The root of a state: one hash over everything that the next message depends on.
 *
 * H(0x02 ‖ environment ‖ module ‖ pages (8) ‖ number of globals (4) ‖ per global index (4), type letter (1), bits (8) ‖ memory root),
 * numbers little-endian, texts in UTF-8 behind their length (4).
 * @module
 */
import { concat, utf8 } from "../base/bytes.ts";
import { bytesId, type Id } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import { encodeGlobals } from "./image-encoding.ts";
import type { VmInstance } from "./instance.ts";
import type { ImageGlobal } from "./memory-image.ts";

const PREFIX = Uint8Array.of(0x02);

export interface StateBinding {
  readonly module: Id;
  readonly environment: string;
  /** Memory size in 64 KiB pages. */
  readonly pages: number;
  readonly globals: readonly ImageGlobal[];
  readonly memoryRoot: Uint8Array;
}

/** base64url, 43 characters. */
export function stateRoot({ module, environment, pages, globals, memoryRoot }: StateBinding): string {
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(pages), true);
  return bytesId(sha256(concat(PREFIX, sized(environment), sized(module), size, encodeGlobals(globals), memoryRoot)));
}

/** Committed size and globals of an instance: what a root binds beside the memory. */
export function committedState({ state }: VmInstance): Pick<StateBinding, "pages" | "globals"> {
  const values = state.committedGlobals();
  return {
    pages: state.pages.memoryPages,
    globals: state.globals.map(({ index, type }, nth) => ({ index, type, value: values[nth] ?? 0 })),
  };
}

function sized(text: string): Uint8Array {
  const bytes = utf8(text);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, bytes.byteLength, true);
  return concat(size, bytes);
}
