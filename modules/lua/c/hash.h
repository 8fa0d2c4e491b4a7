#ifndef LOOM_HASH_H
#define LOOM_HASH_H
#include <stddef.h>
#include <stdint.h>
unsigned loom_hash_string(const char *text, size_t size);
unsigned loom_hash_word(uint64_t word);
/* Integers below keep their own bits, so that pairs() gives small ones in the usual order: at most 1024 of them can share a slot. */
#define LOOM_SMALL_INTEGER (1 << 20)
#endif
