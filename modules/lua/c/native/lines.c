/* native.lines(fn) -> the set of lines that can run in a Lua function and in the functions inside it */
#include "lauxlib.h"
#include "lobject.h"
#include "native.h"

static void add_lines(lua_State *L, const Proto *proto) {
  for (int at = 0; at < proto->sizelineinfo; at++) {
    lua_pushboolean(L, 1);
    lua_rawseti(L, 2, proto->lineinfo[at]);
  }
  for (int at = 0; at < proto->sizep; at++) add_lines(L, proto->p[at]);
}

static int lines(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  luaL_argcheck(L, !lua_iscfunction(L, 1), 1, "a function of Lua expected");
  lua_settop(L, 1);
  lua_newtable(L);
  /* What a function's address points at is its closure. */
  add_lines(L, ((const LClosure *)lua_topointer(L, 1))->p);
  return 1;
}

int luaopen_native_lines(lua_State *L) {
  lua_pushcfunction(L, lines);
  return 1;
}
