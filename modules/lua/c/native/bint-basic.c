/* Functions of a big integer module that make, convert and ask. What each gives for values that are none of its kind was observed on aos. */
#include "bint-lua.h"
#include <string.h>

#define SHAPE BintShape s = bint_shape(L)
#define VALUE(a) limb a[s.limbs]

static int push(lua_State *L, const BintShape *s, const limb *a) {
  bint_push(L, s, a);
  return 1;
}

static int push_integer(lua_State *L, lua_Integer value) {
  SHAPE;
  VALUE(a);
  bint_from_integer(&s, a, value);
  return push(L, &s, a);
}

static int zero(lua_State *L) { return push_integer(L, 0); }
static int one(lua_State *L) { return push_integer(L, 1); }

static int extreme(lua_State *L, int negative) {
  SHAPE;
  VALUE(a);
  bint_from_integer(&s, a, 1);
  bint_shift_left(&s, a, s.bits - 1);
  if (!negative)
    for (int i = 0; i < s.limbs; i++) a[i] = ~a[i];
  bint_trim(&s, a);
  return push(L, &s, a);
}
static int maxinteger(lua_State *L) { return extreme(L, 0); }
static int mininteger(lua_State *L) { return extreme(L, 1); }

static int frominteger(lua_State *L) {
  int isnum;
  lua_Integer value = lua_tointegerx(L, 1, &isnum);
  return isnum ? push_integer(L, value) : 0;
}

static int fromuinteger(lua_State *L) {
  SHAPE;
  VALUE(a);
  int isnum;
  bint_from_integer(&s, a, 0);
  lua_Integer value = lua_tointegerx(L, 1, &isnum);
  if (!isnum) return 0;
  a[0] = (limb)(uint64_t)value;
  a[1] = (limb)((uint64_t)value >> 32);
  return push(L, &s, a);
}

/* The base at an argument, 10 when absent; 0 when it is none. */
static int base_at(lua_State *L, int index) {
  if (!lua_toboolean(L, index)) return 10;
  if (lua_type(L, index) != LUA_TNUMBER) luaL_error(L, "attempt to compare number with %s", luaL_typename(L, index));
  lua_Number base = lua_tonumber(L, index);
  if (!(base >= 2 && base <= 36)) return 0;
  int isnum;
  lua_Integer whole = lua_tointegerx(L, index, &isnum);
  if (!isnum) luaL_error(L, "bad argument #2 to 'tonumber' (number has no integer representation)");
  return (int)whole;
}

/* Up to this many digits a text is read as `tonumber` does, which allows blanks around it. */
static size_t short_digits(int base) {
  lua_Integer limit = LUA_MAXINTEGER / base, reach = 1;
  size_t digits = 0;
  do {
    digits++;
    reach *= base;
  } while (reach < limit);
  return digits - 1;
}

static int frombase(lua_State *L) {
  SHAPE;
  VALUE(a);
  if (lua_type(L, 1) != LUA_TSTRING) return 0;
  int base = base_at(L, 2);
  if (base == 0) return 0;
  size_t size;
  const char *text = lua_tolstring(L, 1, &size);
  if (size <= short_digits(base)) {
    while (size > 0 && strchr(" \f\n\r\t\v", *text) != NULL && *text != 0) text++, size--;
    while (size > 0 && strchr(" \f\n\r\t\v", text[size - 1]) != NULL && text[size - 1] != 0) size--;
  }
  int negative = size > 0 && *text == '-';
  if (size > 0 && (*text == '-' || *text == '+')) text++, size--;
  if (!bint_parse_digits(&s, a, text, size, base)) return 0;
  if (negative) bint_negate(&s, a);
  return push(L, &s, a);
}

static int fromstring(lua_State *L) {
  SHAPE;
  VALUE(a);
  return lua_type(L, 1) == LUA_TSTRING && bint_read(L, &s, 1, a) ? push(L, &s, a) : 0;
}

/* Bytes beyond the width are left out: the last of a little-endian text, the first of a big-endian one. */
static int from_bytes(lua_State *L, int big_endian) {
  SHAPE;
  VALUE(a);
  if (lua_type(L, 1) != LUA_TSTRING) return luaL_error(L, "buffer is not a string");
  size_t size;
  const unsigned char *bytes = (const unsigned char *)lua_tolstring(L, 1, &size);
  memset(a, 0, sizeof a);
  for (size_t i = 0; i < size && i < (size_t)s.limbs * 4; i++) a[i / 4] |= (limb)bytes[big_endian ? size - 1 - i : i] << i % 4 * 8;
  bint_trim(&s, a);
  return push(L, &s, a);
}
static int fromle(lua_State *L) { return from_bytes(L, 0); }
static int frombe(lua_State *L) { return from_bytes(L, 1); }

static int new_value(lua_State *L) {
  SHAPE;
  VALUE(a);
  lua_settop(L, 1);
  int type = lua_type(L, 1);
  if (type != LUA_TNUMBER && type != LUA_TSTRING && lua_toboolean(L, 1) && !bint_is(L, 1)) return 1;
  bint_new(L, &s, 1, a);
  return push(L, &s, a);
}

static int tobint(lua_State *L) {
  SHAPE;
  VALUE(a);
  if (bint_is(L, 1) && !lua_toboolean(L, 2)) {
    lua_settop(L, 1);
    return 1;
  }
  return bint_read(L, &s, 1, a) ? push(L, &s, a) : 0;
}

static int tonumber(lua_State *L) {
  SHAPE;
  lua_settop(L, 1);
  bint_to_number(L, &s, 1);
  return 1;
}

static int parse(lua_State *L) { return tobint(L) != 0 ? 1 : tonumber(L); }

static int tointeger(lua_State *L) {
  SHAPE;
  lua_Integer value;
  if (!bint_to_integer(L, &s, 1, &value)) return 0;
  lua_pushinteger(L, value);
  return 1;
}

static int to_text(lua_State *L, int base, int is_unsigned) {
  SHAPE;
  VALUE(a);
  if (!bint_read(L, &s, 1, a)) return 0;
  char text[s.bits + 40], *end = text + sizeof text;
  int negative = !is_unsigned && bint_is_negative(&s, a);
  if (negative) bint_negate(&s, a);
  char *start = bint_digits(&s, a, base, end);
  if (negative) *--start = '-';
  lua_pushlstring(L, start, (size_t)(end - start));
  return 1;
}

static int tobase(lua_State *L) {
  int base = base_at(L, 2);
  return base == 0 ? 0 : to_text(L, base, lua_isnoneornil(L, 3) ? base != 10 : lua_toboolean(L, 3));
}

static int text_of(lua_State *L) {
  if (!bint_is(L, 1)) {
    const char *type = luaL_typename(L, 1);
    if (lua_istable(L, 1) || lua_type(L, 1) == LUA_TSTRING) return luaL_error(L, "attempt to call a nil value (method 'tobase')");
    return luaL_error(L, "attempt to index a %s value (local 'self')", type);
  }
  return to_text(L, 10, 0);
}

static int to_bytes(lua_State *L, int big_endian) {
  SHAPE;
  VALUE(a);
  bint_need(L, &s, 1, a);
  int size = (s.bits + 7) / 8;
  if (lua_toboolean(L, 2))
    while (size > 1 && (a[(size - 1) / 4] >> (size - 1) % 4 * 8 & 255) == 0) size--;
  char bytes[size];
  for (int i = 0; i < size; i++) bytes[big_endian ? size - 1 - i : i] = (char)(a[i / 4] >> i % 4 * 8);
  lua_pushlstring(L, bytes, (size_t)size);
  return 1;
}
static int tole(lua_State *L) { return to_bytes(L, 0); }
static int tobe(lua_State *L) { return to_bytes(L, 1); }

static int is_small(lua_State *L, lua_Integer small) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  int type = lua_type(L, 1);
  bint_from_integer(&s, b, small);
  lua_pushboolean(L, (type == LUA_TNUMBER || type == LUA_TTABLE) && bint_read(L, &s, 1, a) && bint_compare_unsigned(&s, a, b) == 0);
  return 1;
}
static int iszero(lua_State *L) { return is_small(L, 0); }
static int isone(lua_State *L) { return is_small(L, 1); }
static int isminusone(lua_State *L) { return is_small(L, -1); }

static int isbint(lua_State *L) {
  lua_pushboolean(L, bint_is(L, 1));
  return 1;
}
static int isintegral(lua_State *L) {
  lua_pushboolean(L, bint_is(L, 1) || lua_isinteger(L, 1));
  return 1;
}
static int isnumeric(lua_State *L) {
  lua_pushboolean(L, bint_is(L, 1) || lua_type(L, 1) == LUA_TNUMBER);
  return 1;
}
static int type(lua_State *L) {
  if (bint_is(L, 1)) lua_pushliteral(L, "bint");
  else if (lua_type(L, 1) != LUA_TNUMBER) lua_pushnil(L);
  else lua_pushstring(L, lua_isinteger(L, 1) ? "integer" : "float");
  return 1;
}

/* Sign: -1 or 1 to ask for. */
static int has_sign(lua_State *L, int sign) {
  SHAPE;
  VALUE(a);
  lua_settop(L, 1);
  if (bint_is(L, 1)) {
    bint_read(L, &s, 1, a);
    int negative = bint_is_negative(&s, a);
    lua_pushboolean(L, sign < 0 ? negative : !negative && !bint_is_zero(&s, a));
  } else {
    lua_pushinteger(L, 0);
    lua_pushboolean(L, sign < 0 ? bint_compare_values(L, 1, 2, LUA_OPLT) : bint_compare_values(L, 2, 1, LUA_OPLT));
  }
  return 1;
}
static int isneg(lua_State *L) { return has_sign(L, -1); }
static int ispos(lua_State *L) { return has_sign(L, 1); }

static int parity(lua_State *L, int odd) {
  SHAPE;
  VALUE(a);
  if (bint_is(L, 1)) {
    bint_read(L, &s, 1, a);
    lua_pushboolean(L, (int)(a[0] & 1) == odd);
    return 1;
  }
  if (!lua_isnumber(L, 1)) return luaL_error(L, "bad argument #1 to 'math_abs' (number expected, got %s)", lua_typename(L, lua_type(L, 1) < 0 ? 0 : lua_type(L, 1)));
  lua_settop(L, 1);
  lua_pushinteger(L, 2);
  lua_arith(L, LUA_OPMOD);
  lua_pushinteger(L, odd);
  lua_pushboolean(L, lua_compare(L, -1, -2, LUA_OPEQ));
  return 1;
}
static int iseven(lua_State *L) { return parity(L, 0); }
static int isodd(lua_State *L) { return parity(L, 1); }

const luaL_Reg bint_basic[] = {
  {"zero", zero}, {"one", one}, {"maxinteger", maxinteger}, {"mininteger", mininteger},
  {"frominteger", frominteger}, {"fromuinteger", fromuinteger}, {"frombase", frombase}, {"fromstring", fromstring},
  {"fromle", fromle}, {"frombe", frombe}, {"new", new_value}, {"tobint", tobint}, {"parse", parse},
  {"touinteger", tointeger}, {"tointeger", tointeger}, {"tonumber", tonumber}, {"tobase", tobase}, {"__tostring", text_of},
  {"tole", tole}, {"tobe", tobe}, {"iszero", iszero}, {"isone", isone}, {"isminusone", isminusone},
  {"isbint", isbint}, {"isintegral", isintegral}, {"isnumeric", isnumeric}, {"type", type},
  {"isneg", isneg}, {"ispos", ispos}, {"iseven", iseven}, {"isodd", isodd}, {NULL, NULL},
};
