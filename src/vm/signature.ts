/**
 * Signatures of functions between module and host, written once for both pointer sizes.
 *
 * Letters: `i` i32, `d` f64, `p` a pointer or size (i32, or i64 in a 64-bit module), `l` a 64-bit number (i64, or two i32, low half
 * first, where the compiler split it). Parameters, `>`, result: `ip>i`.
 * @module
 */

/** The wasm signatures that a portable one allows in a module of this pointer size. */
export function allowedSignatures(portable: string, memory64: boolean): string[] {
  const direct = portable.replaceAll("p", memory64 ? "j" : "i").replaceAll("l", "j");
  if (!portable.includes("l")) return [direct];
  const [params = "", result = ""] = portable.split(">");
  // A split 64-bit result travels as its low half; the high half goes through _emscripten_tempret_set.
  const split = `${params.replaceAll("l", "ii")}>${result.replaceAll("l", "i")}`.replaceAll("p", memory64 ? "j" : "i");
  return [direct, split];
}
