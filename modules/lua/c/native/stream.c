/* native.stream: streams of the crypto library, functions that give one byte a call. Those over a text can be emptied at once. */
#include <string.h>
#include "lauxlib.h"
#include "lua.h"

/* Upvalues: the text, the position of the next byte. */
static int next(lua_State *L) {
  size_t size;
  if (lua_type(L, lua_upvalueindex(1)) != LUA_TSTRING)
    return luaL_error(L, "attempt to index a %s value (upvalue 'string')", luaL_typename(L, lua_upvalueindex(1)));
  const char *text = lua_tolstring(L, lua_upvalueindex(1), &size);
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(2));
  if ((size_t)at >= size) return 0;
  lua_pushinteger(L, at + 1);
  lua_replace(L, lua_upvalueindex(2));
  lua_pushinteger(L, (unsigned char)text[at]);
  return 1;
}

static int from_text(lua_State *L) {
  lua_settop(L, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, next, 2);
  return 1;
}

/* drain(stream): what is left in it, as a text. Numbers beyond a byte lose their upper bits. */
static int drain(lua_State *L) {
  lua_settop(L, 1);
  if (lua_tocfunction(L, 1) == next && lua_getupvalue(L, 1, 1) != NULL && lua_type(L, -1) == LUA_TSTRING) {
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    lua_getupvalue(L, 1, 2);
    size_t at = (size_t)lua_tointeger(L, -1);
    lua_pushinteger(L, (lua_Integer)size);
    lua_setupvalue(L, 1, 2);
    lua_pushlstring(L, text + at, size - at);
    return 1;
  }
  lua_settop(L, 1);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (;;) {
    int isnum;
    lua_pushvalue(L, 1);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) break;
    if (lua_type(L, -1) != LUA_TNUMBER) return luaL_error(L, "a stream must give numbers, not a %s", luaL_typename(L, -1));
    lua_Integer byte = lua_tointegerx(L, -1, &isnum);
    if (!isnum) return luaL_error(L, "number has no integer representation");
    lua_pop(L, 1);
    luaL_addchar(&buffer, (char)byte);
  }
  lua_pop(L, 1);
  luaL_pushresult(&buffer);
  return 1;
}

/* bytes(array, count): the first bytes of an array as a text; ends early at what is no byte */
static int bytes(lua_State *L) {
  lua_Integer count = luaL_checkinteger(L, 2);
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (lua_Integer i = 1; i <= count; i++) {
    int isnum;
    lua_geti(L, 1, i);
    lua_Integer byte = lua_tointegerx(L, -1, &isnum);
    lua_pop(L, 1);
    if (!isnum) break;
    luaL_addchar(&buffer, (char)byte);
  }
  luaL_pushresult(&buffer);
  return 1;
}

/* array(text): its bytes as numbers */
static int array(lua_State *L) {
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size);
  lua_createtable(L, (int)size, 0);
  for (size_t i = 0; i < size; i++) {
    lua_pushinteger(L, (unsigned char)text[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  return 1;
}

/* hex(text, upper) */
static int hex(lua_State *L) {
  size_t size;
  const char *text = luaL_checklstring(L, 1, &size), *digits = lua_toboolean(L, 2) ? "0123456789ABCDEF" : "0123456789abcdef";
  luaL_Buffer buffer;
  luaL_buffinit(L, &buffer);
  for (size_t i = 0; i < size; i++) {
    luaL_addchar(&buffer, digits[(unsigned char)text[i] >> 4]);
    luaL_addchar(&buffer, digits[text[i] & 15]);
  }
  luaL_pushresult(&buffer);
  return 1;
}

static int result_bytes(lua_State *L) {
  lua_settop(L, 0);
  lua_pushvalue(L, lua_upvalueindex(1));
  return array(L);
}
static int result_hex(lua_State *L) {
  lua_settop(L, 0);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, lua_upvalueindex(2));
  return hex(L);
}
static int result_text(lua_State *L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  return 1;
}

/* result(text, upper): the object that digests and ciphers give */
static int result(lua_State *L) {
  static const luaL_Reg functions[] = {{"asBytes", result_bytes}, {"asHex", result_hex}, {"asString", result_text}, {NULL, NULL}};
  luaL_checkstring(L, 1);
  lua_settop(L, 2);
  luaL_newlibtable(L, functions);
  lua_insert(L, 1);
  luaL_setfuncs(L, functions, 2);
  return 1;
}

int luaopen_native_stream(lua_State *L) {
  static const luaL_Reg functions[] = {{"from", from_text}, {"drain", drain}, {"bytes", bytes}, {"array", array}, {"hex", hex}, {"result", result}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
