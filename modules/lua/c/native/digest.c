/* native.digest: f(text) -> raw bytes, and the `_blocks` functions. */
#include "digest.h"
#include <string.h>
#include "lauxlib.h"
#include "lua.h"

typedef struct {
  block32 *block;
  int words;
  int big_endian;
} Kind;

static const uint32_t start[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
static const uint32_t start256[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const Kind md4_kind = {md4_block, 4, 0}, md5_kind = {md5_block, 4, 0}, sha1_kind = {sha1_block, 5, 1}, sha256_kind = {sha256_block, 8, 1};

static void store(const Kind *kind, uint8_t *out, const uint32_t *state) {
  for (int i = 0; i < kind->words * 4; i++) out[i] = (uint8_t)(state[i / 4] >> 8 * (kind->big_endian ? 3 - i % 4 : i % 4));
}

static int whole(lua_State *L, const Kind *kind) {
  size_t size;
  const uint8_t *data = (const uint8_t *)luaL_checklstring(L, 1, &size);
  uint32_t state[8];
  uint8_t tail[128] = {0}, out[32];
  memcpy(state, kind->words == 8 ? start256 : start, (size_t)kind->words * 4);
  size_t even = size / 64 * 64, rest = size - even, padded = rest < 56 ? 64 : 128;
  for (size_t at = 0; at < even; at += 64) kind->block(state, data + at);
  memcpy(tail, data + even, rest);
  tail[rest] = 0x80;
  (kind->big_endian ? store64be : store64le)(tail + padded - 8, (uint64_t)size << 3);
  for (size_t at = 0; at < padded; at += 64) kind->block(state, tail + at);
  store(kind, out, state);
  lua_pushlstring(L, (const char *)out, (size_t)kind->words * 4);
  return 1;
}
static int l_md4(lua_State *L) { return whole(L, &md4_kind); }
static int l_md5(lua_State *L) { return whole(L, &md5_kind); }
static int l_sha1(lua_State *L) { return whole(L, &sha1_kind); }
static int l_sha256(lua_State *L) { return whole(L, &sha256_kind); }

/* f(state, bytes) -> state: bytes in whole blocks of 64; big-endian state, the initial one when it is nil */
static int blocks(lua_State *L, const Kind *kind) {
  size_t size, state_size;
  uint32_t state[8];
  uint8_t out[32];
  memcpy(state, kind->words == 8 ? start256 : start, (size_t)kind->words * 4);
  const uint8_t *data = (const uint8_t *)luaL_checklstring(L, 2, &size);
  if (!lua_isnil(L, 1)) {
    const uint8_t *given = (const uint8_t *)luaL_checklstring(L, 1, &state_size);
    luaL_argcheck(L, state_size == (size_t)kind->words * 4, 1, "not a state");
    for (int i = 0; i < kind->words; i++) state[i] = load32be(given + 4 * i);
  }
  for (size_t at = 0; at + 64 <= size; at += 64) kind->block(state, data + at);
  store(kind, out, state);
  lua_pushlstring(L, (const char *)out, (size_t)kind->words * 4);
  return 1;
}
static int sha1_blocks(lua_State *L) { return blocks(L, &sha1_kind); }
static int sha256_blocks(lua_State *L) { return blocks(L, &sha256_kind); }

static int l_md2(lua_State *L) {
  size_t size;
  uint8_t out[16];
  const char *data = luaL_checklstring(L, 1, &size);
  md2(out, (const uint8_t *)data, size);
  lua_pushlstring(L, (const char *)out, sizeof out);
  return 1;
}

static int l_sha512(lua_State *L) {
  size_t size;
  uint8_t out[64];
  const char *data = luaL_checklstring(L, 1, &size);
  sha512(out, (const uint8_t *)data, size);
  lua_pushlstring(L, (const char *)out, sizeof out);
  return 1;
}

static int sponge(lua_State *L, size_t out_size, uint8_t suffix) {
  size_t size;
  uint8_t out[64];
  const char *data = luaL_checklstring(L, 1, &size);
  keccak(out, out_size, suffix, (const uint8_t *)data, size);
  lua_pushlstring(L, (const char *)out, out_size);
  return 1;
}
static int l_sha3_256(lua_State *L) { return sponge(L, 32, 6); }
static int l_sha3_512(lua_State *L) { return sponge(L, 64, 6); }
static int l_keccak256(lua_State *L) { return sponge(L, 32, 1); }
static int l_keccak512(lua_State *L) { return sponge(L, 64, 1); }

/* blake2b(text, size, key) */
static int l_blake2b(lua_State *L) {
  size_t size, key_size;
  uint8_t out[64];
  const char *data = luaL_checklstring(L, 1, &size);
  lua_Integer out_size = luaL_optinteger(L, 2, 64);
  const char *key = luaL_optlstring(L, 3, "", &key_size);
  luaL_argcheck(L, out_size >= 1 && out_size <= 64, 2, "from 1 to 64 bytes");
  luaL_argcheck(L, key_size <= 64, 3, "at most 64 bytes");
  blake2b(out, (size_t)out_size, (const uint8_t *)key, key_size, (const uint8_t *)data, size);
  lua_pushlstring(L, (const char *)out, (size_t)out_size);
  return 1;
}

int luaopen_native_digest(lua_State *L) {
  static const luaL_Reg functions[] = {
    {"md2", l_md2}, {"md4", l_md4}, {"md5", l_md5}, {"sha1", l_sha1}, {"sha256", l_sha256}, {"sha512", l_sha512},
    {"sha3_256", l_sha3_256}, {"sha3_512", l_sha3_512}, {"keccak256", l_keccak256}, {"keccak512", l_keccak512},
    {"blake2b", l_blake2b}, {"sha1_blocks", sha1_blocks}, {"sha256_blocks", sha256_blocks}, {NULL, NULL},
  };
  luaL_newlib(L, functions);
  return 1;
}
