/**
 * The functions of `wasi_snapshot_preview1` that modules import.
 * @module
 */
import { ENVIRONMENT_1 } from "../environment/1/environment.ts";
import { takeBytes } from "./descriptors.ts";
import { ERRNO } from "./errno.ts";
import { constant, type Host, type HostImports } from "./host.ts";

/** Most buffers of one scattered read or write (IOV_MAX on Linux). */
const VECTORS = 1024;
const COST = ENVIRONMENT_1.host;
const SEEK = { set: 0, current: 1, end: 2 } as const;

/** Pairs of address and size. */
function readVectors(host: Host, at: number, count: number): { readonly at: number; readonly size: number }[] {
  const { memory } = host;
  host.meter.charge(count * COST.vector);
  return Array.from({ length: count }, (_, index) => {
    const vector = at + index * 2 * memory.pointerBytes;
    return { at: memory.readPointer(vector), size: memory.readPointer(vector + memory.pointerBytes) };
  });
}

export const wasiImports: HostImports = {
  environ_sizes_get: {
    signature: "pp>i",
    bind:
      (host) =>
      (countAt = 0, sizeAt = 0) => {
        host.memory.writePointer(countAt, 0);
        host.memory.writePointer(sizeAt, 0);
        return 0;
      },
  },
  environ_get: constant("pp>i", 0),

  fd_write: {
    signature: "ippp>i",
    bind:
      (host) =>
      (descriptor = 0, vectorsAt = 0, count = 0, writtenAt = 0) => {
        if (count > VECTORS) return ERRNO.invalid;
        let written = 0;
        for (const { at, size } of readVectors(host, vectorsAt, count)) {
          const bytes = host.memory.range(at, size);
          if (descriptor === 1 || descriptor === 2) {
            host.meter.charge(size * COST.printedByte);
            host.print(bytes);
          }
          written += size;
        }
        host.memory.writePointer(writtenAt, written);
        return 0;
      },
  },

  fd_read: {
    signature: "ippp>i",
    bind:
      (host) =>
      (descriptor = 0, vectorsAt = 0, count = 0, readAt = 0) => {
        if (count > VECTORS) return ERRNO.invalid;
        const file = host.descriptors.get(descriptor);
        let read = 0;
        if (file !== undefined) {
          for (const { at, size } of readVectors(host, vectorsAt, count)) {
            const target = host.memory.range(at, size);
            const bytes = takeBytes(file, target.byteLength);
            host.meter.charge(bytes.byteLength / COST.copiedBytesPerGas);
            host.memory.write(at, bytes);
            read += bytes.byteLength;
          }
        }
        host.memory.writePointer(readAt, read);
        return 0;
      },
  },

  fd_seek: {
    signature: "ilip>i",
    bind:
      (host) =>
      (descriptor = 0, offset = 0, whence = 0, resultAt = 0) => {
        const file = host.descriptors.get(descriptor);
        if (file === undefined) return ERRNO.seekPipe;
        const base = whence === SEEK.set ? 0 : whence === SEEK.current ? file.position : whence === SEEK.end ? file.bytes.byteLength : -1;
        const position = base + offset;
        if (base < 0 || position < 0 || !Number.isSafeInteger(position)) return ERRNO.invalid;
        // A tell (seek by 0 from here) follows every seek of the C library and must not forget where the cursor came from.
        if (whence !== SEEK.current || offset !== 0) file.soughtEnd = whence === SEEK.end && offset === 0;
        file.position = position;
        host.memory.writeI64(resultAt, BigInt(position));
        return 0;
      },
  },

  fd_close: {
    signature: "i>i",
    bind:
      (host) =>
      (descriptor = 0) => {
        host.descriptors.close(descriptor);
        return 0;
      },
  },
  fd_fdstat_get: constant("ip>i", ERRNO.badDescriptor),
  fd_sync: constant("i>i", ERRNO.badDescriptor),
};
