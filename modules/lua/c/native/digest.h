/* One-way functions over whole texts, and the block functions that the step-by-step objects of the library use. */
#ifndef LOOM_DIGEST_H
#define LOOM_DIGEST_H
#include <stddef.h>
#include <stdint.h>

static inline uint32_t rotl32(uint32_t x, int by) { return x << by | x >> (32 - by); }
static inline uint64_t rotr64(uint64_t x, int by) { return x >> by | x << (64 - by); }
static inline uint64_t rotl64(uint64_t x, int by) { return x << by | x >> (64 - by); }

static inline uint32_t load32be(const uint8_t *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }
static inline uint32_t load32le(const uint8_t *p) { return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0]; }
static inline uint64_t load64be(const uint8_t *p) { return (uint64_t)load32be(p) << 32 | load32be(p + 4); }
static inline uint64_t load64le(const uint8_t *p) { return (uint64_t)load32le(p + 4) << 32 | load32le(p); }
static inline void store64be(uint8_t *p, uint64_t x) {
  for (int i = 0; i < 8; i++) p[i] = (uint8_t)(x >> (56 - 8 * i));
}
static inline void store64le(uint8_t *p, uint64_t x) {
  for (int i = 0; i < 8; i++) p[i] = (uint8_t)(x >> (8 * i));
}

/* State of up to 8 words, changed by one block. */
typedef void block32(uint32_t *state, const uint8_t *block);
void md4_block(uint32_t *state, const uint8_t *block);
void md5_block(uint32_t *state, const uint8_t *block);
void sha1_block(uint32_t *state, const uint8_t *block);
void sha256_block(uint32_t *state, const uint8_t *block);

void md2(uint8_t out[16], const uint8_t *data, size_t size);
void sha512(uint8_t out[64], const uint8_t *data, size_t size);
/* Capacity is twice `out_size`; `suffix` is 6 for SHA-3 and 1 for the original Keccak. */
void keccak(uint8_t *out, size_t out_size, uint8_t suffix, const uint8_t *data, size_t size);
/* 1 to 64 bytes, key of at most 64. */
void blake2b(uint8_t *out, size_t out_size, const uint8_t *key, size_t key_size, const uint8_t *data, size_t size);
#endif
