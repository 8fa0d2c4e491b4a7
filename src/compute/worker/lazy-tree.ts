/**
 * The hash tree of a resident's memory. Nobody asks most processes for a root, so the tree is made when one is first asked for, and
 * from then on follows what messages write.
 * @module
 */
import type { VmInstance } from "../../vm/instance.ts";
import { createStateTree, type StateTree } from "../../vm/state-tree.ts";

export interface LazyTree {
  /** These pages were written; the instance holds them as they are now. */
  wrote(pages: Iterable<number>, instance: VmInstance): void;
  /** Root of the memory, when all that was written was told. */
  root(instance: VmInstance): Uint8Array;
}

/** `written`: all pages that were ever written; the others are zero. */
export function createLazyTree(written: ReadonlySet<number>): LazyTree {
  let tree: StateTree | null = null;
  return {
    wrote(pages, instance) {
      tree?.update(pages, (page) => instance.page(page));
    },
    root(instance) {
      if (tree === null) {
        tree = createStateTree();
        tree.update(written, (page) => instance.page(page));
      }
      return tree.memoryRoot();
    },
  };
}
