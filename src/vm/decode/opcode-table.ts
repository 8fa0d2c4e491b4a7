/**
 * The allow-list as arrays indexed by opcode key, for the inner loop.
 *
 * A key is the opcode itself, `MISC + n` for 0xfc n, `VECTOR + n` for 0xfd n.
 * @module
 */
import { IMMEDIATE } from "./immediates.ts";
import { BASIC_OPCODES, MISC_OPCODES, type OpcodeGroup } from "./opcodes-basic.ts";
import { VECTOR_OPCODES } from "./opcodes-vector.ts";

export const MISC = 0x100;
export const VECTOR = 0x200;
const KEYS = 0x300;

export interface OpcodeTable {
  /** A number of `IMMEDIATE`; 0 for opcodes that are not allowed. */
  readonly immediate: Uint8Array;
  readonly pops: Uint8Array;
  readonly pushes: Uint8Array;
  /** Bytes read or written by a load or store, else 0. */
  readonly accessBytes: Uint8Array;
  /** 1 for instructions that write to the linear memory. */
  readonly isStore: Uint8Array;
  readonly names: readonly string[];
  readonly keyOf: ReadonlyMap<string, number>;
}

export const OPCODES: OpcodeTable = build();

function build(): OpcodeTable {
  const table = {
    immediate: new Uint8Array(KEYS),
    pops: new Uint8Array(KEYS),
    pushes: new Uint8Array(KEYS),
    accessBytes: new Uint8Array(KEYS),
    isStore: new Uint8Array(KEYS),
    names: new Array<string>(KEYS).fill(""),
    keyOf: new Map<string, number>(),
  };
  const add = (base: number, group: OpcodeGroup): void => {
    group.names.split(" ").forEach((name, index) => {
      const key = base + group.first + index;
      table.immediate[key] = IMMEDIATE[group.immediate];
      table.pops[key] = group.pops;
      table.pushes[key] = group.pushes;
      table.accessBytes[key] = group.bytes ?? 0;
      table.isStore[key] = group.bytes !== undefined && group.pushes === 0 ? 1 : 0;
      table.names[key] = name;
      // The untyped and the typed select share a name; the first one keeps it.
      if (!table.keyOf.has(name)) table.keyOf.set(name, key);
    });
  };
  for (const group of BASIC_OPCODES) add(0, group);
  for (const group of MISC_OPCODES) add(MISC, group);
  for (const group of VECTOR_OPCODES) add(VECTOR, group);
  return table;
}

/** Key of an allowed instruction by its mnemonic; for tables written by name. */
export function opcodeKey(name: string): number {
  return OPCODES.keyOf.get(name) ?? -1;
}
