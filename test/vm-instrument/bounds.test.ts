import assert from "node:assert/strict";
import { test } from "node:test";
import { LoomError } from "../../src/base/errors.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { assemble, type Bytes, F32, I32, I64, i32, u, V128 } from "./assemble.ts";
import { ALLOW, NOPS, refusal, withCode } from "./refusal.ts";

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

test("hostile sizes end in a result or a coded refusal", () => {
  const repeat = (count: number, code: Bytes): number[] => new Array<Bytes>(count).fill(code).flat();
  const bodies: readonly Bytes[] = [
    // Branches far outwards from deep inside.
    [...repeat(9000, [0x02, 0x40]), ...repeat(20_000, [...i32(0), 0x0d, ...u(8999)]), ...repeat(9000, [0x0b])],
    // Long tables.
    repeat(8, [...i32(0), 0x0e, ...u(60_000), ...repeat(60_001, [0])]),
    // Square roots grow from one byte to eighteen, to more than the engine takes in one function.
    [...i32(0), 0xb7, ...repeat(450_000, [0x9f]), 0x1a],
    // A new segment at every second byte.
    repeat(100_000, [0x0c, 0]),
    repeat(30_000, [...i32(1), 0x04, 0x40, 0x0b]),
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
});
