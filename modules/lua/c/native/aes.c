/* AES (FIPS 197) and its modes (NIST SP 800-38A): native.aes. */
#include <stdint.h>
#include <string.h>
#include "lauxlib.h"
#include "lua.h"

typedef struct {
  int rounds;
  uint8_t round_key[240];
} Aes;

static uint8_t box[256], inverse_box[256];

static uint8_t twice(uint8_t x) { return (uint8_t)(x << 1 ^ (x >> 7) * 0x1b); }
static uint8_t times(uint8_t x, uint8_t y) {
  uint8_t product = 0;
  for (; y != 0; y >>= 1, x = twice(x))
    if (y & 1) product ^= x;
  return product;
}

/* p runs through the powers of 3, q through those of its inverse. */
static void make_boxes(void) {
  uint8_t p = 1, q = 1;
  do {
    p ^= twice(p);
    q ^= (uint8_t)(q << 1);
    q ^= (uint8_t)(q << 2);
    q ^= (uint8_t)(q << 4);
    if (q & 0x80) q ^= 0x09;
    uint8_t x = (uint8_t)(q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4) ^ 0x63);
    box[p] = x;
    inverse_box[x] = p;
  } while (p != 1);
  box[0] = 0x63;
  inverse_box[0x63] = 0;
}

static void expand(Aes *aes, const uint8_t *key, int size) {
  uint8_t *w = aes->round_key, constant = 1;
  aes->rounds = size / 4 + 6;
  memcpy(w, key, (size_t)size);
  for (int i = size; i < 16 * (aes->rounds + 1); i += 4) {
    uint8_t t[4];
    memcpy(t, w + i - 4, 4);
    if (i % size == 0) {
      uint8_t first = t[0];
      t[0] = box[t[1]] ^ constant, t[1] = box[t[2]], t[2] = box[t[3]], t[3] = box[first];
      constant = twice(constant);
    } else if (size == 32 && i % size == 16) {
      for (int j = 0; j < 4; j++) t[j] = box[t[j]];
    }
    for (int j = 0; j < 4; j++) w[i + j] = w[i + j - size] ^ t[j];
  }
}

static void add_key(uint8_t *s, const uint8_t *key) {
  for (int i = 0; i < 16; i++) s[i] ^= key[i];
}

static void encrypt_block(const Aes *aes, uint8_t *s) {
  uint8_t t[16];
  add_key(s, aes->round_key);
  for (int round = 1; round <= aes->rounds; round++) {
    for (int i = 0; i < 16; i++) t[i] = box[s[(i * 5) % 16]];
    for (int c = 0; c < 16; c += 4) {
      uint8_t all = t[c] ^ t[c + 1] ^ t[c + 2] ^ t[c + 3];
      for (int r = 0; r < 4; r++)
        s[c + r] = round == aes->rounds ? t[c + r] : (uint8_t)(t[c + r] ^ all ^ twice(t[c + r] ^ t[c + (r + 1) % 4]));
    }
    add_key(s, aes->round_key + 16 * round);
  }
}

static void decrypt_block(const Aes *aes, uint8_t *s) {
  uint8_t t[16];
  for (int round = aes->rounds; round > 0; round--) {
    add_key(s, aes->round_key + 16 * round);
    for (int c = 0; c < 16; c += 4)
      for (int r = 0; r < 4; r++)
        t[c + r] = round == aes->rounds
          ? s[c + r]
          : times(s[c + r], 14) ^ times(s[c + (r + 1) % 4], 11) ^ times(s[c + (r + 2) % 4], 13) ^ times(s[c + (r + 3) % 4], 9);
    for (int i = 0; i < 16; i++) s[(i * 5) % 16] = inverse_box[t[i]];
  }
  add_key(s, aes->round_key);
}

static void read_key(lua_State *L, int index, Aes *aes) {
  size_t size;
  const uint8_t *key = (const uint8_t *)luaL_checklstring(L, index, &size);
  luaL_argcheck(L, size == 16 || size == 24 || size == 32, index, "a key has 16, 24 or 32 bytes");
  expand(aes, key, (int)size);
}

/* block(key, block, decrypt) -> block */
static int block(lua_State *L) {
  Aes aes;
  uint8_t s[16];
  size_t size;
  read_key(L, 1, &aes);
  const char *given = luaL_checklstring(L, 2, &size);
  luaL_argcheck(L, size == 16, 2, "a block has 16 bytes");
  memcpy(s, given, 16);
  (lua_toboolean(L, 3) ? decrypt_block : encrypt_block)(&aes, s);
  lua_pushlstring(L, (const char *)s, 16);
  return 1;
}

/* Only the last 8 bytes count, as on aos. */
static void increment(uint8_t *counter) {
  for (int i = 15; i >= 8 && ++counter[i] == 0; i--) continue;
}

/* crypt(key, blocks, mode, decrypt): the first block is the initial vector, except in ECB. The last may be short: zeros fill it. */
static int crypt(lua_State *L) {
  Aes aes;
  size_t size;
  uint8_t chain[16] = {0}, s[16], in[16];
  read_key(L, 1, &aes);
  const uint8_t *data = (const uint8_t *)luaL_checklstring(L, 2, &size);
  const char *mode = luaL_checkstring(L, 3);
  int decrypt = lua_toboolean(L, 4), ecb = strcmp(mode, "ECB") == 0, cbc = strcmp(mode, "CBC") == 0;
  luaL_Buffer out;
  luaL_buffinit(L, &out);
  for (size_t at = 0; at < size; at += 16) {
    size_t left = size - at < 16 ? size - at : 16;
    memset(in, 0, 16);
    memcpy(in, data + at, left);
    if (at == 0 && !ecb) {
      memcpy(chain, in, 16);
      continue;
    }
    memcpy(s, ecb || cbc ? in : chain, 16);
    if (cbc && !decrypt) add_key(s, chain);
    (decrypt && (ecb || cbc) ? decrypt_block : encrypt_block)(&aes, s);
    if (mode[0] == 'O') memcpy(chain, s, 16);
    if (cbc && decrypt) add_key(s, chain);
    if (!ecb && !cbc) add_key(s, in);
    if (cbc || mode[1] == 'F') {
      if (mode[0] != 'O') memcpy(chain, decrypt ? in : s, 16);
    }
    if (mode[1] == 'T') increment(chain);
    luaL_addlstring(&out, (const char *)s, 16);
  }
  luaL_pushresult(&out);
  return 1;
}

int luaopen_native_aes(lua_State *L) {
  static const luaL_Reg functions[] = {{"block", block}, {"crypt", crypt}, {NULL, NULL}};
  make_boxes();
  luaL_newlib(L, functions);
  return 1;
}
