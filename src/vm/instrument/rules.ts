/**
 * Fixed numbers and names of instrumented modules, version 1. Gas, depth and page counts are visible in results, so none of these may
 * change without a new version.
 * @module
 */
/** Exports that are added. Modules that already have one of these names are refused. */
export const ADDED_EXPORTS = {
  /** Mutable i64. Set before a message; counts down. Below zero after the message, however it ended: out of gas. */
  gas: "__gas",
  /** Mutable i32. Set to 0 before a message, and back to its former value where a host catches an exception. Above `DEPTH.limit` after a trap: too deep. */
  depth: "__depth",
  /** Mutable i32. Set to 0 before a message. 1 after a trap: this machine had no memory for growth that the module was entitled to. */
  fault: "__fault",
  /** Memory, one byte a 4 KiB page of the module's memory: not zero when the page may have been written. */
  dirty: "__dirty",
  /** Followed by its index: every mutable global. */
  globalPrefix: "__g",
} as const;

export const RESERVED_NAME = /^__(gas|depth|fault|dirty|g\d+)$/;

/** Gas before a host sets any. */
export const GAS_START = 2 ** 62;

export const PAGE_SHIFT = 12;
/** Markers of one 64 KiB page of memory. */
export const MARKERS_PER_PAGE = 16;
/** 64 KiB pages that engines can provide: 4 GiB, and 16 GiB with 64-bit addresses. */
export const MAXIMUM_PAGES = { bits32: 65_536, bits64: 262_144 } as const;

/**
 * Depth is counted in slots of 8 bytes of native stack, estimated from above for the engine's baseline compiler, which gives every local
 * and every operand its own place.
 */
export const DEPTH = {
  /** 1 MiB. Enough for the deepest nesting that Lua permits itself; the thread needs a stack of 4 MiB, the default of a worker. */
  limit: 131_072,
  /** Return address, frame pointer, instance, spilled registers, and the locals that instrumentation adds. */
  frameSlots: 24,
  /** A function that calls the host directly may have the host's own frames above it, and through them other functions. */
  hostCallSlots: 64,
  /** Functions that call nothing and need no more than this are not counted. */
  freeLeafSlots: 128,
} as const;

/**
 * A function without calls and loops that cannot spend more than this charges without looking whether gas is left: its caller will. So
 * a message may overspend by this much for each call on its way to the next check.
 */
export const UNCHECKED_LEAF_GAS = 1024;

/** Engines refuse longer functions. */
export const MAXIMUM_BODY_BYTES = 7_654_321;
export const MAXIMUM_OUTPUT_BYTES = 128 * 1024 * 1024;
