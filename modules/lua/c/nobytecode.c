/* Bytecode can crash the machine, so there is none: stands in for lundump.c and ldump.c. */
#include "lua.h"
#include "ldo.h"
#include "lobject.h"
#include "lundump.h"

LClosure *luaU_undump(lua_State *L, ZIO *input, const char *name) {
  (void)input, (void)name;
  luaO_pushfstring(L, "attempt to load a binary chunk (mode is 't')");
  luaD_throw(L, LUA_ERRSYNTAX);
}

/* string.dump: "unable to dump given function". */
int luaU_dump(lua_State *L, const Proto *function, lua_Writer writer, void *data, int strip) {
  (void)L, (void)function, (void)writer, (void)data, (void)strip;
  return 1;
}
