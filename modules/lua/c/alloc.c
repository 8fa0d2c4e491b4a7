/*
 * Memory for Lua. Small blocks come from size classes without headers, since Lua tells the size of what it frees: less memory than the
 * C library's allocator takes, and the blocks that a message frees are those that the next one writes to, which keeps the number of
 * touched pages small. Large blocks are malloc's.
 */
#include "alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FINE 8
#define FINE_LIMIT 256
#define COARSE 32
#define SMALL_LIMIT 1024
#define CLASSES (FINE_LIMIT / FINE + (SMALL_LIMIT - FINE_LIMIT) / COARSE + 1)
/* What is asked of malloc at once, and what a class takes of that at once. */
#define CHUNK_BYTES (16 * 1024 - 16)
#define RUN_BYTES 1024

typedef struct Free {
  struct Free *next;
} Free;

static struct {
  Free *free;
  char *run, *run_end;
} classes[CLASSES];
static char *chunk, *chunk_end;

static inline unsigned class_of(size_t size) {
  return size <= FINE_LIMIT ? (unsigned)(size + FINE - 1) / FINE
                            : FINE_LIMIT / FINE + (unsigned)(size - FINE_LIMIT + COARSE - 1) / COARSE;
}

static inline size_t bytes_of(unsigned class) {
  return class <= FINE_LIMIT / FINE ? class * FINE : FINE_LIMIT + (class - FINE_LIMIT / FINE) * COARSE;
}

static void *take_from_run(unsigned class) {
  size_t size = bytes_of(class), run = size * 4 > RUN_BYTES ? size * 4 : RUN_BYTES / size * size;
  if (classes[class].run == classes[class].run_end) {
    if ((size_t)(chunk_end - chunk) < run) {
      char *fresh = malloc(CHUNK_BYTES);
      if (fresh == NULL) return NULL;
      chunk = fresh;
      chunk_end = fresh + CHUNK_BYTES;
    }
    classes[class].run = chunk;
    classes[class].run_end = chunk += run;
  }
  void *block = classes[class].run;
  classes[class].run += size;
  return block;
}

static inline void *take(size_t size) {
  if (size > SMALL_LIMIT) return malloc(size);
  unsigned class = class_of(size);
  Free *block = classes[class].free;
  if (block == NULL) return take_from_run(class);
  classes[class].free = block->next;
  return block;
}

static inline void give(void *block, size_t size) {
  if (size > SMALL_LIMIT) {
    free(block);
    return;
  }
  unsigned class = class_of(size);
  ((Free *)block)->next = classes[class].free;
  classes[class].free = block;
}

void *loom_alloc(void *context, void *block, size_t old, size_t size) {
  (void)context;
  if (size == 0) {
    if (block != NULL) give(block, old);
    return NULL;
  }
  if (block == NULL) return take(size);
  if (old > SMALL_LIMIT && size > SMALL_LIMIT) return realloc(block, size);
  if (old <= SMALL_LIMIT && size <= SMALL_LIMIT && class_of(old) == class_of(size)) return block;
  void *moved = take(size);
  if (moved == NULL) return NULL;
  memcpy(moved, block, old < size ? old : size);
  give(block, old);
  return moved;
}
