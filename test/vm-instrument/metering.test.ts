import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { GAS_TABLE_V1, gasOf } from "../../src/vm/instrument/gas-table.ts";
import { instrument } from "../../src/vm/instrument/instrument.ts";
import { DEPTH } from "../../src/vm/instrument/rules.ts";
import { assemble, type Bytes, get, I32, I64, i32, i64, set, type TestModule, u, V128 } from "./assemble.ts";

const OPTIONS = { version: 1, maximumPages: 16, allowImport: () => true } as const;
type Main = (...values: WebAssembly.Value[]) => WebAssembly.Value;

interface Live {
  readonly main: Main;
  readonly gas: WebAssembly.Global;
  readonly depth: WebAssembly.Global;
  readonly fault: WebAssembly.Global;
  readonly memory: WebAssembly.Memory;
  readonly dirty: WebAssembly.Memory;
}

function live(module: TestModule, imports: WebAssembly.Imports = {}): Live {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(instrument(assemble(module), OPTIONS).bytes), imports);
  return {
    main: exports["main"] as Main,
    gas: exports["__gas"] as WebAssembly.Global,
    depth: exports["__depth"] as WebAssembly.Global,
    fault: exports["__fault"] as WebAssembly.Global,
    memory: exports["memory"] as WebAssembly.Memory,
    dirty: exports["__dirty"] as WebAssembly.Memory,
  };
}

/** Gas that one call uses. */
function used(one: Live, ...values: WebAssembly.Value[]): number {
  one.gas.value = 1n << 40n;
  one.main(...values);
  return Number((1n << 40n) - BigInt(one.gas.value));
}

const cost = (names: string): number => names.split(" ").reduce((sum, name) => sum + (gasOf(name) ?? Number.NaN), 0);
const main = (code: Bytes, more: Partial<TestModule["functions"][number]> = {}): TestModule => ({
  functions: [{ code, export: "main", ...more }],
});

test("gas is the sum of the costs of the instructions that ran", () => {
  assert.equal(used(live(main([...i32(1), ...i32(2), 0x6a, 0x1a]))), cost("i32.const i32.const i32.add drop"));
  // if (p) f = 1 / 3 else nothing: each way pays for its own arm.
  const branch = live(main([...get(0), 0x04, 0x40, ...i32(1), ...i32(3), 0x6e, 0x1a, 0x05, 0x01, 0x0b], { params: [I32] }));
  const arm = cost("i32.const i32.const i32.div_u drop");
  assert.equal(used(branch, 1), cost("local.get if") + arm);
  assert.equal(used(branch, 0), cost("local.get if nop"));
  // A loop that counts down.
  const body = [0x03, 0x40, ...get(0), ...i32(1), 0x6b, 0x22, 0, 0x0d, 0, 0x0b];
  const round = cost("local.get i32.const i32.sub local.tee br_if");
  assert.equal(used(live(main(body, { params: [I32] })), 10), 10 * round);
  // Calls: the callee pays for itself.
  const call: TestModule = { functions: [{ code: [0x10, 1, 0x10, 1], export: "main" }, { code: [0x01, 0x01] }] };
  assert.equal(used(live(call)), 2 * (cost("call") + 2 * cost("nop")));
});

test("a block that is left early costs what ran, and its end starts a new segment", () => {
  // block { br_if 0 (p); nop nop }; nop
  const one = live(main([0x02, 0x40, ...get(0), 0x0d, 0, 0x01, 0x01, 0x0b, 0x01], { params: [I32] }));
  assert.equal(used(one, 1), cost("local.get br_if nop"));
  assert.equal(used(one, 0), cost("local.get br_if nop nop nop"));
});

test("the host sees the gas left at each import call, and what it charges counts", () => {
  const seen: bigint[] = [];
  const state: { gas: WebAssembly.Global | null } = { gas: null };
  const one = live(
    { imports: [{ name: "host" }], functions: [{ code: [0x01, 0x10, 0, 0x01, 0x10, 0, 0x02, 0x40, 0x10, 0, 0x0b, 0x01], export: "main" }] },
    {
      env: {
        host() {
          if (state.gas === null) return undefined;
          seen.push(BigInt(state.gas.value));
          state.gas.value = BigInt(state.gas.value) - 1000n;
          return undefined;
        },
      },
    },
  );
  state.gas = one.gas;
  const own = cost("nop call nop call call nop");
  assert.equal(used(one), own + 3000);
  // The segment has paid in full before its first call.
  const start = (1n << 40n) - BigInt(own);
  assert.deepEqual(seen, [start, start - 1000n, start - 2000n]);
});

const SPINS: readonly (readonly [string, TestModule])[] = [
  ["loop", main([0x03, 0x40, 0x0c, 0, 0x0b])],
  ["loop whose head is free", main([0x03, 0x40, 0x02, 0x40, 0x0b, 0x0c, 0, 0x0b])],
  ["loop around a block and a table", main([0x03, 0x40, 0x02, 0x40, ...i32(0), 0x0e, 1, 1, 0, 0x0b, 0x0b])],
  ["nested loops", main([0x03, 0x40, 0x03, 0x40, 0x0c, 1, 0x0b, 0x0b])],
  ["loop of calls", { functions: [{ code: [0x03, 0x40, 0x10, 1, 0x0c, 0, 0x0b], export: "main" }, { code: [0x01] }] }],
  ["loop of fills", main([0x03, 0x40, ...i32(0), ...i32(0), ...i32(65_536), 0xfc, 11, 0, 0x0c, 0, 0x0b])],
];
for (const [label, module] of SPINS) {
  test(`an endless ${label} runs out of gas`, () => {
    const one = live(module);
    one.gas.value = 1_000_000n;
    assert.throws(() => one.main(), { name: "RuntimeError", message: "unreachable" });
    assert.ok(BigInt(one.gas.value) < 0n, "the host must see that it was the gas");
    assert.ok(BigInt(one.gas.value) > -20_000n, `overshoot ${one.gas.value}`);
  });
}

test("an ordinary trap leaves the gas above zero", () => {
  const one = live(main([0x00]));
  one.gas.value = 1000n;
  assert.throws(() => one.main(), { name: "RuntimeError", message: "unreachable" });
  assert.ok(BigInt(one.gas.value) > 0n);
});

test("bulk operations cost by size and mark exactly their range", () => {
  const fill = live(main([...get(0), ...i32(7), ...get(1), 0xfc, 11, 0], { params: [I32, I32] }));
  const own = cost("local.get i32.const local.get memory.fill");
  for (const [at, size, pages] of [
    [4095, 2, [0, 1]],
    [4096, 4096, [1]],
    [8191, 1, [1]],
    [100, 0, []],
    [0, 65_536, [...Array(16).keys()]],
    [65_536, 0, []],
  ] as const) {
    new Uint8Array(fill.dirty.buffer).fill(0);
    assert.equal(used(fill, at, size), own + Math.floor(size / 2 ** GAS_TABLE_V1.bulkBytesShift), `size ${size}`);
    assert.deepEqual(
      [...new Uint8Array(fill.dirty.buffer).keys()].filter((page) => new Uint8Array(fill.dirty.buffer)[page] !== 0),
      pages,
    );
  }
  assert.throws(() => fill.main(65_530, 7), { message: "memory access out of bounds" });
  assert.throws(() => fill.main(-1, 2), { message: "memory access out of bounds" });
});

test("stores mark the pages of their first and last byte, whatever their size and offset", () => {
  const stores: readonly (readonly [size: number, code: Bytes])[] = [
    [4, [...i32(1), 0x36, 0]],
    [8, [...i64(1), 0x37, 0]],
    [1, [...i32(1), 0x3a, 0]],
    [2, [...i32(1), 0x3b, 0]],
    [4, [...i64(1), 0x3e, 0]],
    [16, [0xfd, 12, ...new Array(16).fill(1), 0xfd, 11, 0]],
  ];
  for (const [size, code] of stores) {
    for (const offset of [0, 1, 4095, 10_000]) {
      const one = live(main([...get(0), ...code, ...u(offset)], { params: [I32] }));
      for (const at of [0, 4096 - size, 4096 - size + 1, 4095, 4096, 40_000]) {
        const dirty = new Uint8Array(one.dirty.buffer).fill(0);
        one.main(at);
        const pages = [...new Set([Math.floor((at + offset) / 4096), Math.floor((at + offset + size - 1) / 4096)])];
        assert.deepEqual(
          [...dirty.keys()].filter((page) => dirty[page] !== 0),
          pages,
          `${size} bytes at ${at} + ${offset}`,
        );
      }
    }
  }
});

test("growth is charged by page, stops at the limit and costs little when refused", () => {
  const one = live(main([...get(0), 0x40, 0], { params: [I32], results: [I32] }));
  const own = cost("local.get memory.grow");
  assert.equal(used(one, 3), own + 3 * GAS_TABLE_V1.grownPage);
  assert.equal(one.memory.buffer.byteLength / 65_536, 4);
  assert.equal(one.main(12), 4);
  assert.equal(one.main(1), -1, "17 pages");
  assert.equal(used(one, 1_000_000), own);
  assert.equal(one.main(-1), -1);
  assert.equal(one.fault.value, 0);
});

/** Recursion without end: `locals` i64 locals and `height` operands live across the call. */
function recursive(locals: number, height: number, throughHost: boolean): TestModule {
  const touch = Array.from({ length: locals }, (_, index) => [...get(0), 0xac, ...set(index + 1)]).flat();
  const use = Array.from({ length: locals }, (_, index) => [...get(index + 1), 0xa7, 0x6a]).flat();
  const push = Array.from({ length: height }, () => get(0)).flat();
  const drop = Array.from({ length: height }, () => [0x6a]).flat();
  const again = [...get(0), ...i32(1), 0x6a, 0x10, throughHost ? 0 : 1];
  return {
    imports: [{ name: "host", params: [I32], results: [I32] }],
    functions: [
      {
        params: [I32],
        results: [I32],
        locals: new Array(locals).fill(I64),
        code: [...touch, ...push, ...again, ...drop, ...use],
        export: "main",
      },
    ],
  };
}

async function inWorker(bytes: Uint8Array): Promise<{ outcome: string; depth: number | undefined }[]> {
  const worker = new Worker(new URL("stack-main.ts", import.meta.url), { workerData: { bytes }, resourceLimits: { stackSizeMb: 4 } });
  const messages: { outcome: string; depth: number | undefined }[] = [];
  worker.on("message", (message) => messages.push(message));
  await new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  return messages;
}

for (const [label, module] of [
  ["small frames", recursive(0, 0, false)],
  ["frames of 300 locals", recursive(300, 0, false)],
  ["frames of 5000 locals", recursive(5000, 0, false)],
  ["frames of 5000 operands", recursive(0, 5000, false)],
  ["frames through the host", recursive(0, 0, true)],
  ["wide frames through the host", recursive(300, 300, true)],
] as const) {
  test(`endless recursion with ${label} meets the depth limit before the engine's stack ends`, async () => {
    const bytes = assemble(module);
    const [bare] = await inWorker(bytes);
    assert.match(bare?.outcome ?? "", /RangeError/, "without the limit");
    const outcomes = await inWorker(instrument(bytes, OPTIONS).bytes);
    assert.equal(outcomes.length, 3);
    for (const { outcome, depth } of outcomes) {
      assert.equal(outcome, "RuntimeError: unreachable");
      assert.ok(Number(depth) > DEPTH.limit && Number(depth) < DEPTH.limit + 12_000);
    }
    assert.equal(new Set(outcomes.map(({ depth }) => depth)).size, 1);
  });
}

test("a function that calls nothing is refused for its size alone", async () => {
  // main recurses; at every level it calls a leaf with a huge frame.
  const leaf = {
    params: [I32],
    locals: new Array(8000).fill(V128),
    code: Array.from({ length: 8000 }, (_, i) => [...get(0), 0xfd, 0x11, ...set(i + 1)]).flat(),
  };
  const bytes = assemble({
    imports: [{ name: "host", params: [I32], results: [I32] }],
    functions: [{ params: [I32], results: [I32], code: [...get(0), 0x10, 2, ...get(0), 0x10, 1], export: "main" }, leaf],
  });
  const [first] = await inWorker(instrument(bytes, OPTIONS).bytes);
  assert.equal(first?.outcome, "RuntimeError: unreachable");
  assert.ok(Number(first?.depth) > DEPTH.limit);
});

test("depth comes back to zero whichever way a function is left", () => {
  // br_if, br_table and return out of the function, each with a result on the stack.
  const ways: readonly Bytes[] = [
    [...i32(5), ...get(0), 0x0d, 0, 0x1a, 0x10, 1],
    [...i32(5), ...get(0), 0x0e, 1, 0, 0],
    [...get(0), 0x04, 0x40, ...i32(5), 0x0f, 0x0b, 0x10, 1],
    [0x02, 0x40, ...i32(5), ...get(0), 0x0d, 1, 0x1a, 0x0b, 0x10, 1],
  ];
  for (const code of ways) {
    const one = live({
      functions: [
        { params: [I32], results: [I32], code: [0x10, 1, 0x1a, ...code], export: "main" },
        { results: [I32], code: [...i32(5), 0x0c, 0] },
      ],
    });
    for (const way of [0, 1]) {
      assert.equal(one.main(way), 5);
      assert.equal(one.depth.value, 0);
    }
  }
});

test("several results leave through a block with a type of its own", () => {
  const one = live({
    functions: [
      {
        params: [I32],
        results: [I32, I64],
        code: [0x10, 1, ...i32(1), ...i64(2), ...get(0), 0x0d, 0, 0x1a, 0x1a, ...i32(3), ...i64(4)],
        export: "main",
      },
      { code: [0x01] },
    ],
  });
  assert.deepEqual(one.main(1), [1, 2n]);
  assert.deepEqual(one.main(0), [3, 4n]);
});
