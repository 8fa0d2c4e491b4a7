/**
 * The rules of evaluation that every node must share. One version so far.
 * @module
 */

/** What a module's clock says while it starts, milliseconds: a constant, since it seeds Lua's string hash and so shapes the state. */
export const BOOT_TIME_MS = 1_700_000_000_000;
