/**
 * Bounds of a module. All lie below the limits of the engine that compiles the result, with room for what the instrumenter adds,
 * so that a module accepted here does not fail there.
 * @module
 */
export const MODULE_LIMITS = {
  moduleBytes: 32 * 1024 * 1024,
  bodyBytes: 1024 * 1024,
  types: 100_000,
  functions: 100_000,
  globals: 10_000,
  exports: 10_000,
  imports: 1000,
  segments: 90_000,
  /** Locals of one function, parameters included. */
  locals: 40_000,
  paramsOrResults: 1000,
  nameBytes: 10_000,
  tables: 16,
  /** Entries of all tables together at the start. */
  tableEntries: 1_000_000,
  /** Blocks within blocks. */
  blockDepth: 10_000,
  branchTargets: 65_520,
} as const;
