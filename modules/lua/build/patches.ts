/**
 * Every change to the source of Lua. Each text must be there exactly once.
 * @module
 */
export interface Patch {
  readonly file: string;
  readonly why: string;
  readonly find: string;
  readonly replace: string;
}

export const PATCHES: readonly Patch[] = [
  {
    file: "lstring.c",
    why: "The stock hash skips bytes of strings from 32 bytes on, and its collisions can be written down.",
    find: `  unsigned int h = seed ^ cast(unsigned int, l);
  size_t step = (l >> LUAI_HASHLIMIT) + 1;
  for (; l >= step; l -= step)
    h ^= ((h<<5) + (h>>2) + cast_byte(str[l - 1]));
  return h;`,
    replace: `  extern unsigned int loom_hash_string (const char *text, size_t size);
  (void)seed;
  return loom_hash_string(str, l);`,
  },
  {
    file: "ltable.c",
    why: "Integers that agree in their low bits, and floats made to fit, all land in one slot of the stock table.",
    find: "#define hashint(t,i)\t\thashpow2(t, i)",
    replace: `#include "hash.h"
#define hashint(t,i) \\
  (l_castS2U(i) < LOOM_SMALL_INTEGER ? hashpow2(t, i) : hashpow2(t, loom_hash_word(l_castS2U(i))))`,
  },
  {
    file: "ltable.c",
    why: "As above: floats.",
    find: `  int i;
  lua_Integer ni;
  n = l_mathop(frexp)(n, &i) * -cast_num(INT_MIN);`,
    replace: `  int i;
  lua_Integer ni;
  {
    uint64_t bits;
    memcpy(&bits, &n, sizeof bits);
    if (n == n) return (int)(loom_hash_word(bits) & INT_MAX);
  }
  n = l_mathop(frexp)(n, &i) * -cast_num(INT_MIN);`,
  },
  {
    file: "ltable.c",
    why: "For memcpy.",
    find: "#include <math.h>\n",
    replace: "#include <math.h>\n#include <string.h>\n",
  },
  {
    file: "lgc.c",
    why: "Small heaps would be marked and swept all the time, which writes to each of their pages: a cycle waits for some allocation.",
    find: "  debt = gettotalbytes(g) - threshold;\n",
    replace: `  if (threshold < cast(l_mem, g->GCestimate) + LOOM_GC_SLACK) threshold = cast(l_mem, g->GCestimate) + LOOM_GC_SLACK;
  debt = gettotalbytes(g) - threshold;
`,
  },
  {
    file: "luaconf.h",
    why: "Of the C stack: 200 functions with such a buffer within each other must fit.",
    find: "#define LUAL_BUFFERSIZE   ((int)(0x80 * sizeof(void*) * sizeof(lua_Integer)))",
    replace: "#define LUAL_BUFFERSIZE   1024",
  },
  {
    file: "luaconf.h",
    why: "In slots of 16 bytes. A stack that has overflowed leaves memory behind that every later state carries.",
    find: "#define LUAI_MAXSTACK\t\t1000000",
    replace: "#define LUAI_MAXSTACK\t\t262144",
  },
  {
    file: "lgc.c",
    why: "A finalizer that fails would fail every message that comes to it, whoever sent it, for it is there again after the undoing.",
    find: "    if (status != LUA_OK && propagateerrors) {  /* error while running __gc? */",
    replace: `    if (status != LUA_OK) L->top--;
    if (0) {`,
  },
  {
    file: "ldblib.c",
    why: "C functions trust their upvalues. Bundled modules get theirs by one, too.",
    find: "  luaL_checktype(L, 1, LUA_TFUNCTION);  /* closure */\n",
    replace: "  luaL_checktype(L, 1, LUA_TFUNCTION);  /* closure */\n  if (lua_iscfunction(L, 1)) return 0;\n",
  },
  {
    file: "ldebug.c",
    why: "C functions trust what lies in their frames.",
    find: "    if (limit - base >= n && n > 0)  /* is 'n' inside 'ci' stack? */",
    replace: "    if (isLua(ci) && limit - base >= n && n > 0)",
  },
  {
    file: "ltablib.c",
    why: "%d takes an int, not a lua_Integer: the index in the message was always 0 here.",
    find: `    luaL_error(L, "invalid value (%s) at index %d in table for 'concat'",
                  luaL_typename(L, -1), i);`,
    replace: `    luaL_error(L, "invalid value (%s) at index %I in table for 'concat'",
                  luaL_typename(L, -1), (LUAI_UACINT)i);`,
  },
  {
    file: "lauxlib.c",
    why: "A program can call it with any userdata.",
    find: "static int boxgc (lua_State *L) {\n",
    replace: 'static int boxgc (lua_State *L) {\n  luaL_checkudata(L, 1, "LUABOX");\n',
  },
];
