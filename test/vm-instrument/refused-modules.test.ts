import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bytes, HEADER, I32, i32, name, section, u, V128, vec } from "./assemble.ts";
import { refusal } from "./refusal.ts";

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
