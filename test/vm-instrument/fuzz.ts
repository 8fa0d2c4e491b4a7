/** Damages modules in the ways that matter to a decoder, from a seed. */
import { LoomError } from "../../src/base/errors.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { createRandom } from "./generate-body.ts";

const BOUNDARY = [0x00, 0x01, 0x0b, 0x40, 0x7f, 0x80, 0xff, 0xfc, 0xfd, 0xfe, 0xfb];

export interface FuzzCounts {
  refused: number;
  accepted: number;
  /** Accepted by the decoder and by the engine. */
  valid: number;
}

/** Up to three changes of one module: bytes replaced, removed, repeated, copied from elsewhere, or the end cut off. */
export function mutate(original: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed);
  let bytes: Uint8Array<ArrayBuffer> = new Uint8Array(original);
  for (let left = 1 + random(3); left > 0; left--) {
    // Half of the changes fall into the first part, where the declarations are.
    const at = random(2) === 0 ? random(bytes.byteLength) : random(Math.min(bytes.byteLength, 12_000));
    switch (random(7)) {
      case 0:
        bytes[at] = random(256);
        break;
      case 1:
        bytes[at] = BOUNDARY[random(BOUNDARY.length)] ?? 0;
        break;
      case 2:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
        break;
      case 3:
        bytes = join(bytes.subarray(0, at), bytes.subarray(at + 1 + random(8)));
        break;
      case 4:
        bytes = join(
          bytes.subarray(0, at),
          Uint8Array.from({ length: 1 + random(12) }, () => random(256)),
          bytes.subarray(at),
        );
        break;
      case 5:
        bytes.copyWithin(at, random(bytes.byteLength), random(bytes.byteLength));
        break;
      default:
        if (random(8) === 0) bytes = bytes.slice(0, at);
        else bytes.fill(0xff, at, at + 1 + random(6));
    }
  }
  return bytes;
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * Instruments one damaged module. Anything but a refusal by LoomError is thrown on; so is a result that the engine refuses although it
 * takes the input.
 */
export function tryOne(bytes: Uint8Array, label: string, counts: FuzzCounts): void {
  let done: Uint8Array;
  try {
    done = instrument(bytes, { version: 1, maximumPages: 20_000, allowImport: () => true }).bytes;
  } catch (error) {
    if (!(error instanceof LoomError) || error.code !== "MODULE_INVALID") throw new Error(`${label}: ${String(error)}`, { cause: error });
    counts.refused++;
    return;
  }
  counts.accepted++;
  if (!WebAssembly.validate(bytes)) return;
  counts.valid++;
  if (!WebAssembly.validate(done)) throw new Error(`${label}: the engine takes the module but not the instrumented one`);
}
