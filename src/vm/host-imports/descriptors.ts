/**
 * Open files of the message that is running. The table lives outside the module's memory, so it is emptied between messages:
 * what stays open would be lost with the instance, and results must not depend on that.
 * @module
 */

export interface OpenFile {
  readonly bytes: Uint8Array;
  position: number;
  /** The cursor stands at the end because of a seek to the end, and nothing was read since. */
  soughtEnd: boolean;
}

export interface Descriptors {
  /** The lowest free number from 3 on. */
  open(bytes: Uint8Array): number;
  get(descriptor: number): OpenFile | undefined;
  close(descriptor: number): void;
  reset(): void;
}

const FIRST = 3;

export function createDescriptors(): Descriptors {
  const files = new Map<number, OpenFile>();
  return {
    open(bytes) {
      let descriptor = FIRST;
      while (files.has(descriptor)) descriptor++;
      files.set(descriptor, { bytes, position: 0, soughtEnd: false });
      return descriptor;
    },
    get: (descriptor) => files.get(descriptor),
    close: (descriptor) => void files.delete(descriptor),
    reset: () => files.clear(),
  };
}

/** The next bytes of a file, at most `size`; moves its cursor. */
export function takeBytes(file: OpenFile, size: number): Uint8Array {
  const taken = file.bytes.subarray(file.position, file.position + size);
  file.position += taken.byteLength;
  file.soughtEnd = false;
  return taken;
}
