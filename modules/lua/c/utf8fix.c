/* utf8fix(text) -> the text with each invalid byte replaced by U+FFFD; the same string when it is valid. */
#include <stddef.h>
#include "lauxlib.h"
#include "native.h"

/* Bytes of the valid sequence at p, or 0. Surrogates, overlong forms and what is above U+10FFFF are invalid. */
static size_t sequence(const unsigned char *p, size_t left) {
  unsigned char c = p[0];
  if (c < 0x80) return 1;
  if (c < 0xC2 || c > 0xF4) return 0;
  size_t size = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (left < size) return 0;
  unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
  unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
  if (p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < size; i++)
    if ((p[i] & 0xC0) != 0x80) return 0;
  return size;
}

int loom_utf8fix(lua_State *L) {
  size_t size, at = 0, step = 0;
  const char *text = luaL_checklstring(L, 1, &size);
  const unsigned char *bytes = (const unsigned char *)text;
  while (at < size && (step = sequence(bytes + at, size - at)) > 0) at += step;
  if (at == size) {
    lua_settop(L, 1);
    return 1;
  }
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  luaL_addlstring(&b, text, at);
  while (at < size) {
    step = sequence(bytes + at, size - at);
    if (step > 0) luaL_addlstring(&b, text + at, step);
    else luaL_addstring(&b, "\xEF\xBF\xBD");
    at += step > 0 ? step : 1;
  }
  luaL_pushresult(&b);
  return 1;
}
