/**
 * Error numbers of WASI preview 1. WASI functions return them positive, `__syscall_*` functions negative.
 * @module
 */
export const ERRNO = {
  badDescriptor: 8,
  invalid: 28,
  noEntry: 44,
  noSystem: 52,
  notTerminal: 59,
  range: 68,
  seekPipe: 70,
} as const;
