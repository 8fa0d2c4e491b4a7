/*
 * Lua values as JSON, as aos writes them: numbers with 14 digits, functions in objects left out, {} is a list, mixed and sparse tables
 * refused. Bytes from 0x80 on pass unchanged.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"
#include "lauxlib.h"

typedef struct Frame {
  const void *self;
  const struct Frame *up;
  int depth;
} Frame;

void json_begin(JsonWriter *w, lua_State *L) {
  w->L = L;
  w->out = w->first;
  w->size = 0;
  w->room = sizeof w->first;
  lua_pushnil(L);
  w->box = lua_gettop(L);
}

void json_begin_owned(JsonWriter *w, lua_State *L) {
  free(w->owned);
  w->owned = NULL;
  json_begin(w, L);
  lua_pop(L, 1);
  w->box = 0;
}

static void grow(JsonWriter *w, size_t more) {
  size_t wanted = w->room + w->room / 2;
  if (wanted < w->size + more + 1) wanted = w->size + more + 1;
  char *grown;
  if (w->box != 0) {
    grown = lua_newuserdata(w->L, wanted);
    memcpy(grown, w->out, w->size);
    lua_replace(w->L, w->box);
  } else {
    grown = realloc(w->owned, wanted);
    if (grown == NULL) luaL_error(w->L, "not enough memory");
    if (w->owned == NULL) memcpy(grown, w->first, w->size);
    w->owned = grown;
  }
  w->out = grown;
  w->room = wanted;
}

/* Room for `more` bytes and a NUL. */
static inline void room_for(JsonWriter *w, size_t more) {
  if (w->room - w->size <= more) grow(w, more);
}

void json_append_text(JsonWriter *w, const char *text, size_t size) {
  room_for(w, size);
  memcpy(w->out + w->size, text, size);
  w->size += size;
}

#define LITERAL(w, text) json_append_text(w, text, sizeof(text) - 1)

void json_append_string(JsonWriter *w, const char *text, size_t size) {
  static const char HEX[] = "0123456789abcdef";
  static const char SHORT[32] = {[8] = 'b', [9] = 't', [10] = 'n', [12] = 'f', [13] = 'r'};
  const char *end = text + size;
  room_for(w, size + 16);
  char *to = w->out + w->size, *limit = w->out + w->room - 8;
  *to++ = '"';
  while (text < end) {
    unsigned char c = (unsigned char)*text++;
    if (to >= limit) {
      w->size = (size_t)(to - w->out);
      room_for(w, (size_t)(end - text) + 16);
      to = w->out + w->size;
      limit = w->out + w->room - 8;
    }
    if (c >= 32 && c != '"' && c != '\\') {
      *to++ = (char)c;
      continue;
    }
    *to++ = '\\';
    if (c >= 32) {
      *to++ = (char)c;
    } else if (SHORT[c]) {
      *to++ = SHORT[c];
    } else {
      memcpy(to, "u00", 3);
      to[3] = HEX[c >> 4];
      to[4] = HEX[c & 15];
      to += 5;
    }
  }
  *to++ = '"';
  w->size = (size_t)(to - w->out);
}

static void append_integer(JsonWriter *w, lua_Integer value) {
  char digits[24], *p = digits + sizeof digits;
  lua_Unsigned rest = value < 0 ? 0 - (lua_Unsigned)value : (lua_Unsigned)value;
  do *--p = (char)('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (value < 0) *--p = '-';
  json_append_text(w, p, (size_t)(digits + sizeof digits - p));
}

/* 14 digits, whatever kind of number it is. */
static void append_number(JsonWriter *w, int index) {
  lua_State *L = w->L;
  if (lua_isinteger(L, index)) {
    lua_Integer value = lua_tointeger(L, index);
    if (value > -100000000000000LL && value < 100000000000000LL) {
      append_integer(w, value);
      return;
    }
  }
  lua_Number value = lua_tonumber(L, index);
  if (isnan(value) || isinf(value)) {
    lua_pushfstring(L, "[string \"json\"]:149: unexpected number value '%s'", isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
    lua_error(L);
  }
  char digits[64];
  int size = lua_number2str(digits, sizeof digits, value);
  json_append_text(w, digits, (size_t)size);
}

static int refuse(lua_State *L, const char *reason) {
  lua_pushfstring(L, "[string \"json\"]:%s", reason);
  return lua_error(L);
}

static void append(JsonWriter *w, int index, const Frame *up);

/* The value on the top of the stack; pops it. */
static void append_top(JsonWriter *w, const Frame *up) {
  append(w, lua_gettop(w->L), up);
  lua_pop(w->L, 1);
}

static void append_list(JsonWriter *w, int index, const Frame *up, int has_meta) {
  lua_State *L = w->L;
  lua_Integer count = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TNUMBER) refuse(L, "83: invalid table: mixed or invalid key types");
    count++;
  }
  lua_Integer length = has_meta ? luaL_len(L, index) : (lua_Integer)lua_rawlen(L, index);
  if (count != length) refuse(L, "91: invalid table: sparse array");
  LITERAL(w, "[");
  for (lua_Integer i = 1; i <= count; i++) {
    if ((has_meta ? lua_geti(L, index, i) : lua_rawgeti(L, index, i)) == LUA_TNIL) {
      lua_pop(L, 1);
      break;
    }
    if (i > 1) LITERAL(w, ",");
    append_top(w, up);
  }
  LITERAL(w, "]");
}

/* Key and value are on the top of the stack; pops the value. */
static void append_pair(JsonWriter *w, const Frame *up, int *first) {
  lua_State *L = w->L;
  if (lua_type(L, -2) != LUA_TSTRING) refuse(L, "111: invalid table: mixed or invalid key types");
  if (lua_type(L, -1) == LUA_TFUNCTION) {
    lua_pop(L, 1);
    return;
  }
  if (!*first) LITERAL(w, ",");
  *first = 0;
  size_t size;
  const char *key = lua_tolstring(L, -2, &size);
  json_append_string(w, key, size);
  LITERAL(w, ":");
  append_top(w, up);
}

static void append_object(JsonWriter *w, int index, const Frame *up, int has_pairs) {
  lua_State *L = w->L;
  int first = 1;
  LITERAL(w, "{");
  if (!has_pairs) {
    lua_pushnil(L);
    while (lua_next(L, index)) append_pair(w, up, &first);
  } else {
    /* __pairs(value) -> next, state, key */
    lua_pushvalue(L, index);
    lua_call(L, 1, 3);
    for (;;) {
      lua_pushvalue(L, -3);
      lua_pushvalue(L, -3);
      lua_pushvalue(L, -3);
      lua_call(L, 2, 2);
      if (lua_isnil(L, -2)) break;
      append_pair(w, up, &first);
      lua_remove(L, -2);
    }
    lua_pop(L, 5);
  }
  LITERAL(w, "}");
}

static void append_table(JsonWriter *w, int index, const Frame *up) {
  lua_State *L = w->L;
  const void *self = lua_topointer(L, index);
  for (const Frame *one = up; one != NULL; one = one->up)
    if (one->self == self) refuse(L, "65: circular reference");
  Frame frame = {self, up, up == NULL ? 1 : up->depth + 1};
  if (frame.depth > JSON_DEPTH) refuse(L, "65: too many levels");
  luaL_checkstack(L, 12, "json");
  int has_meta = lua_getmetatable(L, index);
  if (has_meta) lua_pop(L, 1);
  int is_list = lua_rawgeti(L, index, 1) != LUA_TNIL;
  lua_pop(L, 1);
  if (!is_list) {
    lua_pushnil(L);
    is_list = !lua_next(L, index);
    if (!is_list) lua_pop(L, 2);
  }
  if (is_list) append_list(w, index, &frame, has_meta);
  else append_object(w, index, &frame, has_meta && luaL_getmetafield(L, index, "__pairs") != LUA_TNIL);
}

static void append(JsonWriter *w, int index, const Frame *up) {
  lua_State *L = w->L;
  size_t size;
  const char *text;
  switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL: LITERAL(w, "null"); break;
    case LUA_TBOOLEAN:
      if (lua_toboolean(L, index)) LITERAL(w, "true");
      else LITERAL(w, "false");
      break;
    case LUA_TNUMBER: append_number(w, index); break;
    case LUA_TSTRING:
      text = lua_tolstring(L, index, &size);
      json_append_string(w, text, size);
      break;
    case LUA_TTABLE: append_table(w, index, up); break;
    default:
      lua_pushfstring(L, "[string \"json\"]:183: unexpected type '%s'", luaL_typename(L, index));
      lua_error(L);
  }
}

void json_append_value(JsonWriter *w, int index) { append(w, lua_absindex(w->L, index), NULL); }

void json_push(JsonWriter *w) { lua_pushlstring(w->L, w->out, w->size); }

char *json_take(JsonWriter *w) {
  if (w->out == w->first) grow(w, 0);
  w->out[w->size] = 0;
  w->owned = NULL;
  return w->out;
}

static int encode(lua_State *L) {
  JsonWriter w;
  lua_settop(L, 1);
  json_begin(&w, L);
  json_append_value(&w, 1);
  json_push(&w);
  return 1;
}

static int decode(lua_State *L) {
  size_t size;
  if (lua_type(L, 1) != LUA_TSTRING) {
    lua_pushfstring(L, "[string \"json\"]:597: expected argument of type string, got %s", lua_typename(L, lua_type(L, 1) < 0 ? 0 : lua_type(L, 1)));
    return lua_error(L);
  }
  const char *text = lua_tolstring(L, 1, &size);
  json_decode(L, text, size);
  return 1;
}

int luaopen_native_json(lua_State *L) {
  static const luaL_Reg functions[] = {{"encode", encode}, {"decode", decode}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
