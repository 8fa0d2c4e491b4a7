/*
 * Copying and filling, in the place of the C library's byte loops: by words when short, else by the machine's own instructions, which
 * cost a call of the engine. Compiled with bulk memory (see build/compile.ts).
 */
#include <stddef.h>
#include <stdint.h>

/* From here on the machine's instruction is quicker. */
#define BULK_BYTES 96

typedef uint64_t __attribute__((aligned(1), may_alias)) Word;
typedef uint32_t __attribute__((aligned(1), may_alias)) Half;

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  unsigned char *t = to;
  const unsigned char *f = from;
  if (size >= BULK_BYTES) {
    __builtin_memcpy(to, from, size);
    return to;
  }
  if (size >= 8) {
    /* The last word overlaps what is written before it. */
    Word last = *(const Word *)(f + size - 8);
    unsigned char *end = t + size - 8;
    for (; t < end; t += 8, f += 8) *(Word *)t = *(const Word *)f;
    *(Word *)end = last;
  } else if (size >= 4) {
    Half first = *(const Half *)f, last = *(const Half *)(f + size - 4);
    *(Half *)t = first;
    *(Half *)(t + size - 4) = last;
  } else {
    for (; size > 0; size--) *t++ = *f++;
  }
  return to;
}

void *memmove(void *to, const void *from, size_t size) {
  if ((uintptr_t)to - (uintptr_t)from >= size) return memcpy(to, from, size);
  __builtin_memmove(to, from, size);
  return to;
}

void *memset(void *to, int byte, size_t size) {
  unsigned char *t = to;
  if (size >= BULK_BYTES) {
    __builtin_memset(to, byte, size);
    return to;
  }
  for (; size > 0; size--) *t++ = (unsigned char)byte;
  return to;
}
