/* Authenticated ciphers: MORUS-1280 (Wu and Huang, CAESAR v2) and NORX64-4-1 (Aumasson, Jovanovic, Neves, v3.0). native.aead. */
#include <string.h>
#include "digest.h"
#include "lauxlib.h"
#include "lua.h"

/* Five registers of four words, the first word of the first register first. */
static void morus_update(uint64_t s[20], const uint64_t m[4]) {
  static const uint8_t turn[5] = {13, 46, 38, 7, 4}, words[5] = {1, 2, 3, 2, 1};
  for (int i = 0; i < 5; i++) {
    uint64_t *x = s + 4 * i, *far = s + 4 * ((i + 3) % 5), moved[4];
    const uint64_t *y = s + 4 * ((i + 1) % 5), *z = s + 4 * ((i + 2) % 5);
    for (int j = 0; j < 4; j++) x[j] = rotl64(x[j] ^ (y[j] & z[j]) ^ far[j] ^ (i > 0 ? m[j] : 0), turn[i]);
    for (int j = 0; j < 4; j++) moved[(j + words[i]) % 4] = far[j];
    memcpy(far, moved, sizeof moved);
  }
}

static uint64_t morus_stream(const uint64_t s[20], int j) { return s[j] ^ s[4 + (j + 1) % 4] ^ (s[8 + j] & s[12 + j]); }

static const uint64_t none[4] = {0};

static void morus_start(uint64_t s[20], const uint8_t *key, size_t key_size, const uint8_t *iv) {
  uint64_t k[4];
  for (int j = 0; j < 4; j++) k[j] = load64le(key + 8 * (key_size == 16 ? j % 2 : j));
  memset(s, 0, 160);
  s[0] = load64le(iv), s[1] = load64le(iv + 8);
  for (int j = 0; j < 4; j++) s[4 + j] = k[j], s[8 + j] = UINT64_MAX;
  /* The Fibonacci numbers modulo 256. */
  s[16] = 0x0d08050302010100, s[17] = 0x6279e99059372215, s[18] = 0xf12fc26d55183ddb, s[19] = 0xdd28b57342311120;
  for (int i = 0; i < 16; i++) morus_update(s, none);
  for (int j = 0; j < 4; j++) s[4 + j] ^= k[j];
}

static void words_in(uint64_t *out, int count, const uint8_t *data, size_t size) {
  uint8_t block[96] = {0};
  memcpy(block, data, size);
  for (int i = 0; i < count; i++) out[i] = load64le(block + 8 * i);
}

static void words_out(uint8_t *out, size_t size, const uint64_t *words) {
  for (size_t i = 0; i < size; i++) out[i] = (uint8_t)(words[i / 8] >> i % 8 * 8);
}

static void morus(const uint8_t *key, size_t key_size, const uint8_t *iv, const uint8_t *ad, size_t ad_size, const uint8_t *in, uint8_t *out, size_t size, int decrypt, uint8_t *tag) {
  uint64_t s[20], m[4], c[4];
  morus_start(s, key, key_size, iv);
  for (size_t at = 0; at < ad_size; at += 32) {
    words_in(m, 4, ad + at, ad_size - at < 32 ? ad_size - at : 32);
    morus_update(s, m);
  }
  for (size_t at = 0; at < size; at += 32) {
    size_t part = size - at < 32 ? size - at : 32;
    words_in(m, 4, in + at, part);
    for (int j = 0; j < 4; j++) c[j] = m[j] ^ morus_stream(s, j);
    words_out(out + at, part, c);
    if (decrypt) words_in(m, 4, out + at, part);
    morus_update(s, m);
  }
  for (int j = 0; j < 4; j++) s[16 + j] ^= s[j];
  m[0] = (uint64_t)ad_size << 3, m[1] = (uint64_t)size << 3, m[2] = m[3] = 0;
  for (int i = 0; i < 10; i++) morus_update(s, m);
  for (int j = 0; j < 4; j++) c[j] = morus_stream(s, j);
  words_out(tag, 16, c);
}

#define NORX_RATE 96

static void norx_quarter(uint64_t s[16], int a, int b, int c, int d) {
  static const uint8_t turn[4] = {8, 19, 40, 63};
  for (int i = 0; i < 4; i++) {
    int x = i % 2 ? c : a, y = i % 2 ? d : b, z = i % 2 ? b : d;
    s[x] = s[x] ^ s[y] ^ (s[x] & s[y]) << 1;
    s[z] = rotr64(s[z] ^ s[x], turn[i]);
  }
}

static void norx_rounds(uint64_t s[16], int rounds) {
  while (rounds-- > 0)
    for (int i = 0; i < 8; i++) {
      int turn = i / 4, x = i % 4;
      norx_quarter(s, x, 4 + (x + turn) % 4, 8 + (x + 2 * turn) % 4, 12 + (x + 3 * turn) % 4);
    }
}

static void norx_absorb(uint64_t s[16], const uint8_t *data, size_t size, int domain, uint8_t *out, int decrypt) {
  if (size == 0) return;
  for (int last = 0; !last; data += NORX_RATE, size -= NORX_RATE) {
    size_t part = size < NORX_RATE ? size : NORX_RATE;
    uint8_t block[NORX_RATE] = {0};
    uint64_t m[12];
    last = size < NORX_RATE;
    s[15] ^= (uint64_t)domain;
    norx_rounds(s, 4);
    if (decrypt) words_out(block, NORX_RATE, s);
    for (size_t i = 0; i < part; i++) block[i] ^= data[i];
    if (out != NULL && decrypt) memcpy(out, block, part);
    if (decrypt && last) memset(block + part, 0, NORX_RATE - part);
    if (last) {
      block[part] ^= 1;
      block[NORX_RATE - 1] ^= 0x80;
    }
    words_in(m, 12, block, NORX_RATE);
    for (int i = 0; i < 12; i++) s[i] ^= m[i];
    if (out != NULL && !decrypt) words_out(out, part, s);
    if (out != NULL) out += part;
  }
}

static void norx(const uint8_t *key, const uint8_t *nonce, const uint8_t *header, size_t header_size, const uint8_t *in, uint8_t *out, size_t size, const uint8_t *trailer, size_t trailer_size, int decrypt, uint8_t *tag) {
  uint64_t s[16], k[4];
  words_in(k, 4, key, 32);
  for (int i = 0; i < 16; i++) s[i] = (uint64_t)i;
  norx_rounds(s, 2);
  words_in(s, 4, nonce, 32);
  memcpy(s + 4, k, sizeof k);
  s[12] ^= 64, s[13] ^= 4, s[14] ^= 1, s[15] ^= 256;
  norx_rounds(s, 4);
  for (int i = 0; i < 4; i++) s[12 + i] ^= k[i];
  norx_absorb(s, header, header_size, 1, NULL, 0);
  norx_absorb(s, in, size, 2, out, decrypt);
  norx_absorb(s, trailer, trailer_size, 4, NULL, 0);
  s[15] ^= 8;
  norx_rounds(s, 4);
  for (int i = 0; i < 4; i++) s[12 + i] ^= k[i];
  norx_rounds(s, 4);
  for (int i = 0; i < 4; i++) s[12 + i] ^= k[i];
  words_out(tag, 32, s + 12);
}

static const uint8_t *text(lua_State *L, int index, size_t *size) { return (const uint8_t *)luaL_optlstring(L, index, "", size); }

/* morus(key, iv, text, ad, decrypt) -> text, tag */
static int l_morus(lua_State *L) {
  size_t key_size, iv_size, size, ad_size;
  uint8_t tag[16];
  const uint8_t *key = text(L, 1, &key_size), *iv = text(L, 2, &iv_size), *in = text(L, 3, &size), *ad = text(L, 4, &ad_size);
  if (key_size != 16 && key_size != 32) return luaL_error(L, "key must be 16 or 32 bytes");
  if (iv_size != 16) return luaL_error(L, "iv must be 16 bytes");
  luaL_Buffer out;
  uint8_t *to = (uint8_t *)luaL_buffinitsize(L, &out, size);
  morus(key, key_size, iv, ad, ad_size, in, to, size, lua_toboolean(L, 5), tag);
  luaL_pushresultsize(&out, size);
  lua_pushlstring(L, (const char *)tag, sizeof tag);
  return 2;
}

/* norx(key, nonce, text, header, trailer, decrypt) -> text, tag */
static int l_norx(lua_State *L) {
  size_t key_size, nonce_size, size, header_size, trailer_size;
  uint8_t tag[32];
  const uint8_t *key = text(L, 1, &key_size), *nonce = text(L, 2, &nonce_size), *in = text(L, 3, &size);
  const uint8_t *header = text(L, 4, &header_size), *trailer = text(L, 5, &trailer_size);
  if (nonce_size < 32 || key_size < 32) return luaL_error(L, "bad argument #2 to 'unpack' (data string too short)");
  luaL_Buffer out;
  uint8_t *to = (uint8_t *)luaL_buffinitsize(L, &out, size);
  norx(key, nonce, header, header_size, in, to, size, trailer, trailer_size, lua_toboolean(L, 6), tag);
  luaL_pushresultsize(&out, size);
  lua_pushlstring(L, (const char *)tag, sizeof tag);
  return 2;
}

/* morus_update(state, m0, m1, m2, m3): changes an array of 20 numbers */
static int l_morus_update(lua_State *L) {
  uint64_t s[20], m[4];
  lua_settop(L, 5);
  if (!lua_istable(L, 1)) return luaL_error(L, "attempt to index a %s value (local 's')", luaL_typename(L, 1));
  for (int i = 0; i < 4; i++) m[i] = (uint64_t)luaL_checkinteger(L, i + 2);
  for (int i = 0; i < 20; i++) {
    lua_geti(L, 1, i + 1);
    s[i] = (uint64_t)luaL_checkinteger(L, -1);
    lua_pop(L, 1);
  }
  morus_update(s, m);
  for (int i = 0; i < 20; i++) {
    lua_pushinteger(L, (lua_Integer)s[i]);
    lua_seti(L, 1, i + 1);
  }
  return 0;
}

int luaopen_native_aead(lua_State *L) {
  static const luaL_Reg functions[] = {{"morus", l_morus}, {"norx", l_norx}, {"morus_update", l_morus_update}, {NULL, NULL}};
  luaL_newlib(L, functions);
  return 1;
}
