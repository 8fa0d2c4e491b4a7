/**
 * Marks of the pages that the host writes, in the same map that the instrumented module marks its own writes in.
 * @module
 */

export interface PageMarks {
  /** The range must lie within the memory. */
  mark(at: number, size: number): void;
}

const PAGE_BYTES = 4096;

/** Marks nothing: for modules that are not instrumented. */
export const NO_MARKS: PageMarks = { mark() {} };

/** `dirty` has one byte a page and a fixed size. */
export function createPageMarks(dirty: WebAssembly.Memory): PageMarks {
  const markers = new Uint8Array(dirty.buffer);
  return {
    mark(at, size) {
      if (size <= 0) return;
      const first = Math.floor(at / PAGE_BYTES);
      const last = Math.floor((at + size - 1) / PAGE_BYTES);
      if (last - first < 2) {
        markers[first] = 1;
        markers[last] = 1;
      } else markers.fill(1, first, last + 1);
    },
  };
}
