/* The exports that a host made for emscripten modules expects. */
#include <stdint.h>
#include <stdlib.h>
#include "glue.h"

#define EXPORT(name) __attribute__((export_name(name)))

extern uintptr_t emscripten_stack_get_current(void);
extern char __stack_high, __stack_low;

uintptr_t __threw;

EXPORT("setThrew") void loom_set_threw(uintptr_t threw, int value) {
  (void)value;
  if (!__threw) __threw = threw;
}
EXPORT("dynCall_vii") void loom_dyn_call_vii(uintptr_t at, uintptr_t a, uintptr_t b) {
  ((void (*)(uintptr_t, uintptr_t))at)(a, b);
}
/* The state is made by a constructor, before any input is written. */
EXPORT("main") int loom_main(int argc, int argv) {
  (void)argc, (void)argv;
  return 0;
}
EXPORT("fflush") int loom_fflush(int file) {
  (void)file;
  return 0;
}
/*
 * A host that has to wait for a file asks the module to leave (unwind) and to come back (rewind). This one cannot: it goes on as if the
 * file were absent, and when the host calls again, it gives the answer that it has. See weavedrive.c.
 */
int loom_left, loom_came_back;
EXPORT("asyncify_get_state") int loom_asyncify_state(void) { return loom_came_back ? 2 : loom_left ? 1 : 0; }
EXPORT("asyncify_start_unwind") void loom_start_unwind(uintptr_t at) {
  (void)at;
  loom_left = 1;
}
EXPORT("asyncify_stop_unwind") void loom_stop_unwind(void) {}
EXPORT("asyncify_start_rewind") void loom_start_rewind(uintptr_t at) {
  (void)at;
  loom_came_back = 1;
}
EXPORT("asyncify_stop_rewind") void loom_stop_rewind(void) { loom_left = loom_came_back = 0; }
EXPORT("_emscripten_tempret_set") void loom_tempret(int value) { (void)value; }
EXPORT("sbrk") uintptr_t loom_sbrk(uintptr_t bytes) {
  (void)bytes;
  return (uintptr_t)__builtin_wasm_memory_size(0) * 65536;
}
EXPORT("emscripten_stack_init") void loom_stack_init(void) {}
EXPORT("emscripten_stack_get_base") uintptr_t loom_stack_base(void) { return (uintptr_t)&__stack_high; }
EXPORT("emscripten_stack_get_end") uintptr_t loom_stack_end(void) { return (uintptr_t)&__stack_low; }
EXPORT("emscripten_stack_get_free") uintptr_t loom_stack_free(void) {
  return emscripten_stack_get_current() - (uintptr_t)&__stack_low;
}

/* Hosts put the texts of a message on the stack whatever their size. Large ones go to the heap and are freed once they are read. */
#define PARKED 8
static void *parked[PARKED];
static int parked_count;

uintptr_t loom_park(uintptr_t bytes) {
  void *at = parked_count < PARKED ? malloc(bytes) : NULL;
  if (at == NULL) __builtin_trap();
  parked[parked_count++] = at;
  return (uintptr_t)at;
}

void loom_unpark(void) {
  while (parked_count > 0) free(parked[--parked_count]);
}
