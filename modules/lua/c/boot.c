/* Makes the Lua state: standard library, what is taken from it, the bundled modules. */
#include <string.h>
#include "alloc.h"
#include "lauxlib.h"
#include "lualib.h"
#include "native.h"

const char loom_process_key = 0;
static const char native_key = 0;

static const LoomSource *find(const char *name, size_t size, const char *suffix) {
  for (const LoomSource *one = loom_sources; one->name != NULL; one++)
    if (strncmp(one->name, name, size) == 0 && strcmp(one->name + size, suffix) == 0) return one;
  return NULL;
}

/* loader(name): calls the chunk (upvalue 1) with its name and the native functions */
static int load_module(lua_State *L) {
  lua_settop(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &native_key);
  lua_call(L, 2, 1);
  return 1;
}

/* A searcher as require wants it: a name is itself or its `.init`. */
static int search(lua_State *L) {
  size_t size;
  const char *name = luaL_checklstring(L, 1, &size);
  const LoomSource *found = find(name, size, "");
  if (found == NULL) found = find(name, size, ".init");
  if (found == NULL) {
    lua_pushfstring(L, "module %s not found", name);
    return 1;
  }
  if (luaL_loadbufferx(L, found->text, found->size, found->name, "t") != LUA_OK) return lua_error(L);
  lua_pushcclosure(L, load_module, 1);
  return 1;
}

static int no_exit(lua_State *L) { return luaL_error(L, "a process cannot exit"); }

static void push_native(lua_State *L) {
  static const luaL_Reg functions[] = {{"readfile", loom_readfile}, {"utf8fix", loom_utf8fix}, {NULL, NULL}};
  luaL_newlib(L, functions);
  for (const LoomNative *one = loom_natives; one->name != NULL; one++) {
    lua_pushcfunction(L, one->open);
    lua_call(L, 0, 1);
    lua_setfield(L, -2, one->name);
  }
}

static int start(lua_State *L) {
  luaL_openlibs(L);
  lua_getglobal(L, "os");
  lua_pushcfunction(L, no_exit);
  lua_setfield(L, -2, "exit");
  push_native(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &native_key);
  lua_getglobal(L, "package");
  lua_getfield(L, -1, "searchers");
  for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i >= 2; i--) {
    lua_rawgeti(L, -1, i);
    lua_rawseti(L, -2, i + 1);
  }
  lua_pushcfunction(L, search);
  lua_rawseti(L, -2, 2);
  lua_getglobal(L, "require");
  lua_pushliteral(L, ".process");
  lua_call(L, 1, 1);
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &loom_process_key);
  return 0;
}

lua_State *loom_boot(int *failed) {
  lua_State *L = lua_newstate(loom_alloc, NULL);
  if (L == NULL) __builtin_trap();
  lua_pushcfunction(L, start);
  lua_gc(L, LUA_GCSTOP, 0);
  *failed = lua_pcall(L, 0, 0, 0) != LUA_OK;
  lua_gc(L, LUA_GCRESTART, 0);
  /* What the compiler left behind is free before the first message. */
  lua_gc(L, LUA_GCCOLLECT, 0);
  return L;
}
