/*
 * Marks of short strings beside the heap, one bit for 16 bytes: marking a million strings that lie anywhere writes to one page for each
 * 512 KiB of the heap instead of to all of them. Only lgc.c includes this.
 */
#ifndef LOOM_SIDE_MARKS_H
#define LOOM_SIDE_MARKS_H
#include <stdint.h>
#include <stdlib.h>

#define LOOM_REGION_BITS 19
#define LOOM_REGION_MARKS (1u << (LOOM_REGION_BITS - 7))

/* Of memory up to 1 GiB, which is the module's limit. */
static unsigned char *loom_regions[1u << (30 - LOOM_REGION_BITS)];

#define LOOM_REGION(at) loom_regions[(uintptr_t)(at) >> LOOM_REGION_BITS]
#define LOOM_MARK_BYTE(at) ((uintptr_t)(at) >> 7 & (LOOM_REGION_MARKS - 1))
#define LOOM_MARK_BIT(at) (1u << ((uintptr_t)(at) >> 4 & 7))

/* 1 when it was marked already, 0 when it is now, -1 without memory for that. */
static inline int loom_mark(const void *at) {
  unsigned char *region = LOOM_REGION(at);
  if (region == NULL) {
    region = LOOM_REGION(at) = calloc(1, LOOM_REGION_MARKS);
    if (region == NULL) return -1;
  }
  if (region[LOOM_MARK_BYTE(at)] & LOOM_MARK_BIT(at)) return 1;
  region[LOOM_MARK_BYTE(at)] |= LOOM_MARK_BIT(at);
  return 0;
}

/* Whether it was marked. */
static inline int loom_unmark(const void *at) {
  unsigned char *region = LOOM_REGION(at);
  if (region == NULL || !(region[LOOM_MARK_BYTE(at)] & LOOM_MARK_BIT(at))) return 0;
  region[LOOM_MARK_BYTE(at)] &= ~LOOM_MARK_BIT(at);
  return 1;
}
#endif
