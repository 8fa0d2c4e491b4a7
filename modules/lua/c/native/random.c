/* native.random: generators whose whole state lives in a userdata. */
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "lauxlib.h"
#include "lua.h"

/* MT19937 (Matsumoto and Nishimura, 1998; initialisation of 2002). */
#define SIZE 624
#define MIDDLE 397

typedef struct {
  uint32_t word[SIZE];
  int next;
} Twister;

static void seed(Twister *t, uint32_t value) {
  t->word[0] = value;
  for (uint32_t i = 1; i < SIZE; i++) t->word[i] = value = 1812433253u * (value ^ value >> 30) + i;
  t->next = SIZE;
}

static uint32_t draw(Twister *t) {
  if (t->next == SIZE) {
    for (int i = 0; i < SIZE; i++) {
      uint32_t y = (t->word[i] & 0x80000000u) | (t->word[(i + 1) % SIZE] & 0x7fffffffu);
      t->word[i] = t->word[(i + MIDDLE) % SIZE] ^ y >> 1 ^ ((y & 1) ? 0x9908b0dfu : 0);
    }
    t->next = 0;
  }
  uint32_t y = t->word[t->next++];
  y ^= y >> 11;
  y ^= y << 7 & 0x9d2c5680u;
  y ^= y << 15 & 0xefc60000u;
  return y ^ y >> 18;
}

static int l_seed(lua_State *L) {
  seed(lua_touserdata(L, lua_upvalueindex(1)), (uint32_t)luaL_checkinteger(L, 1));
  return 0;
}

/* A number from 0 to 2^32 - 1. */
static int l_draw(lua_State *L) {
  lua_pushinteger(L, draw(lua_touserdata(L, lua_upvalueindex(1))));
  return 1;
}

/* mt19937() -> seed(n), draw(): of a generator of its own, seeded with 5489 */
static int mt19937(lua_State *L) {
  Twister *t = lua_newuserdata(L, sizeof *t);
  seed(t, 5489);
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, l_seed, 1);
  lua_insert(L, -2);
  lua_pushcclosure(L, l_draw, 1);
  return 2;
}

int luaopen_native_random(lua_State *L) {
  static const luaL_Reg functions[] = {{"mt19937", mt19937}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
