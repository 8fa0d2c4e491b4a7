/* How big integers look in Lua: a table of words, least first, whose metatable is the table of functions of its width.
   Every function has that metatable as upvalue 1 and its shape as upvalue 2. */
#ifndef LOOM_BINT_LUA_H
#define LOOM_BINT_LUA_H
#include "bint-math.h"
#include "lauxlib.h"
#include "lua.h"

BintShape bint_shape(lua_State *L);
int bint_is(lua_State *L, int index);
/* Reads a big integer, an integral number or a string of digits; 0 for anything else. */
int bint_read(lua_State *L, const BintShape *s, int index, limb *out);
/* As bint_read, but raises. */
void bint_need(lua_State *L, const BintShape *s, int index, limb *out);
void bint_new(lua_State *L, const BintShape *s, int index, limb *out);
void bint_push(lua_State *L, const BintShape *s, const limb *a);
/* Overwrites the words of a big integer and pushes it; raises for anything else. */
int bint_store(lua_State *L, const BintShape *s, int index, const limb *a);
int bint_parse_digits(const BintShape *s, limb *out, const char *text, size_t size, int base);
/* Replaces the value by a number as `tonumber` of the library gives it, or nil. */
void bint_to_number(lua_State *L, const BintShape *s, int index);
/* A shift count or the like; 0 when it is none. */
int bint_to_integer(lua_State *L, const BintShape *s, int index, lua_Integer *out);
/* lua_compare that says where when it raises. */
int bint_compare_values(lua_State *L, int a, int b, int op);
/* lua_arith likewise; `names` are what the operands are called in the error, or NULL. */
void bint_arith_values(lua_State *L, int op, const char *first, const char *second);

extern const luaL_Reg bint_basic[], bint_arithmetic[], bint_operators[];
#endif
