/* Memory grows through the host, whose views of it would go stale otherwise. This definition wins over the C library's. */
#include <errno.h>
#include <stdint.h>

__attribute__((import_module("env"), import_name("emscripten_resize_heap"))) int loom_resize(uintptr_t bytes);

#define PAGE 65536

/* An own top, because hosts may grow more than they are asked to. */
static uintptr_t top;

void *sbrk(intptr_t more) {
  if (!top) top = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
  uintptr_t old = top, wanted = old + (uintptr_t)more;
  if (more < 0 || wanted < old || (wanted > (uintptr_t)__builtin_wasm_memory_size(0) * PAGE && !loom_resize(wanted))) {
    errno = ENOMEM;
    return (void *)-1;
  }
  top = wanted;
  return (void *)old;
}
