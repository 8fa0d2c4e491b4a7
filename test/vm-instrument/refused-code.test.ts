import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bytes, I32, i32, u } from "./assemble.ts";
import { refusal, withCode } from "./refusal.ts";

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
