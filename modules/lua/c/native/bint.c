/* native.bint: makes the module of a width, and the functions of it that take integers and other numbers alike. */
#include "bint-lua.h"
#include <math.h>
#include <string.h>

#define SHAPE BintShape s = bint_shape(L)
#define VALUE(a) limb a[s.limbs]

/* A value takes a few of these on the C stack. */
#define MAX_BITS 32768

static int push(lua_State *L, const BintShape *s, const limb *a) {
  bint_push(L, s, a);
  return 1;
}

static int stepped(lua_State *L, int by) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  if (bint_read(L, &s, 1, a)) {
    bint_from_integer(&s, b, by);
    bint_add(&s, a, a, b);
    return push(L, &s, a);
  }
  lua_settop(L, 1);
  lua_pushinteger(L, by);
  bint_arith_values(L, LUA_OPADD, "x", NULL);
  return 1;
}
static int inc(lua_State *L) { return stepped(L, 1); }
static int dec(lua_State *L) { return stepped(L, -1); }

/* The number at index 1, or an error as of a function of `math`. */
static lua_Number math_argument(lua_State *L, const char *function) {
  if (!lua_isnumber(L, 1)) {
    lua_settop(L, 1);
    luaL_error(L, "bad argument #1 to '%s' (number expected, got %s)", function, luaL_typename(L, 1));
  }
  return lua_tonumber(L, 1);
}

static int absolute(lua_State *L) {
  SHAPE;
  VALUE(a);
  if (bint_read(L, &s, 1, a)) {
    if (bint_is_negative(&s, a)) bint_negate(&s, a);
    return push(L, &s, a);
  }
  lua_pushnumber(L, fabs(math_argument(L, "math_abs")));
  return 1;
}

static int rounded(lua_State *L, const char *function, double round(double)) {
  SHAPE;
  VALUE(a);
  if (bint_is(L, 1)) {
    bint_read(L, &s, 1, a);
    return push(L, &s, a);
  }
  lua_settop(L, 1);
  bint_to_number(L, &s, 1);
  if (!lua_isinteger(L, 1)) {
    lua_pushnumber(L, round(math_argument(L, function)));
    lua_replace(L, 1);
  }
  bint_new(L, &s, 1, a);
  return push(L, &s, a);
}
static int floored(lua_State *L) { return rounded(L, "math_floor", floor); }
static int ceiled(lua_State *L) { return rounded(L, "math_ceil", ceil); }

static int truncated(lua_State *L) {
  SHAPE;
  VALUE(a);
  lua_settop(L, 1);
  if (!bint_is(L, 1)) {
    bint_to_number(L, &s, 1);
    if (lua_type(L, 1) == LUA_TNUMBER && !lua_isinteger(L, 1)) {
      lua_pushnumber(L, trunc(lua_tonumber(L, 1)));
      lua_replace(L, 1);
    }
  }
  return bint_read(L, &s, 1, a) ? push(L, &s, a) : 0;
}

static int bwrap(lua_State *L) {
  SHAPE;
  VALUE(a);
  lua_settop(L, 2);
  bint_need(L, &s, 1, a);
  lua_pushinteger(L, 0);
  lua_pushinteger(L, s.bits);
  if (bint_compare_values(L, 2, 3, LUA_OPLE)) {
    bint_from_integer(&s, a, 0);
  } else if (bint_compare_values(L, 2, 4, LUA_OPLT)) {
    lua_Integer bits;
    if (!bint_to_integer(L, &s, 2, &bits)) return luaL_error(L, "value has no integer representation");
    for (int i = 0; i < s.limbs; i++) {
      if (i * 32 >= bits) a[i] = 0;
      else if (i * 32 + 32 > bits) a[i] &= ((limb)1 << (bits & 31)) - 1;
    }
  }
  return push(L, &s, a);
}

static int chosen(lua_State *L, int greater) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  lua_settop(L, 2);
  if (bint_read(L, &s, 1, a) && bint_read(L, &s, 2, b)) {
    int order = bint_compare(&s, a, b);
    return push(L, &s, (greater ? order > 0 : order < 0) ? a : b);
  }
  int second = greater ? bint_compare_values(L, 1, 2, LUA_OPLT) : bint_compare_values(L, 2, 1, LUA_OPLT);
  lua_settop(L, second ? 2 : 1);
  if (bint_read(L, &s, -1, a)) return push(L, &s, a);
  bint_to_number(L, &s, -1);
  return 1;
}
static int max(lua_State *L) { return chosen(L, 1); }
static int min(lua_State *L) { return chosen(L, 0); }

static int eq(lua_State *L) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  lua_settop(L, 2);
  if (bint_read(L, &s, 1, a) && bint_read(L, &s, 2, b)) lua_pushboolean(L, bint_compare_unsigned(&s, a, b) == 0);
  else lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPEQ));
  return 1;
}

static int unsigned_order(lua_State *L, int or_equal) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  bint_need(L, &s, 1, a);
  bint_need(L, &s, 2, b);
  lua_pushboolean(L, bint_compare_unsigned(&s, a, b) < or_equal);
  return 1;
}
static int ult(lua_State *L) { return unsigned_order(L, 0); }
static int ule(lua_State *L) { return unsigned_order(L, 1); }

/* x^y for any y of the width, as unsigned. Both are lost. */
static void power(const BintShape *s, limb *out, limb *x, limb *y, const limb *modulus) {
  limb product[s->limbs], quotient[s->limbs];
  bint_from_integer(s, out, 1);
  while (!bint_is_zero(s, y)) {
    if (y[0] & 1) {
      bint_mul(s, product, out, x);
      if (modulus == NULL) memcpy(out, product, sizeof product);
      else bint_divide(s, quotient, out, product, modulus);
    }
    bint_shift_right(s, y, 1);
    bint_mul(s, product, x, x);
    if (modulus == NULL) memcpy(x, product, sizeof product);
    else bint_divide(s, quotient, x, product, modulus);
  }
}

static int ipow(lua_State *L) {
  SHAPE;
  VALUE(x);
  VALUE(y);
  VALUE(out);
  bint_need(L, &s, 2, y);
  if (bint_is_zero(&s, y)) bint_from_integer(&s, x, 0);
  else bint_new(L, &s, 1, x);
  power(&s, out, x, y, NULL);
  return push(L, &s, out);
}

static int upowmod(lua_State *L) {
  SHAPE;
  VALUE(x);
  VALUE(y);
  VALUE(m);
  VALUE(out);
  VALUE(quotient);
  bint_new(L, &s, 1, x);
  bint_new(L, &s, 2, y);
  bint_need(L, &s, 3, m);
  if (bint_is_zero(&s, m)) return luaL_error(L, "attempt to divide by zero");
  bint_divide(&s, quotient, x, x, m);
  power(&s, out, x, y, m);
  bint_divide(&s, quotient, out, out, m);
  return push(L, &s, out);
}

static int sign_of(lua_State *L, int index) {
  SHAPE;
  VALUE(a);
  if (bint_is(L, index)) {
    bint_read(L, &s, index, a);
    return bint_is_negative(&s, a);
  }
  lua_pushinteger(L, 0);
  int negative = bint_compare_values(L, index, lua_gettop(L), LUA_OPLT);
  lua_pop(L, 1);
  return negative;
}

/* The absolute value as a big integer or a float on top of the stack. */
static int push_magnitude(lua_State *L, const BintShape *s, int index, limb *out) {
  if (bint_read(L, s, index, out)) {
    if (bint_is_negative(s, out)) bint_negate(s, out);
    bint_push(L, s, out);
    return 1;
  }
  if (!lua_isnumber(L, index)) luaL_error(L, "bad argument #1 to 'math_abs' (number expected, got %s)", luaL_typename(L, index));
  lua_pushnumber(L, fabs(lua_tonumber(L, index)));
  return bint_read(L, s, -1, out);
}

static void negate_value(lua_State *L, int index) {
  lua_pushvalue(L, index);
  lua_arith(L, LUA_OPUNM);
  lua_replace(L, index);
}

/* Towards zero: quotient and remainder at 5 and 6. */
static void truncating(lua_State *L) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  VALUE(q);
  VALUE(r);
  lua_settop(L, 2);
  int whole = push_magnitude(L, &s, 1, a);
  whole &= push_magnitude(L, &s, 2, b);
  if (whole) {
    if (bint_is_zero(&s, b)) luaL_error(L, "attempt to divide by zero");
    /* Only the least integer stays negative. */
    if (bint_is_negative(&s, a) && lua_type(L, 2) != LUA_TSTRING && bint_read(L, &s, 2, q)) {
      bint_from_integer(&s, r, -1);
      if (bint_compare_unsigned(&s, q, r) == 0) luaL_error(L, "division overflow");
    }
    bint_divide(&s, q, r, a, b);
    bint_push(L, &s, q);
    bint_push(L, &s, r);
  } else {
    lua_pushvalue(L, 3);
    lua_pushvalue(L, 4);
    lua_arith(L, LUA_OPIDIV);
    lua_pushvalue(L, 3);
    lua_pushvalue(L, 4);
    lua_arith(L, LUA_OPMOD);
  }
  int negative = sign_of(L, 1);
  if (negative != sign_of(L, 2)) negate_value(L, 5);
  if (negative) negate_value(L, 6);
}
static int tdivmod(lua_State *L) {
  truncating(L);
  return 2;
}
static int tdiv(lua_State *L) {
  truncating(L);
  lua_settop(L, 5);
  return 1;
}
static int tmod(lua_State *L) {
  truncating(L);
  return 1;
}

const luaL_Reg bint_arithmetic[] = {
  {"inc", inc}, {"dec", dec}, {"abs", absolute}, {"floor", floored}, {"ceil", ceiled}, {"trunc", truncated}, {"bwrap", bwrap},
  {"max", max}, {"min", min}, {"eq", eq}, {"ult", ult}, {"ule", ule}, {"ipow", ipow}, {"upowmod", upowmod},
  {"tdivmod", tdivmod}, {"tdiv", tdiv}, {"tmod", tmod}, {NULL, NULL},
};

static void add_functions(lua_State *L, int module, lua_Integer packed, const luaL_Reg *list) {
  for (; list->name != NULL; list++) {
    lua_pushvalue(L, module);
    lua_pushinteger(L, packed);
    lua_pushcclosure(L, list->func, 2);
    lua_setfield(L, module, list->name);
  }
}

/* module(self, x) is module.new(x) */
static int call(lua_State *L) {
  lua_settop(L, 2);
  lua_replace(L, 1);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, 1, 1);
  return 1;
}

static lua_Number size_argument(lua_State *L, int index, const char *name, lua_Number otherwise) {
  if (!lua_toboolean(L, index)) return otherwise;
  if (!lua_isnumber(L, index)) luaL_error(L, "attempt to perform arithmetic on a %s value (local '%s')", luaL_typename(L, index), name);
  return lua_tonumber(L, index);
}

/* module_of(bits, wordbits): the same table for the same arguments */
static int module_of(lua_State *L) {
  lua_settop(L, 2);
  lua_Number bits = size_argument(L, 1, "bits", 256), word_bits = size_argument(L, 2, "wordbits", 32);
  if (word_bits == 0) return luaL_error(L, "attempt to perform 'n%%0'");
  if (fmod(bits, word_bits) != 0) return luaL_error(L, "bitsize is not multiple of word bitsize");
  if (word_bits > 32) return luaL_error(L, "word bitsize must be half of the lua integer bitsize");
  if (bits < 64) return luaL_error(L, "bitsize must be >= 64");
  if (word_bits < 8) return luaL_error(L, "wordbits must be at least 8");
  if (bits > MAX_BITS) return luaL_error(L, "bitsize must be at most %d", MAX_BITS);
  if (bits != floor(bits) || word_bits != floor(word_bits)) return luaL_error(L, "number has no integer representation");
  lua_Integer packed = (lua_Integer)bits << 8 | (lua_Integer)word_bits;
  if (lua_rawgeti(L, lua_upvalueindex(1), packed) != LUA_TNIL) return 1;
  lua_newtable(L);
  int module = lua_gettop(L);
  add_functions(L, module, packed, bint_basic);
  add_functions(L, module, packed, bint_arithmetic);
  add_functions(L, module, packed, bint_operators);
  lua_pushinteger(L, (lua_Integer)bits);
  lua_setfield(L, module, "bits");
  lua_pushvalue(L, module);
  lua_setfield(L, module, "__index");
  lua_newtable(L);
  lua_getfield(L, module, "new");
  lua_pushcclosure(L, call, 1);
  lua_setfield(L, -2, "__call");
  lua_setmetatable(L, module);
  lua_pushvalue(L, module);
  lua_rawseti(L, lua_upvalueindex(1), packed);
  return 1;
}

int luaopen_native_bint(lua_State *L) {
  lua_newtable(L);
  lua_newtable(L);
  lua_pushcclosure(L, module_of, 1);
  lua_setfield(L, -2, "module");
  return 1;
}
