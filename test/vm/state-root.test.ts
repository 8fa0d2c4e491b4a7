import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import fc from "fast-check";
import { LoomError } from "../../src/base/errors.ts";
import type { VmInstance } from "../../src/vm/instance.ts";
import { captureImage, restoreImage } from "../../src/vm/memory-image.ts";
import { committedState, type StateBinding, stateRoot } from "../../src/vm/state-root.ts";
import { createStateTree, type StateTree, TREE_HEIGHT } from "../../src/vm/state-tree.ts";
import { attempt, fresh, id, MODULE, MODULES, send, spawn } from "./driver.ts";

const PAGE = 4096;
const PAGES = 300;

/** The definition, written down a second time and without any shortcut but the constants of zero subtrees. */
function definedRoot(pages: ReadonlyMap<number, Uint8Array>): string {
  const hash = (...parts: Uint8Array[]): Buffer => parts.reduce((hasher, part) => hasher.update(part), createHash("sha256")).digest();
  let zero = hash(Uint8Array.of(0), new Uint8Array(PAGE));
  let nodes = new Map([...pages].map(([index, page]) => [index, hash(Uint8Array.of(0), page)]));
  for (let level = 0; level < TREE_HEIGHT; level++) {
    const next = new Map<number, Buffer>();
    for (const index of nodes.keys()) {
      const left = nodes.get(index - (index % 2)) ?? zero;
      const right = nodes.get(index - (index % 2) + 1) ?? zero;
      next.set(Math.floor(index / 2), hash(Uint8Array.of(1), left, right));
    }
    zero = hash(Uint8Array.of(1), zero, zero);
    nodes = next;
  }
  return (nodes.get(0) ?? zero).toString("hex");
}

const hex = (tree: StateTree): string => Buffer.from(tree.memoryRoot()).toString("hex");

const writes = fc.array(
  fc.array(
    fc.record({ page: fc.oneof(fc.nat(PAGES - 1), fc.constantFrom(2 ** 20 - 1, 65_536)), byte: fc.nat(255), at: fc.nat(PAGE - 1) }),
    {
      maxLength: 12,
    },
  ),
  { maxLength: 5 },
);

describe("state tree", () => {
  it("updated step by step equals one that is built at once, and the definition", () => {
    fc.assert(
      fc.property(writes, (steps) => {
        const memory = new Map<number, Uint8Array>();
        const read = (page: number): Uint8Array => memory.get(page) ?? new Uint8Array(PAGE);
        const tree = createStateTree();
        for (const step of steps) {
          for (const { page, at, byte } of step) {
            const bytes = memory.get(page) ?? new Uint8Array(PAGE);
            // Zero is written too: pages become zero again.
            bytes[at] = byte % 3 === 0 ? 0 : byte;
            memory.set(page, bytes);
          }
          tree.update(
            step.map(({ page }) => page),
            read,
          );
          const whole = createStateTree();
          whole.update(memory.keys(), read);
          assert.equal(hex(tree), hex(whole));
          assert.equal(hex(tree), definedRoot(memory));
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it("sees every byte, and where a page lies", () => {
    const root = (index: number, page: Uint8Array): string => {
      const tree = createStateTree();
      tree.update([index], () => page);
      return hex(tree);
    };
    const roots = new Set([hex(createStateTree())]);
    for (let at = 0; at < PAGE; at += 273) {
      const page = new Uint8Array(PAGE);
      page[at] = 1;
      roots.add(root(0, page)).add(root(1, page));
    }
    assert.equal(roots.size, 1 + 2 * Math.ceil(PAGE / 273));
  });

  it("has room for 4 GiB", () => {
    assert.throws(() => createStateTree().update([2 ** 20], () => new Uint8Array(PAGE)), LoomError);
  });
});

describe("state root", () => {
  it("binds module, environment, size, globals and memory", () => {
    const binding: StateBinding = {
      module: MODULE,
      environment: "1",
      pages: 17,
      globals: [
        { index: 0, type: "i", value: 5 },
        { index: 3, type: "j", value: 6n },
      ],
      memoryRoot: new Uint8Array(32),
    };
    const roots = [
      binding,
      { ...binding, module: id("e") },
      { ...binding, environment: "2" },
      { ...binding, environment: `1${MODULE}` },
      { ...binding, pages: 18 },
      { ...binding, globals: [] },
      { ...binding, globals: [{ index: 0, type: "i", value: 6 }, ...binding.globals.slice(1)] },
      { ...binding, globals: [{ index: 1, type: "i", value: 5 }, ...binding.globals.slice(1)] },
      { ...binding, globals: [{ index: 0, type: "j", value: 5n }, ...binding.globals.slice(1)] },
      { ...binding, memoryRoot: new Uint8Array(32).fill(1, 31) },
    ].map(stateRoot);
    assert.equal(new Set(roots).size, roots.length);
    assert.match(roots[0] ?? "", /^[\w-]{43}$/);
  });
});

for (const name of MODULES) {
  describe(`roots of ${name}`, () => {
    const rootOf = (instance: VmInstance, tree: StateTree): string => {
      tree.update(instance.takeDirty(), (page) => instance.page(page));
      return stateRoot({ module: MODULE, environment: "1", ...committedState(instance), memoryRoot: tree.memoryRoot() });
    };

    it("are the same whether kept in step, batched, or rebuilt from an image", async () => {
      const process = await spawn(name);
      const [step, lazy] = [createStateTree(), createStateTree()];
      const late = await spawn(name);
      const roots: string[] = [rootOf(process, step)];
      for (let nonce = 1; nonce <= 4; nonce++) {
        const code = nonce === 3 ? 'Big = string.rep("b", 9 * 1024 * 1024) return #Big' : `V${nonce} = string.rep("v", ${nonce * 900})`;
        send(process, { data: code, nonce });
        send(late, { data: code, nonce });
        roots.push(rootOf(process, step));
        attempt(process, { data: "error({})", nonce: 9 });
        assert.equal(process.rollback(), true);
        assert.equal(rootOf(process, step), roots.at(-1), "a rolled back message changes no root");
      }
      assert.equal(new Set(roots).size, roots.length);
      assert.equal(rootOf(late, lazy), roots.at(-1));
      const copy = await fresh(name);
      restoreImage(copy, captureImage(process));
      assert.equal(rootOf(copy, createStateTree()), roots.at(-1));
    });
  });
}
