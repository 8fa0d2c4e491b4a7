/**
 * Environment 1: every number that a result or a state depends on and that no module chooses. Frozen once released: a change is a new
 * folder, since logs name the environment they are to be replayed by. Costs of instructions and depth: `instrument/gas-table.ts` and
 * `instrument/rules.ts`, version 1.
 * @module
 */
import { GAS_TABLE_V1 } from "../../instrument/gas-table.ts";
import { DEPTH } from "../../instrument/rules.ts";

const MIB = 1024 * 1024;

export const ENVIRONMENT_1 = {
  version: "1",
  /** Gas of one message. About 10 s. */
  gasLimit: 50_000_000_000,
  /** Gas of the start of a module, which is spent again at each rebuild. Less than half a second. */
  bootGas: 2_000_000_000,
  /** In slots of 8 bytes of native stack. A thread needs a stack of 4 MiB. */
  depthLimit: DEPTH.limit,
  /** What a module's clock says while it starts, milliseconds since 1970: it seeds Lua's string hash. */
  bootTimeMs: 1_700_000_000_000,

  /** Memory in 64 KiB pages. */
  memory: {
    /** Of modules that declare no maximum, and of all when nobody asks for another limit: 1 GiB. */
    defaultMaximumPages: 16_384,
    /** 4 GiB, the leaves of the state tree. */
    maximumPages: 65_536,
    /** Growth on request of the C library: by a fifth of the present size, but at most so many bytes more than asked for. */
    growthFraction: 5,
    growthExtraBytes: 96 * MIB,
    gasPerPage: GAS_TABLE_V1.grownPage,
    /** Each growth on request of the C library, besides its pages: what the instruction costs. */
    gasPerGrowth: 1_000_000,
  },

  /** What the host's part of the work costs, in gas. */
  host: {
    /** Every call of an import. */
    call: 1000,
    /** A longjmp unwinds the stack as an exception does. */
    longjmp: 10_000,
    /** Bytes copied into or within the memory for one gas. */
    copiedBytesPerGas: 4,
    /** One more buffer of a scattered read or write. */
    vector: 5000,
    /** One byte that is printed. */
    printedByte: 10,
    /** Printing a text outside of the file functions. */
    print: 5000,
    /** Taking an instant apart into a date, and putting it together. */
    civilTime: 12_000,
    /** A time format, besides its bytes. */
    format: 3000,
    /** One byte of a time format and of what it gives. */
    formattedByte: 100,
    /** Opening a file of the weave, whatever comes of it. */
    open: 20_000,
    /** One byte of the texts of a message, and of the answer. */
    messageByte: 1,
    answerByte: 2,
  },

  result: {
    /** Bytes of the answer, as the module wrote it. */
    bytes: 16 * MIB,
    /** Objects and lists within each other. */
    depth: 500,
    /** Messages, assignments and spawns together. */
    outboxEntries: 10_000,
  },

  /** Errors by which a message ends when it meets a limit. */
  texts: {
    outOfGas: "out of gas",
    tooDeep: "trap: call stack too deep",
  },
} as const;
