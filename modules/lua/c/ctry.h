/* Force-included in every Lua file: protected calls through the host, since wasm has no setjmp, and other settings. */
#ifndef CTRY_H
#define CTRY_H
#include <stdint.h>
__attribute__((import_module("env"), import_name("invoke_vii"))) void loom_invoke(void (*f)(void *, void *), void *, void *);
__attribute__((import_module("env"), import_name("_emscripten_throw_longjmp"), noreturn)) void loom_throw(void);
extern uintptr_t __threw;
/* Expanded in ldo.c, where `f`, `L` and `ud` are in scope. The host sets __threw by the export setThrew. */
#define LUAI_THROW(L, c) loom_throw()
#define LUAI_TRY(L, c, a)                                  \
  __threw = 0;                                             \
  loom_invoke((void (*)(void *, void *))f, L, ud);         \
  if (__threw && (c)->status == 0) (c)->status = -1;       \
  __threw = 0;
#define luai_jmpbuf int
/* Strings are hashed with a key of our own (hash.c); what is left of the seed must not differ between runs. */
#define luai_makeseed() 0x5eedu
/* Files do not exist, so any name will do. */
#define LUA_TMPNAMBUFSIZE 32
#define lua_tmpnam(b, e) (e = 0, (void)memcpy(b, "/tmp/lua_000000", 16))
#endif
