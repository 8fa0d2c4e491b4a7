/*
 * Hash of strings and numbers as table keys: SipHash-1-3 over all bytes (stock Lua skips bytes of long strings, and its mix can be
 * solved for collisions by hand). The key is fixed, since the same log must give the same order of pairs() everywhere: so collisions
 * can still be found, but only by trying (2^k tries for each key that lands in one slot of 2^k).
 */
#include <stdint.h>
#include <string.h>
#include "hash.h"

#define ROTATE(x, bits) ((x) << (bits) | (x) >> (64 - (bits)))
#define ROUND                                                                 \
  do {                                                                        \
    a += b, c += d, b = ROTATE(b, 13) ^ a, d = ROTATE(d, 16) ^ c;             \
    a = ROTATE(a, 32), c += b, a += d, b = ROTATE(b, 17) ^ c;                 \
    d = ROTATE(d, 21) ^ a, c = ROTATE(c, 32);                                 \
  } while (0)

#define BEGIN                                                                            \
  const uint64_t key0 = 0x243F6A8885A308D3u, key1 = 0x13198A2E03707344u; /* digits of pi */ \
  uint64_t a = key0 ^ 0x736F6D6570736575u, b = key1 ^ 0x646F72616E646F6Du;               \
  uint64_t c = key0 ^ 0x6C7967656E657261u, d = key1 ^ 0x7465646279746573u
#define ABSORB(word) \
  do {               \
    d ^= (word);     \
    ROUND;           \
    a ^= (word);     \
  } while (0)

static inline unsigned finish(uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  c ^= 0xFF;
  ROUND;
  ROUND;
  ROUND;
  uint64_t whole = a ^ b ^ c ^ d;
  return (unsigned)(whole ^ whole >> 32);
}

unsigned loom_hash_string(const char *text, size_t size) {
  BEGIN;
  size_t left = size;
  uint64_t word;
  for (; left >= 8; left -= 8, text += 8) {
    memcpy(&word, text, 8);
    ABSORB(word);
  }
  word = (uint64_t)size << 56;
  for (size_t i = 0; i < left; i++) word |= (uint64_t)(unsigned char)text[i] << (8 * i);
  ABSORB(word);
  return finish(a, b, c, d);
}

unsigned loom_hash_word(uint64_t word) {
  BEGIN;
  ABSORB(word);
  return finish(a, b, c, d);
}
