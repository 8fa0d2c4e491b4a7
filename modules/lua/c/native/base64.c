/* native.base64: encode(text[, encoder]), decode(text[, decoder]), with the tables of .base64. Padding and odd input as observed on aos. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include "lauxlib.h"
#include "lua.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

static int encoded(lua_State *L, const int16_t *code, luaL_Buffer *out, unsigned value, int digits) {
  for (int i = 0; i < 4; i++) {
    int16_t c = code[i < digits ? value >> (18 - 6 * i) & 63 : 64];
    if (c < 0) return luaL_error(L, "bad argument #%d to 'char' (number expected, got nil)", i + 1);
    luaL_addchar(out, (char)c);
  }
  return 0;
}

static int encode(lua_State *L) {
  size_t size;
  lua_settop(L, 2);
  if (lua_istable(L, 1)) return luaL_error(L, "attempt to call a nil value (method 'byte')");
  if (lua_type(L, 1) != LUA_TSTRING) return luaL_error(L, "attempt to get length of a %s value (local 'str')", luaL_typename(L, 1));
  const unsigned char *text = (const unsigned char *)lua_tolstring(L, 1, &size);
  int16_t code[65];
  for (int i = 0; i < 65; i++) {
    code[i] = alphabet[i];
    if (!lua_toboolean(L, 2)) continue;
    if (lua_istable(L, 2)) lua_geti(L, 2, i);
    else if (lua_type(L, 2) == LUA_TSTRING) lua_pushnil(L);
    else return luaL_error(L, "attempt to index a %s value (local 'encoder')", luaL_typename(L, 2));
    code[i] = lua_isnil(L, -1) ? -1 : (int16_t)(luaL_checkinteger(L, -1) & 255);
    lua_pop(L, 1);
  }
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (; size > 2; text += 3, size -= 3) encoded(L, code, &out, (unsigned)text[0] << 16 | (unsigned)text[1] << 8 | text[2], 4);
  if (size == 2) encoded(L, code, &out, (unsigned)text[0] << 16 | (unsigned)text[1] << 8, 3);
  if (size == 1) encoded(L, code, &out, (unsigned)text[0] << 16, 2);
  luaL_pushresult(&out);
  return 1;
}

/* What each byte stands for, -1 for nothing, and which bytes are kept at all. */
static void read_decoder(lua_State *L, int16_t *code, char *kept) {
  int have = 0;
  for (int i = 0; i < 256; i++) {
    code[i] = -1;
    kept[i] = (char)(i < 128 && isalnum(i));
  }
  kept['='] = 1;
  if (!lua_toboolean(L, 2)) {
    for (int i = 0; i < 65; i++) {
      code[(unsigned char)alphabet[i]] = (int16_t)i;
      kept[(unsigned char)alphabet[i]] = 1;
    }
    return;
  }
  if (!lua_istable(L, 2)) luaL_error(L, "bad argument #1 to 'for iterator' (table expected, got %s)", luaL_typename(L, 2));
  for (int i = 0; i < 256; i++) {
    if (lua_geti(L, 2, i) != LUA_TNIL) code[i] = (int16_t)(luaL_checkinteger(L, -1) & 127);
    lua_pop(L, 1);
    if (code[i] != 62 && code[i] != 63) continue;
    kept[i] = 1;
    have |= code[i] - 61;
  }
  if (have != 3) luaL_error(L, "bad argument #1 to 'char' (number expected, got nil)");
}

static unsigned digits(lua_State *L, const int16_t *code, const unsigned char *text, const unsigned char *end, int count) {
  unsigned value = 0;
  for (int i = 0; i < count; i++) {
    if (text + i >= end || code[text[i]] < 0) luaL_error(L, "attempt to perform arithmetic on a nil value (field '?')");
    value += (unsigned)code[text[i]] << (18 - 6 * i);
  }
  return value;
}

static int decode(lua_State *L) {
  size_t size, count = 0;
  lua_settop(L, 2);
  if (lua_istable(L, 1)) return luaL_error(L, "attempt to call a nil value (method 'gsub')");
  if (lua_type(L, 1) != LUA_TSTRING) return luaL_error(L, "attempt to index a %s value (local 'b64')", luaL_typename(L, 1));
  const unsigned char *given = (const unsigned char *)lua_tolstring(L, 1, &size);
  int16_t code[256];
  char kept[256];
  read_decoder(L, code, kept);
  unsigned char *text = lua_newuserdata(L, size + 1);
  for (size_t i = 0; i < size; i++)
    if (kept[given[i]]) text[count++] = given[i];
  int padding = count > 0 && text[count - 1] == '=' ? 1 : 0;
  if (padding == 1 && count > 1 && text[count - 2] == '=') padding = 2;
  if (padding > 0 && count < 4) return luaL_error(L, "attempt to perform arithmetic on a nil value (field '?')");
  const unsigned char *end = text + count, *at = text, *full = padding > 0 ? end - 4 : end;
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (; at < full; at += 4) {
    unsigned value = digits(L, code, at, end, 4);
    for (int shift = 16; shift >= 0; shift -= 8) luaL_addchar(&out, (char)(value >> shift));
  }
  if (padding > 0) {
    unsigned value = digits(L, code, end - 4, end, 4 - padding);
    luaL_addchar(&out, (char)(value >> 16));
    if (padding == 1) luaL_addchar(&out, (char)(value >> 8));
  }
  luaL_pushresult(&out);
  return 1;
}

int luaopen_native_base64(lua_State *L) {
  static const luaL_Reg functions[] = {{"encode", encode}, {"decode", decode}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
