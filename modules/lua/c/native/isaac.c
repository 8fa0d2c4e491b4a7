/* ISAAC (Jenkins, "ISAAC", Fast Software Encryption 1996): native.isaac. */
#include <stdint.h>
#include <string.h>
#include "lauxlib.h"
#include "lua.h"

#define SIZE 256

typedef struct {
  uint32_t memory[SIZE], result[SIZE], a, b, c;
  int next;
} Isaac;

static void refill(Isaac *s) {
  s->b += ++s->c;
  for (int i = 0; i < SIZE; i++) {
    uint32_t x = s->memory[i], a = s->a;
    a ^= i % 4 == 0 ? a << 13 : i % 4 == 1 ? a >> 6 : i % 4 == 2 ? a << 2 : a >> 16;
    s->a = a + s->memory[(i + 128) % SIZE];
    uint32_t y = s->memory[i] = s->memory[(x >> 2) % SIZE] + s->a + s->b;
    s->result[i] = s->b = s->memory[(y >> 10) % SIZE] + x;
  }
  s->next = 0;
}

static void mix(uint32_t v[8]) {
  static const int8_t turn[8] = {11, -2, 8, -16, 10, -4, 8, -9};
  for (int i = 0; i < 8; i++) {
    uint32_t other = v[(i + 1) % 8];
    v[i] ^= turn[i] > 0 ? other << turn[i] : other >> -turn[i];
    v[(i + 3) % 8] += v[i];
    v[(i + 1) % 8] += v[(i + 2) % 8];
  }
}

static void spread(Isaac *s, uint32_t v[8], const uint32_t *from) {
  for (int i = 0; i < SIZE; i += 8) {
    if (from != NULL)
      for (int j = 0; j < 8; j++) v[j] += from[i + j];
    mix(v);
    memcpy(s->memory + i, v, 32);
  }
}

/* seed(text, use_it): a byte of the text for each word, the rest are 0 */
static int seed(lua_State *L) {
  Isaac *s = lua_touserdata(L, lua_upvalueindex(1));
  size_t size;
  const unsigned char *text = (const unsigned char *)luaL_checklstring(L, 1, &size);
  int use = lua_toboolean(L, 2);
  uint32_t v[8];
  s->a = s->b = s->c = 0;
  for (size_t i = 0; i < SIZE; i++) s->result[i] = i < size ? text[i] : 0;
  for (int i = 0; i < 8; i++) v[i] = 0x9e3779b9;
  for (int i = 0; i < 4; i++) mix(v);
  spread(s, v, use ? s->result : NULL);
  if (use) spread(s, v, s->memory);
  refill(s);
  return 0;
}

static int draw(lua_State *L) {
  Isaac *s = lua_touserdata(L, lua_upvalueindex(1));
  if (s->next == SIZE) refill(s);
  lua_pushinteger(L, s->result[s->next++]);
  return 1;
}

/* new() -> seed, draw */
static int new(lua_State *L) {
  Isaac *s = lua_newuserdata(L, sizeof *s);
  memset(s, 0, sizeof *s);
  lua_pushvalue(L, -1);
  lua_pushcclosure(L, seed, 1);
  lua_insert(L, -2);
  lua_pushcclosure(L, draw, 1);
  return 2;
}

int luaopen_native_isaac(lua_State *L) {
  static const luaL_Reg functions[] = {{"new", new}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
