/**
 * `wasm32-unknown-emscripten`: the names are minified. What a letter means depends on the build, but the reference unit has one glue
 * for this format and so one meaning for each letter: a module of another build does not run there either. Found out by calling each
 * import of that unit and watching what it does; it is built without a file system, so what concerns files succeeds and does nothing.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { ERRNO } from "./errno.ts";
import { constant, type HostImport, type HostImports } from "./host.ts";
import { lifecycleImports } from "./lifecycle.ts";
import { memoryImports } from "./memory-growth.ts";
import { olderImports } from "./older.ts";
import { timeImports } from "./time.ts";
import { wasiImports } from "./wasi.ts";

export const MINIFIED_MODULE = "a";
/** `invoke_vii` is bound by its name, see `invoke.ts`. */
export const MINIFIED_INVOKE = { letter: "x", name: "invoke_vii" } as const;

const known = (group: HostImports, name: string): HostImport => {
  const found = group[name];
  if (found === undefined) throw new LoomError("INTERNAL", `no host import ${name}`);
  return found;
};

export const minifiedImports: HostImports = {
  a: known(timeImports, "_emscripten_date_now"),
  b: known(lifecycleImports, "setTempRet0"),
  c: constant("i>i", ERRNO.noSystem), // fd_close
  d: constant("iii>i", 0), // fcntl64, ioctl
  e: constant("iii>i", 0), // files, like g r s t w
  f: known(wasiImports, "fd_write"),
  g: constant("iiii>i", 0),
  h: known(lifecycleImports, "getTempRet0"),
  i: known(timeImports, "_mktime_js"),
  j: known(olderImports, "_tzset_js"),
  k: known(memoryImports, "emscripten_memcpy_big"),
  l: known(lifecycleImports, "exit"),
  m: known(olderImports, "system"),
  n: known(timeImports, "strftime"),
  o: constant("ilip>i", ERRNO.seekPipe), // fd_seek
  p: known(lifecycleImports, "_emscripten_throw_longjmp"),
  q: known(memoryImports, "emscripten_resize_heap"),
  r: constant("ii>i", 0),
  s: constant("iiii>i", 0),
  t: constant("i>i", 0),
  u: known(wasiImports, "environ_get"),
  v: known(wasiImports, "environ_sizes_get"),
  w: constant("iii>i", 0),
  y: constant("iiii>i", ERRNO.noSystem), // fd_read
  z: constant("iii>i", 0),
  A: known(timeImports, "_emscripten_get_now_is_monotonic"),
  B: known(olderImports, "_gmtime_js"),
  C: known(olderImports, "_localtime_js"),
  D: known(lifecycleImports, "abort"),
};
