import assert from "node:assert/strict";
import { test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { decodeModule } from "../../src/vm/decode/decode-module.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { assemble, type Bytes, F32, HEADER, I32, I64, i32, name, section, u, V128, vec } from "./assemble.ts";

const ALLOW = { allowImport: () => true };
const NOPS = [0x01, 0x01, 0x01, 0x01, 0x01];

function refusal(bytes: Uint8Array, policy: { allowImport(module: string, name: string, signature: string): boolean } = ALLOW): LoomError {
  try {
    decodeModule(bytes, policy);
  } catch (error) {
    assert.ok(error instanceof LoomError, String(error));
    assert.equal(error.code, "MODULE_INVALID");
    return error;
  }
  return assert.fail("accepted");
}

/** A module whose one function holds this code, and the offset of the code. */
function withCode(code: Bytes, more: Partial<Parameters<typeof assemble>[0]> = {}): { bytes: Uint8Array; offset: number } {
  const bytes = assemble({
    functions: [{ code: [...NOPS, ...code], locals: [I32, V128] }],
    globals: [0],
    table: [0],
    passive: [[1, 2]],
    ...more,
  });
  return { bytes, offset: Buffer.from(bytes).indexOf(Buffer.from(NOPS)) + NOPS.length };
}

const OPCODES: readonly (readonly [label: string, code: Bytes, text: string])[] = [
  ["atomic fence", [0xfe, 0x03, 0x00], "opcode 0xfe 0x03 atomic.fence is not supported (threads)"],
  ["atomic notify", [0xfe, 0x00, 2, 0], "opcode 0xfe 0x00 memory.atomic.notify"],
  ["atomic wait", [0xfe, 0x01, 2, 0], "opcode 0xfe 0x01 memory.atomic.wait32"],
  ["atomic load", [0xfe, 0x10, 2, 0], "opcode 0xfe 0x10 i32.atomic.load is"],
  ["atomic load8", [0xfe, 0x12, 0, 0], "opcode 0xfe 0x12 i32.atomic.load8_u is"],
  ["atomic store", [0xfe, 0x18, 3, 0], "opcode 0xfe 0x18 i64.atomic.store is"],
  ["atomic rmw", [0xfe, 0x22, 2, 0], "opcode 0xfe 0x22 i64.atomic.rmw8.add_u"],
  ["atomic cmpxchg", [0xfe, 0x4e, 2, 0], "opcode 0xfe 0x4e i64.atomic.rmw32.cmpxchg_u"],
  ["relaxed madd", [0xfd, ...u(0x105)], "opcode 0xfd 0x105 f32x4.relaxed_madd is not supported (relaxed SIMD)"],
  ["relaxed swizzle", [0xfd, ...u(0x100)], "opcode 0xfd 0x100 i8x16.relaxed_swizzle"],
  ["relaxed dot", [0xfd, ...u(0x113)], "opcode 0xfd 0x113 i32x4.relaxed_dot_i8x16_i7x16_add_s"],
  ["unassigned vector opcode", [0xfd, ...u(0x9a)], "opcode 0xfd 0x9a unknown is not supported (unknown opcode)"],
  ["struct.new", [0xfb, 0x00, 0x00], "opcode 0xfb 0x00 struct.new is not supported (garbage collection and typed references)"],
  ["ref.i31", [0xfb, 0x1c], "opcode 0xfb 0x1c ref.i31"],
  ["ref.eq", [0xd3], "opcode 0xd3 ref.eq"],
  ["try", [0x06, 0x40], "opcode 0x06 try is not supported (exceptions)"],
  ["throw", [0x08, 0x00], "opcode 0x08 throw"],
  ["try_table", [0x1f, 0x40, 0x00], "opcode 0x1f try_table"],
  ["return_call", [0x12, 0x00], "opcode 0x12 return_call is not supported (tail calls)"],
  ["return_call_indirect", [0x13, 0x00, 0x00], "opcode 0x13 return_call_indirect"],
  ["call_ref", [0x14, 0x00], "opcode 0x14 call_ref"],
  ["table.set", [...i32(0), 0xd0, 0x70, 0x26, 0x00], "opcode 0x26 table.set is not supported (table mutation)"],
  ["table.init", [0xfc, 12, 0, 0], "opcode 0xfc 0x0c table.init"],
  ["elem.drop", [0xfc, 13, 0], "opcode 0xfc 0x0d elem.drop"],
  ["table.copy", [0xfc, 14, 0, 0], "opcode 0xfc 0x0e table.copy"],
  ["table.grow", [0xfc, 15, 0], "opcode 0xfc 0x0f table.grow"],
  ["table.fill", [0xfc, 17, 0], "opcode 0xfc 0x11 table.fill"],
  ["wide arithmetic", [0xfc, 19], "opcode 0xfc 0x13 i64.add128"],
  ["unknown", [0xff], "opcode 0xff unknown"],
  ["unknown low", [0x27], "opcode 0x27 unknown"],
  ["unknown misc", [0xfc, ...u(1000)], "opcode 0xfc 0x3e8 unknown"],
  ["data.drop of a passive segment", [0xfc, 9, 0], "opcode 0xfc 0x09 data.drop of a passive segment is not supported (hidden state)"],
];

for (const [label, code, text] of OPCODES) {
  test(`refuses ${label} by name and offset`, () => {
    const { bytes, offset } = withCode(code);
    const { message, details } = refusal(bytes);
    // table.set stands behind its two operands.
    const at = offset + (label === "table.set" ? 4 : 0);
    assert.ok(message.includes(text), message);
    assert.ok(message.endsWith(`at offset ${at}`), message);
    assert.equal(details["offset"], at);
    assert.match(String(details["opcode"]), /^0x/);
  });
}

const CODE: readonly (readonly [label: string, code: Bytes, reason: RegExp])[] = [
  ["a memory index in a store", [...i32(0), ...i32(0), 0x36, 0x42, 0x01, 0x00], /i32.store with a memory index \(multiple memories\)/],
  ["memory.size of another memory", [0x3f, 0x01], /memory index 1/],
  ["memory.copy to another memory", [0xfc, 10, 1, 0], /memory index 1/],
  ["an alignment above the natural one", [...i32(0), 0x28, 0x03, 0x00], /alignment of i32.load is too large/],
  ["a huge alignment", [...i32(0), 0x28, ...u(2 ** 31), 0x00], /alignment of i32.load is too large/],
  ["a local that does not exist", [0x20, ...u(2)], /no local 2/],
  ["the gas global", [0x23, ...u(1)], /no global 1/],
  ["a function that does not exist", [0x10, ...u(1)], /no function 1/],
  ["a type that does not exist", [0x11, ...u(9), 0], /no type 9/],
  ["a table that does not exist", [0x11, 0, 1], /no table 1/],
  ["a segment that does not exist", [0xfc, 8, 5, 0], /no data segment 5/],
  ["a label that does not exist", [0x0c, 1], /branch to label 1, of 1/],
  ["a br_table label that does not exist", [0x02, 0x40, 0x0e, 1, 0, 2, 0x0b], /branch to label 2, of 2/],
  ["a br_table longer than the module", [0x0e, ...u(60_000)], /60000 branch targets do not fit/],
  ["a br_table that is too long", [0x0e, ...u(4_000_000_000)], /exceed the limit of 65520/],
  ["else without if", [0x02, 0x40, 0x05, 0x0b], /else without if/],
  ["a second else", [0x04, 0x40, 0x05, 0x05, 0x0b], /else without if/],
  ["a missing end", [0x02, 0x40], /unexpected end/],
  ["code behind the end", [0x0b, 0x01], /instructions after the end of the function/],
  ["a block type of a later proposal", [0x02, 0x63, 0x00, 0x0b], /block type 0x63/],
  ["a negative block type", [0x02, 0xff, 0x7f, 0x0b], /block type/],
  ["an unknown block type index", [0x02, ...u(50), 0x0b], /no type 50/],
  ["a too long i32.const", [0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], /number exceeds 32 bits/],
  ["an i32.const with wrong sign bits", [0x41, 0x80, 0x80, 0x80, 0x80, 0x10], /number exceeds 32 bits/],
  ["an i64.const with wrong sign bits", [0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01], /number exceeds 64 bits/],
  ["an index above 32 bits", [0x20, 0xff, 0xff, 0xff, 0xff, 0x1f], /number exceeds 32 bits/],
  ["an index of six bytes", [0x20, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], /number longer than 32 bits/],
  ["a select with two types", [0x1c, 2, I32, I32], /select with other than one result type/],
];

for (const [label, code, reason] of CODE) {
  test(`refuses ${label}`, () => {
    const { bytes, offset } = withCode(code);
    const { message, details } = refusal(bytes);
    assert.match(message, reason);
    const at = Number(details["offset"]);
    assert.ok(at >= offset && at <= offset + code.length + 1, `${at}, code at ${offset}`);
  });
}

const TYPE = section(1, vec([[0x60, 0, 0]]));
const MEMORY = section(5, vec([[0x00, 1]]));
const module = (...sections: readonly Bytes[]): Uint8Array => Uint8Array.from([...HEADER, ...sections.flat()]);
const GLOBAL_KIND = 3;

const MODULES: readonly (readonly [label: string, bytes: Uint8Array, reason: RegExp])[] = [
  ["nothing", new Uint8Array(0), /not a version 1 module/],
  ["a component", Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]), /not a version 1 module/],
  ["no memory", module(TYPE), /no memory/],
  [
    "two memories",
    module(
      section(
        5,
        vec([
          [0, 1],
          [0, 1],
        ]),
      ),
    ),
    /2 memories/,
  ],
  ["a shared memory", module(section(5, vec([[0x03, 1, 1]]))), /shared memory \(threads\)/],
  ["a custom page size", module(section(5, vec([[0x08, 1, 0]]))), /memory flags 0x08/],
  ["a memory above 4 GiB", module(section(5, vec([[0x00, ...u(65_537)]]))), /address space/],
  ["a maximum below the minimum", module(section(5, vec([[0x01, 2, 1]]))), /maximum 1 is below its minimum 2/],
  ["an imported memory", module(section(2, vec([[...name("env"), ...name("m"), 2, 0, 1]]))), /import env.m is a memory/],
  ["an imported table", module(section(2, vec([[...name("env"), ...name("t"), 1, 0x70, 0, 1]])), MEMORY), /import env.t is a table/],
  ["an imported mutable global", module(section(2, vec([[...name("env"), ...name("g"), 3, I32, 1]])), MEMORY), /import env.g is a global/],
  ["an imported tag", module(TYPE, section(2, vec([[...name("env"), ...name("x"), 4, 0, 0]])), MEMORY), /import env.x is a tag/],
  ["a tag section", module(TYPE, MEMORY, section(13, [1, 0, 0])), /tag section \(exceptions\)/],
  ["an unknown section", module(section(14, [])), /unknown section 14/],
  ["sections out of order", module(MEMORY, TYPE), /section 1 is out of order/],
  [
    "a data count behind the code",
    module(TYPE, section(3, [1, 0]), MEMORY, section(10, vec([[2, 0, 0x0b]])), section(12, [0])),
    /out of order/,
  ],
  ["a section twice", module(MEMORY, MEMORY), /section 5 appears twice/],
  ["a section longer than the module", module([5, 100, 1]), /section 5 is longer than the module/],
  ["a section longer than its content", module(section(5, [1, 0, 1, 0])), /section 5 is longer than its content/],
  ["an entry longer than its section", module(section(5, [1, 0])), /unexpected end/],
  ["more types than bytes", module(section(1, u(90_000))), /90000 types do not fit/],
  ["an absurd number of types", module(section(1, u(4_000_000_000))), /4000000000 types exceed the limit/],
  ["an absurd number of functions", module(TYPE, section(3, u(4_000_000_000))), /functions exceed the limit/],
  ["an absurd number of parameters", module(section(1, [1, 0x60, ...u(5000)])), /parameters or results exceed the limit/],
  ["a struct type", module(section(1, [1, 0x5f, 0])), /type form 0x5f/],
  ["a recursive type group", module(section(1, [1, 0x4e, 0])), /type form 0x4e/],
  ["an unknown value type", module(section(1, vec([[0x60, 1, 0x6e, 0]]))), /value type 0x6e/],
  ["a start function", module(TYPE, section(3, [1, 0]), MEMORY, section(8, [0]), section(10, vec([[2, 0, 0x0b]]))), /start function/],
  ["a function without body", module(TYPE, section(3, [1, 0]), MEMORY), /no function bodies for 1/],
  ["a body without function", module(TYPE, MEMORY, section(10, vec([[2, 0, 0x0b]]))), /1 function bodies for 0 functions/],
  [
    "a body longer than the section",
    module(TYPE, section(3, [1, 0]), MEMORY, section(10, [1, 100, 0, 0x0b])),
    /body is longer than the code section/,
  ],
  [
    "a body that ends early",
    module(TYPE, section(3, [1, 0]), MEMORY, section(10, vec([[4, 0, 0x0b, 1, 1]]))),
    /instructions after the end/,
  ],
  [
    "a billion locals",
    module(TYPE, section(3, [1, 0]), MEMORY, section(10, vec([[8, 1, ...u(1e9), I32, 0x0b]]))),
    /more than 40000 locals/,
  ],
  [
    "locals that add up",
    module(TYPE, section(3, [1, 0]), MEMORY, section(10, vec([[12, 3, ...u(30_000), I32, ...u(30_000), I32, 1, I32, 0x0b]]))),
    /locals/,
  ],
  ["a huge table", module(section(4, vec([[0x70, 0, ...u(9_000_000)]])), MEMORY), /table of 9000000 entries/],
  ["a table of typed references", module(section(4, vec([[0x64, 0x70, 0, 1]])), MEMORY), /reference type 0x64/],
  [
    "a mutable vector global",
    module(MEMORY, section(6, vec([[V128, 1, 0xfd, 12, ...new Array(16).fill(0), 0x0b]]))),
    /mutable global 0 is not a number/,
  ],
  ["a mutable reference global", module(MEMORY, section(6, vec([[0x70, 1, 0xd0, 0x70, 0x0b]]))), /mutable global 0 is not a number/],
  ["arithmetic in a constant", module(MEMORY, section(6, vec([[I32, 0, ...i32(1), ...i32(1), 0x6a, 0x0b]]))), /more than one constant/],
  ["a global in a constant", module(MEMORY, section(6, vec([[I32, 0, 0x23, 0, 0x0b]]))), /global.get in a constant expression/],
  ["a shared global", module(MEMORY, section(6, vec([[I32, 2, ...i32(1), 0x0b]]))), /global flags 0x02/],
  ["an export of nothing", module(MEMORY, section(7, vec([[...name("x"), GLOBAL_KIND, 0]]))), /export x names no global 0/],
  [
    "an export twice",
    module(
      MEMORY,
      section(
        7,
        vec([
          [...name("x"), 2, 0],
          [...name("x"), 2, 0],
        ]),
      ),
    ),
    /export x appears twice/,
  ],
  ["an export name that is no text", module(MEMORY, section(7, [1, 1, 0xff, 2, 0])), /name is not UTF-8/],
  ["data for another memory", module(MEMORY, section(11, vec([[2, 1, ...i32(0), 0x0b, 0]]))), /data segment of another memory/],
  ["a wrong data count", module(MEMORY, section(12, [2]), section(11, vec([[1, 0]]))), /2 data segments announced, 1 found/],
  ["data beyond the section", module(MEMORY, section(11, [1, 1, ...u(1_000_000)])), /data bytes do not fit/],
  [
    "elements of no function",
    module(TYPE, section(4, vec([[0x70, 0, 1]])), MEMORY, section(9, vec([[0, ...i32(0), 0x0b, 1, 0]]))),
    /element names no function/,
  ],
  ["element flags", module(MEMORY, section(9, vec([[8]]))), /element segment flags 0x08/],
  ["a custom section with a broken name", module([0, 2, 5, 0x61]), /name bytes do not fit/],
];

for (const [label, bytes, reason] of MODULES) {
  test(`refuses ${label}`, () => {
    const { message, details } = refusal(bytes);
    assert.match(message, reason);
    const at = Number(details["offset"]);
    assert.ok(at >= 0 && at <= bytes.byteLength, message);
  });
}

test("asks about each import with module, name and signature", () => {
  const bytes = assemble({ imports: [{ name: "known", params: [I32, I64], results: [F32] }, { name: "other" }], functions: [] });
  const asked: string[] = [];
  const error = refusal(bytes, {
    allowImport(from, one, signature) {
      asked.push(`${from} ${one} ${signature}`);
      return one === "known";
    },
  });
  assert.deepEqual(asked, ["env known ij>f", "env other >"]);
  assert.match(error.message, /import env.other with signature > is not supported at offset \d+$/);
});

test("deep nesting is bounded without recursion, and what is just below works", () => {
  const nested = (depth: number): Bytes => [...new Array(depth).fill([0x02, 0x40]).flat(), ...new Array(depth).fill(0x0b)];
  assert.match(refusal(withCode(nested(10_500)).bytes).message, /more than 10000 nested blocks/);
  const { bytes } = withCode(nested(9_900));
  assert.ok(WebAssembly.validate(instrument(bytes, { ...ALLOW, version: 1, maximumPages: 1 }).bytes));
});

test("allows what looks similar and is harmless", () => {
  const good: readonly Bytes[] = [
    [0xfc, 9, 1],
    [...i32(0), 0x25, 0, 0x1a, 0xfc, 16, 0, 0x1a],
    [0xd0, 0x6f, 0xd1, 0x1a, 0xd2, 0, 0x1a],
    [0x41, 0x80, 0x80, 0x80, 0x80, 0x78, 0x1a, 0x20, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1a],
    [...i32(0), ...i32(0), ...i32(1), 0xfc, 8, 0, 0],
  ];
  for (const code of good) {
    // Segment 0 is active here, 1 is active in the order of the assembler; the passive one comes last.
    const { bytes } = withCode(code, {
      active:
        code[1] === 8
          ? []
          : [
              { at: 0, bytes: [1] },
              { at: 0, bytes: [1] },
            ],
      functions: [{ code: [...NOPS, ...code], locals: [I32, V128], export: "f" }],
    });
    assert.ok(WebAssembly.validate(bytes), String(code));
    const done = instrument(bytes, { ...ALLOW, version: 1, maximumPages: 1 });
    assert.ok(WebAssembly.validate(done.bytes), String(code));
  }
});

test("options and memory limits are checked", () => {
  const bytes = assemble({ functions: [], initialPages: 10 });
  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof LoomError) return `${error.code} ${error.message}`;
    }
    return "nothing";
  };
  const options = { ...ALLOW, version: 1 } as const;
  assert.match(
    code(() => instrument(bytes, { ...options, maximumPages: 9 })),
    /^MODULE_INVALID .*starts with 10 pages, the limit is 9/,
  );
  assert.match(
    code(() => instrument(bytes, { ...options, maximumPages: 65_537 })),
    /^BAD_REQUEST/,
  );
  assert.match(
    code(() => instrument(bytes, { ...options, maximumPages: 1.5 })),
    /^BAD_REQUEST/,
  );
  assert.match(
    code(() => instrument(bytes, { ...options, maximumPages: -1 })),
    /^BAD_REQUEST/,
  );
  const taken = assemble({ functions: [{ code: [], export: "__g12" }] });
  assert.match(
    code(() => instrument(taken, { ...options, maximumPages: 9 })),
    /^MODULE_INVALID .*__g12 has a reserved name/,
  );
  const wide = assemble({ functions: [], memory64: true, active: [{ at: 1, bytes: [1] }] });
  assert.equal(instrument(wide, { ...options, maximumPages: 262_144 }).report.markerPages, 64);
});

test("hostile sizes end in a result or a coded refusal, in bounded time", () => {
  const started = performance.now();
  const repeat = (count: number, code: Bytes): number[] => new Array<Bytes>(count).fill(code).flat();
  const bodies: readonly Bytes[] = [
    // Branches far outwards from deep inside.
    [...repeat(9000, [0x02, 0x40]), ...repeat(60_000, [...i32(0), 0x0d, ...u(8999)]), ...repeat(9000, [0x0b])],
    // Long tables.
    repeat(8, [...i32(0), 0x0e, ...u(60_000), ...repeat(60_001, [0])]),
    // Square roots grow from one byte to eighteen, to more than the engine takes in one function.
    [...i32(0), 0xb7, ...repeat(600_000, [0x9f]), 0x1a],
    // A new segment at every second byte.
    repeat(300_000, [0x0c, 0]),
    repeat(100_000, [...i32(1), 0x04, 0x40, 0x0b]),
  ];
  const outcomes = bodies.map((code) => {
    const bytes = assemble({ functions: [{ code }], memory64: true });
    try {
      instrument(bytes, { ...ALLOW, version: 1, maximumPages: 100 });
      return "instrumented";
    } catch (error) {
      assert.ok(error instanceof LoomError && error.code === "MODULE_INVALID", String(error));
      return error.message;
    }
  });
  assert.equal(outcomes[0], "instrumented");
  assert.match(outcomes[2] ?? "", /instrumented code exceeds 7654321 bytes/);
  assert.equal(outcomes[4], "instrumented");
  assert.ok(performance.now() - started < 20_000);
});
