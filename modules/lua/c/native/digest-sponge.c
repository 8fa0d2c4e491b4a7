/* Keccak and SHA-3 (FIPS 202), BLAKE2b (RFC 7693). */
#include "digest.h"
#include <string.h>

static void permute(uint64_t a[25]) {
  static const uint8_t turn[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
  static const uint8_t lane[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
  uint8_t lfsr = 1;
  for (int round = 0; round < 24; round++) {
    uint64_t c[5];
    for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (int x = 0; x < 5; x++) {
      uint64_t d = c[(x + 4) % 5] ^ rotl64(c[(x + 1) % 5], 1);
      for (int y = 0; y < 25; y += 5) a[x + y] ^= d;
    }
    uint64_t moved = a[1];
    for (int i = 0; i < 24; i++) {
      uint64_t kept = a[lane[i]];
      a[lane[i]] = rotl64(moved, turn[i]);
      moved = kept;
    }
    for (int y = 0; y < 25; y += 5) {
      for (int x = 0; x < 5; x++) c[x] = a[y + x];
      for (int x = 0; x < 5; x++) a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
    }
    /* The round constants are the output of a shift register (FIPS 202, 3.2.5). */
    for (int j = 0; j < 7; j++) {
      if (lfsr & 1) a[0] ^= (uint64_t)1 << ((1 << j) - 1);
      lfsr = (uint8_t)(lfsr << 1 ^ (lfsr >> 7) * 0x71);
    }
  }
}

void keccak(uint8_t *out, size_t out_size, uint8_t suffix, const uint8_t *data, size_t size) {
  uint64_t state[25] = {0};
  size_t rate = 200 - 2 * out_size;
  uint8_t tail[200] = {0};
  for (; size >= rate; data += rate, size -= rate) {
    for (size_t i = 0; i < rate / 8; i++) state[i] ^= load64le(data + 8 * i);
    permute(state);
  }
  memcpy(tail, data, size);
  tail[size] = suffix;
  tail[rate - 1] |= 0x80;
  for (size_t i = 0; i < rate / 8; i++) state[i] ^= load64le(tail + 8 * i);
  permute(state);
  for (size_t i = 0; i < out_size / 8; i++) store64le(out + 8 * i, state[i]);
}

static const uint64_t blake_start[8] = {
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static void blake_block(uint64_t h[8], const uint8_t *block, uint64_t count, int last) {
  static const uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
  };
  uint64_t v[16];
  for (int i = 0; i < 8; i++) v[i] = h[i], v[i + 8] = blake_start[i];
  v[12] ^= count;
  if (last) v[14] = ~v[14];
  for (int round = 0; round < 12; round++) {
    const uint8_t *s = sigma[round % 10];
    for (int i = 0; i < 8; i++) {
      /* Four columns, then four diagonals. */
      int turn = i < 4 ? 0 : 1, x = i % 4;
      uint64_t *a = v + x, *b = v + 4 + (x + turn) % 4, *c = v + 8 + (x + 2 * turn) % 4, *d = v + 12 + (x + 3 * turn) % 4;
      *a += *b + load64le(block + 8 * s[2 * i]);
      *d = rotr64(*d ^ *a, 32);
      *c += *d;
      *b = rotr64(*b ^ *c, 24);
      *a += *b + load64le(block + 8 * s[2 * i + 1]);
      *d = rotr64(*d ^ *a, 16);
      *c += *d;
      *b = rotr64(*b ^ *c, 63);
    }
  }
  for (int i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
}

void blake2b(uint8_t *out, size_t out_size, const uint8_t *key, size_t key_size, const uint8_t *data, size_t size) {
  uint64_t h[8], count = 0;
  uint8_t block[128] = {0};
  memcpy(h, blake_start, sizeof h);
  h[0] ^= 0x01010000 ^ (uint64_t)key_size << 8 ^ out_size;
  if (key_size > 0) {
    memcpy(block, key, key_size);
    count = 128;
    blake_block(h, block, count, size == 0);
    memset(block, 0, sizeof block);
  }
  for (; size > 128; data += 128, size -= 128) blake_block(h, data, count += 128, 0);
  if (size > 0 || key_size == 0) {
    memcpy(block, data, size);
    blake_block(h, block, count + size, 1);
  }
  for (int i = 0; i < 8; i++) store64le(block + 8 * i, h[i]);
  memcpy(out, block, out_size);
}
