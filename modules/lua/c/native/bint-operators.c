/* The operators of big integers, and the functions that change one in place. */
#include "bint-lua.h"
#include <string.h>

#define SHAPE BintShape s = bint_shape(L)
#define VALUE(a) limb a[s.limbs]

static int push(lua_State *L, const BintShape *s, const limb *a) {
  bint_push(L, s, a);
  return 1;
}

/* What is no integer is reckoned with as a number of the library. */
static int as_numbers(lua_State *L, const BintShape *s, int op) {
  lua_settop(L, 2);
  bint_to_number(L, s, 1);
  bint_to_number(L, s, 2);
  bint_arith_values(L, op, op == LUA_OPMOD ? "nx" : NULL, op == LUA_OPMOD ? "ny" : NULL);
  return 1;
}

typedef void combine(const BintShape *s, limb *out, const limb *a, const limb *b);

static int combined(lua_State *L, combine *with, int op) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  VALUE(out);
  if (!bint_read(L, &s, 1, a) || !bint_read(L, &s, 2, b)) return as_numbers(L, &s, op);
  with(&s, out, a, b);
  return push(L, &s, out);
}
static int add(lua_State *L) { return combined(L, bint_add, LUA_OPADD); }
static int sub(lua_State *L) { return combined(L, bint_sub, LUA_OPSUB); }
static int mul(lua_State *L) { return combined(L, bint_mul, LUA_OPMUL); }

static int divide(lua_State *L) {
  SHAPE;
  return as_numbers(L, &s, LUA_OPDIV);
}
static int power(lua_State *L) {
  SHAPE;
  return as_numbers(L, &s, LUA_OPPOW);
}

static void divide_checked(lua_State *L, const BintShape *s, limb *quotient, limb *remainder, const limb *a, const limb *b) {
  if (bint_is_zero(s, b)) luaL_error(L, "attempt to divide by zero");
  bint_divide(s, quotient, remainder, a, b);
}

/* Towards minus infinity, as `//` and `%` of Lua. Operands are lost. */
static void divide_floor(lua_State *L, const BintShape *s, limb *quotient, limb *remainder, limb *a, limb *b) {
  int na = bint_is_negative(s, a), nb = bint_is_negative(s, b);
  if (na) bint_negate(s, a);
  if (nb) bint_negate(s, b);
  divide_checked(L, s, quotient, remainder, a, b);
  int exact = bint_is_zero(s, remainder);
  if (na != nb) {
    bint_negate(s, quotient);
    if (!exact) {
      limb one[s->limbs];
      bint_from_integer(s, one, 1);
      bint_sub(s, quotient, quotient, one);
      bint_sub(s, remainder, b, remainder);
    }
  }
  if (nb) bint_negate(s, remainder);
}

#define QUOTIENT 1
#define REMAINDER 2

static int give(lua_State *L, const BintShape *s, const limb *quotient, const limb *remainder, int what) {
  if (what & QUOTIENT) bint_push(L, s, quotient);
  if (what & REMAINDER) bint_push(L, s, remainder);
  return what == (QUOTIENT | REMAINDER) ? 2 : 1;
}

static int floor_division(lua_State *L, int what) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  VALUE(q);
  VALUE(r);
  if (bint_read(L, &s, 1, a) && bint_read(L, &s, 2, b)) {
    divide_floor(L, &s, q, r, a, b);
    return give(L, &s, q, r, what);
  }
  if (what == QUOTIENT) return as_numbers(L, &s, LUA_OPIDIV);
  if (what == REMAINDER) return as_numbers(L, &s, LUA_OPMOD);
  lua_settop(L, 2);
  bint_to_number(L, &s, 1);
  bint_to_number(L, &s, 2);
  lua_pushvalue(L, 1);
  lua_pushvalue(L, 2);
  bint_arith_values(L, LUA_OPIDIV, "nx", "ny");
  lua_insert(L, 1);
  bint_arith_values(L, LUA_OPMOD, "nx", "ny");
  return 2;
}
static int idiv(lua_State *L) { return floor_division(L, QUOTIENT); }
static int mod(lua_State *L) { return floor_division(L, REMAINDER); }
static int idivmod(lua_State *L) { return floor_division(L, QUOTIENT | REMAINDER); }

static int unsigned_division(lua_State *L, int what) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  VALUE(q);
  VALUE(r);
  bint_new(L, &s, 1, a);
  bint_need(L, &s, 2, b);
  divide_checked(L, &s, q, r, a, b);
  return give(L, &s, q, r, what);
}
static int udivmod(lua_State *L) { return unsigned_division(L, QUOTIENT | REMAINDER); }
static int udiv(lua_State *L) { return unsigned_division(L, QUOTIENT); }
static int umod(lua_State *L) { return unsigned_division(L, REMAINDER); }

/* Left for by > 0, right for by < 0, in zeros. */
static void shift(const BintShape *s, limb *a, lua_Integer by) {
  if (by >= s->bits || by <= -s->bits) memset(a, 0, (size_t)s->limbs * sizeof *a);
  else if (by >= 0) bint_shift_left(s, a, (int)by);
  else bint_shift_right(s, a, (int)-by);
}

static int shifted(lua_State *L, int right, int around) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  lua_Integer by;
  if (around) bint_need(L, &s, 1, a);
  else bint_new(L, &s, 1, a);
  if (!bint_to_integer(L, &s, 2, &by)) return luaL_error(L, "value has no integer representation");
  if (around && (by == 0 || by == LUA_MININTEGER)) return push(L, &s, a);
  if (by == LUA_MININTEGER) by = -s.bits;
  else if (right) by = -by;
  if (around) {
    memcpy(b, a, sizeof a);
    shift(&s, b, by > 0 ? by - s.bits : by == LUA_MININTEGER ? by : by + s.bits);
  }
  shift(&s, a, by);
  if (around)
    for (int i = 0; i < s.limbs; i++) a[i] |= b[i];
  return push(L, &s, a);
}
static int shl(lua_State *L) { return shifted(L, 0, 0); }
static int shr(lua_State *L) { return shifted(L, 1, 0); }
static int brol(lua_State *L) { return shifted(L, 0, 1); }
static int bror(lua_State *L) { return shifted(L, 1, 1); }

static void and_bits(const BintShape *s, limb *out, const limb *a, const limb *b) {
  for (int i = 0; i < s->limbs; i++) out[i] = a[i] & b[i];
}
static void or_bits(const BintShape *s, limb *out, const limb *a, const limb *b) {
  for (int i = 0; i < s->limbs; i++) out[i] = a[i] | b[i];
}
static void xor_bits(const BintShape *s, limb *out, const limb *a, const limb *b) {
  for (int i = 0; i < s->limbs; i++) out[i] = a[i] ^ b[i];
}
/* These two ignore b. */
static void not_bits(const BintShape *s, limb *out, const limb *a, const limb *b) {
  (void)b;
  for (int i = 0; i < s->limbs; i++) out[i] = ~a[i];
  bint_trim(s, out);
}
static void negative(const BintShape *s, limb *out, const limb *a, const limb *b) {
  (void)b;
  memmove(out, a, (size_t)s->limbs * sizeof *a);
  bint_negate(s, out);
}

/* Both must be integers. The result is new, or takes the place of the first. */
static int integral(lua_State *L, combine *with, int operands, int in_place) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  VALUE(out);
  bint_new(L, &s, 1, a);
  if (operands == 2) bint_need(L, &s, 2, b);
  with(&s, out, a, b);
  if (!in_place) return push(L, &s, out);
  luaL_checktype(L, 1, LUA_TTABLE);
  return bint_store(L, &s, 1, out);
}
static int band(lua_State *L) { return integral(L, and_bits, 2, 0); }
static int bor(lua_State *L) { return integral(L, or_bits, 2, 0); }
static int bxor(lua_State *L) { return integral(L, xor_bits, 2, 0); }
static int bnot(lua_State *L) { return integral(L, not_bits, 1, 0); }
static int unm(lua_State *L) { return integral(L, negative, 1, 0); }
static int set_and(lua_State *L) { return integral(L, and_bits, 2, 1); }
static int set_or(lua_State *L) { return integral(L, or_bits, 2, 1); }
static int set_xor(lua_State *L) { return integral(L, xor_bits, 2, 1); }
static int set_not(lua_State *L) { return integral(L, not_bits, 1, 1); }
static int set_unm(lua_State *L) { return integral(L, negative, 1, 1); }
static int set_add(lua_State *L) { return integral(L, bint_add, 2, 1); }
static int set_sub(lua_State *L) { return integral(L, bint_sub, 2, 1); }

static void second(const BintShape *s, limb *out, const limb *a, const limb *b) {
  (void)a;
  memcpy(out, b, (size_t)s->limbs * sizeof *b);
}
static int set_assign(lua_State *L) { return integral(L, second, 2, 1); }

static void magnitude(const BintShape *s, limb *out, const limb *a, const limb *b) {
  (void)b;
  memmove(out, a, (size_t)s->limbs * sizeof *a);
  if (bint_is_negative(s, a)) bint_negate(s, out);
}
static int set_abs(lua_State *L) { return integral(L, magnitude, 1, 1); }

static int set_shifted(lua_State *L, lua_Integer by) {
  SHAPE;
  VALUE(a);
  bint_need(L, &s, 1, a);
  shift(&s, a, by);
  return bint_store(L, &s, 1, a);
}
static int set_shlone(lua_State *L) { return set_shifted(L, 1); }
static int set_shrone(lua_State *L) { return set_shifted(L, -1); }

static int set_shifted_words(lua_State *L, int sign) {
  SHAPE;
  int isnum;
  lua_Integer words = lua_tointegerx(L, 2, &isnum);
  if (!isnum && lua_type(L, 2) == LUA_TNUMBER) return luaL_error(L, "number has no integer representation");
  if (!isnum) return luaL_error(L, "attempt to compare %s with number", luaL_typename(L, 2));
  if (words < 0) words = 0;
  if (words > s.words) words = s.words;
  return set_shifted(L, sign * words * s.word_bits);
}
static int set_shlwords(lua_State *L) { return set_shifted_words(L, 1); }
static int set_shrwords(lua_State *L) { return set_shifted_words(L, -1); }

static int set_stepped(lua_State *L, int by) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  bint_need(L, &s, 1, a);
  bint_from_integer(&s, b, by);
  bint_add(&s, a, a, b);
  return bint_store(L, &s, 1, a);
}
static int set_inc(lua_State *L) { return set_stepped(L, 1); }
static int set_dec(lua_State *L) { return set_stepped(L, -1); }

static int equal(lua_State *L) {
  SHAPE;
  int same = 1;
  for (int i = 1; i <= s.words && same; i++) {
    lua_geti(L, 1, i);
    lua_geti(L, 2, i);
    same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
  }
  lua_pushboolean(L, same);
  return 1;
}

static int ordered(lua_State *L, int or_equal) {
  SHAPE;
  VALUE(a);
  VALUE(b);
  if (bint_read(L, &s, 1, a) && bint_read(L, &s, 2, b)) {
    lua_pushboolean(L, bint_compare(&s, a, b) < or_equal);
    return 1;
  }
  lua_settop(L, 2);
  bint_to_number(L, &s, 1);
  bint_to_number(L, &s, 2);
  lua_pushboolean(L, bint_compare_values(L, 1, 2, or_equal ? LUA_OPLE : LUA_OPLT));
  return 1;
}
static int lt(lua_State *L) { return ordered(L, 0); }
static int le(lua_State *L) { return ordered(L, 1); }

const luaL_Reg bint_operators[] = {
  {"__add", add}, {"__sub", sub}, {"__mul", mul}, {"__idiv", idiv}, {"__mod", mod}, {"__div", divide}, {"__pow", power},
  {"__unm", unm}, {"__band", band}, {"__bor", bor}, {"__bxor", bxor}, {"__bnot", bnot}, {"__shl", shl}, {"__shr", shr},
  {"__eq", equal}, {"__lt", lt}, {"__le", le}, {"brol", brol}, {"bror", bror}, {"idivmod", idivmod},
  {"udivmod", udivmod}, {"udiv", udiv}, {"umod", umod}, {"_add", set_add}, {"_sub", set_sub}, {"_inc", set_inc},
  {"_dec", set_dec}, {"_abs", set_abs}, {"_unm", set_unm}, {"_bnot", set_not}, {"_band", set_and}, {"_bor", set_or},
  {"_bxor", set_xor}, {"_assign", set_assign}, {"_shlone", set_shlone}, {"_shrone", set_shrone},
  {"_shlwords", set_shlwords}, {"_shrwords", set_shrwords}, {NULL, NULL},
};
