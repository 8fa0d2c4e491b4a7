/* See bint-lua.h: reading and writing, and errors. */
#include "bint-lua.h"
#include <stdlib.h>
#include <string.h>
#include "lobject.h"

/* The words of a table lie in its array part, unless somebody made it by hand. */
static Table *table_at(lua_State *L, int index) { return lua_type(L, index) == LUA_TTABLE ? (Table *)lua_topointer(L, index) : NULL; }

BintShape bint_shape(lua_State *L) {
  lua_Integer packed = lua_tointeger(L, lua_upvalueindex(2));
  BintShape s = {(int)(packed >> 8), 0, (int)(packed & 255), 0};
  s.limbs = (s.bits + 31) / 32;
  s.words = s.bits / s.word_bits;
  return s;
}

int bint_is(lua_State *L, int index) {
  Table *table = table_at(L, index);
  return table != NULL && table->metatable == lua_topointer(L, lua_upvalueindex(1));
}

static limb read_word(lua_State *L, int index, int i) {
  int isnum, type = lua_rawgeti(L, index, i + 1);
  lua_Integer word = lua_tointegerx(L, -1, &isnum);
  if (!isnum) luaL_error(L, "attempt to perform arithmetic on a %s value (field '?')", lua_typename(L, type));
  lua_pop(L, 1);
  return (limb)word;
}

static void load(lua_State *L, const BintShape *s, int index, limb *out) {
  if (s->word_bits == 32) {
    Table *table = table_at(L, index);
    int i = 0;
    if (table->sizearray >= (unsigned)s->limbs)
      for (; i < s->limbs && ttisinteger(&table->array[i]); i++) out[i] = (limb)ivalue(&table->array[i]);
    if (i == s->limbs) return;
    for (int i = 0; i < s->limbs; i++) out[i] = read_word(L, index, i);
    return;
  }
  memset(out, 0, (size_t)s->limbs * sizeof *out);
  limb mask = ((limb)1 << s->word_bits) - 1;
  for (int i = 0, bit = 0; i < s->words; i++, bit += s->word_bits) {
    uint64_t word = (uint64_t)(read_word(L, index, i) & mask) << (bit & 31);
    out[bit >> 5] |= (limb)word;
    if (word >> 32 != 0) out[(bit >> 5) + 1] |= (limb)(word >> 32);
  }
}

static void store(lua_State *L, const BintShape *s, int index, const limb *a) {
  Table *table = table_at(L, index);
  if (s->word_bits == 32 && table->sizearray >= (unsigned)s->limbs) {
    for (int i = 0; i < s->limbs; i++) setivalue(&table->array[i], a[i]);
    return;
  }
  limb mask = s->word_bits == 32 ? UINT32_MAX : ((limb)1 << s->word_bits) - 1;
  for (int i = 0, bit = 0; i < s->words; i++, bit += s->word_bits) {
    int at = bit >> 5;
    uint64_t two = a[at] | (uint64_t)(at + 1 < s->limbs ? a[at + 1] : 0) << 32;
    lua_pushinteger(L, (limb)(two >> (bit & 31)) & mask);
    lua_rawseti(L, index, i + 1);
  }
}

void bint_push(lua_State *L, const BintShape *s, const limb *a) {
  lua_createtable(L, s->words, 0);
  store(L, s, lua_gettop(L), a);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_setmetatable(L, -2);
}

int bint_store(lua_State *L, const BintShape *s, int index, const limb *a) {
  if (!bint_is(L, index)) return luaL_error(L, "attempt to index a %s value (local 'self')", luaL_typename(L, index));
  store(L, s, index, a);
  lua_pushvalue(L, index);
  return 1;
}

static int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* Digits only, at least one; 0 when another byte is among them. */
int bint_parse_digits(const BintShape *s, limb *out, const char *text, size_t size, int base) {
  if (size == 0) return 0;
  memset(out, 0, (size_t)s->limbs * sizeof *out);
  BintShape part = *s;
  part.limbs = 2;
  part.bits = 64;
  while (size > 0) {
    limb factor = 1, value = 0;
    for (; size > 0 && factor <= UINT32_MAX / (limb)base; size--, text++) {
      int d = digit_value(*text);
      if (d >= base) return 0;
      factor *= (limb)base;
      value = value * (limb)base + (limb)d;
    }
    /* As long as it is short, only its own limbs take part. */
    while (part.limbs < s->limbs && out[part.limbs - 1] != 0) {
      part.limbs++;
      part.bits += 32;
    }
    bint_mul_small(part.limbs < s->limbs ? &part : s, out, factor, value);
  }
  return 1;
}

/* Decimal, 0x or 0b, with a sign. */
static int parse_text(const BintShape *s, limb *out, const char *text, size_t size) {
  int negative = size > 0 && *text == '-', base = 10;
  if (size > 0 && (*text == '-' || *text == '+')) text++, size--;
  if (size > 2 && text[0] == '0' && (text[1] | 32) == 'x') base = 16;
  if (size > 2 && text[0] == '0' && (text[1] | 32) == 'b') base = 2;
  if (base != 10) text += 2, size -= 2;
  if (!bint_parse_digits(s, out, text, size, base)) return 0;
  if (negative) bint_negate(s, out);
  return 1;
}

int bint_read(lua_State *L, const BintShape *s, int index, limb *out) {
  int type = lua_type(L, index), isnum;
  if (type == LUA_TTABLE) {
    if (!bint_is(L, index)) return 0;
    load(L, s, index, out);
    return 1;
  }
  if (type == LUA_TNUMBER) {
    lua_Integer value = lua_tointegerx(L, index, &isnum);
    if (isnum) bint_from_integer(s, out, value);
    return isnum;
  }
  if (type == LUA_TSTRING) {
    size_t size;
    const char *text = lua_tolstring(L, index, &size);
    return parse_text(s, out, text, size);
  }
  return 0;
}

void bint_need(lua_State *L, const BintShape *s, int index, limb *out) {
  if (!bint_read(L, s, index, out)) luaL_error(L, "value has not integer representation");
}

void bint_new(lua_State *L, const BintShape *s, int index, limb *out) {
  if (bint_read(L, s, index, out)) return;
  int type = lua_type(L, index);
  if (type != LUA_TNUMBER && type != LUA_TSTRING && lua_toboolean(L, index)) luaL_error(L, "value has not integer representation");
  luaL_error(L, "value cannot be represented by a bint");
}

void bint_to_number(lua_State *L, const BintShape *s, int index) {
  index = lua_absindex(L, index);
  int type = lua_type(L, index);
  if (type == LUA_TNUMBER) return;
  if (bint_is(L, index)) {
    limb a[s->limbs];
    load(L, s, index, a);
    int negative = bint_is_negative(s, a), wide = 0;
    for (int i = 2; i < s->limbs; i++) wide |= a[i] != (i == s->limbs - 1 && (s->bits & 31) != 0 && negative ? ((limb)1 << (s->bits & 31)) - 1 : negative ? UINT32_MAX : 0);
    int64_t low = (int64_t)bint_low64(a);
    if (!wide && (low < 0) == negative) {
      lua_pushinteger(L, low);
    } else {
      char text[s->bits + 40], *end = text + sizeof text - 1;
      *end = 0;
      if (negative) bint_negate(s, a);
      double value = strtod(bint_digits(s, a, 10, end), NULL);
      lua_pushnumber(L, negative ? -value : value);
    }
  } else if (type != LUA_TSTRING || lua_stringtonumber(L, lua_tostring(L, index)) != lua_rawlen(L, index) + 1) {
    lua_pushnil(L);
  }
  lua_replace(L, index);
}

int bint_to_integer(lua_State *L, const BintShape *s, int index, lua_Integer *out) {
  int isnum;
  if (bint_is(L, index)) {
    limb a[s->limbs];
    load(L, s, index, a);
    *out = (lua_Integer)bint_low64(a);
    return 1;
  }
  *out = lua_tointegerx(L, index, &isnum);
  return isnum;
}

static int comparable(lua_State *L, int a, int b, const char *event) {
  int ta = lua_type(L, a), tb = lua_type(L, b);
  if (ta == tb && (ta == LUA_TNUMBER || ta == LUA_TSTRING)) return 1;
  if (luaL_getmetafield(L, a, event) == LUA_TNIL && luaL_getmetafield(L, b, event) == LUA_TNIL) return 0;
  lua_pop(L, 1);
  return 1;
}

int bint_compare_values(lua_State *L, int a, int b, int op) {
  if (!comparable(L, a, b, "__lt")) {
    const char *ta = luaL_typename(L, a), *tb = luaL_typename(L, b);
    if (strcmp(ta, tb) == 0) luaL_error(L, "attempt to compare two %s values", ta);
    luaL_error(L, "attempt to compare %s with %s", ta, tb);
  }
  return lua_compare(L, a, b, op);
}

static int reckons(lua_State *L, int index) {
  return lua_isnumber(L, index) || luaL_getmetafield(L, index, "__add") != LUA_TNIL;
}

void bint_arith_values(lua_State *L, int op, const char *first, const char *second) {
  int top = lua_gettop(L), bad = 0;
  if (!reckons(L, top - 1)) bad = top - 1;
  else if (!reckons(L, top)) bad = top;
  if (bad != 0) {
    const char *name = bad == top ? second : first;
    if (name == NULL) luaL_error(L, "attempt to perform arithmetic on a %s value", luaL_typename(L, bad));
    luaL_error(L, "attempt to perform arithmetic on a %s value (local '%s')", luaL_typename(L, bad), name);
  }
  lua_settop(L, top);
  if ((op == LUA_OPMOD || op == LUA_OPIDIV) && lua_isinteger(L, top) && lua_isinteger(L, top - 1) && lua_tointeger(L, top) == 0)
    luaL_error(L, "attempt to divide by zero");
  lua_arith(L, op);
}
