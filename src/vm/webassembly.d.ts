/**
 * The part of the WebAssembly JavaScript interface that this program uses. The compiler's own declaration comes only with the
 * whole browser library, which would let browser globals slip into node code unseen.
 */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
    private readonly brand: "module";
  }

  class Instance {
    constructor(module: Module, imports: Imports | MemoryImports);
    readonly exports: Readonly<Record<string, unknown>>;
  }

  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum?: number; readonly shared?: boolean });
    /** A SharedArrayBuffer when shared; growth makes another one. */
    readonly buffer: ArrayBufferLike;
    /** Takes a bigint when the memory is 64-bit. Throws RangeError when it cannot grow. */
    grow(pages: number | bigint): number | bigint;
  }

  class Table {
    private constructor();
    readonly length: number | bigint;
    get(index: number | bigint): unknown;
  }

  class Global {
    private constructor();
    value: number | bigint;
  }

  class RuntimeError extends Error {}
  class CompileError extends Error {}
  class LinkError extends Error {}

  type Value = number | bigint;
  type HostFunction = (...values: Value[]) => Value | undefined;
  type MemoryImports = Record<string, Record<string, Memory>>;
  type Imports = Record<string, Record<string, HostFunction>>;

  function validate(bytes: Uint8Array): boolean;
}
