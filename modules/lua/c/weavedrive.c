/* Files of the weave, by the host imports of ao's WeaveDrive. They are called only when a file is asked for. */
#include <stdint.h>
#include "lauxlib.h"
#include "glue.h"
#include "native.h"

#define IMPORT(name) __attribute__((import_module("env"), import_name("__asyncjs__weavedrive_" name)))
IMPORT("open") int loom_drive_open(const char *path, const char *mode);
IMPORT("read") int loom_drive_read(int file, void *to, uintptr_t size);
IMPORT("close") int loom_drive_close(int file);

#define PIECE (64 * 1024)

/* readfile(path) -> text, or nil where the host has no such file */
int loom_readfile(lua_State *L) {
  const char *path = luaL_checkstring(L, 1);
  /* A host that waits accepts no other call. */
  if (loom_left) return 0;
  int file = loom_drive_open(path, "r");
  if (loom_left || file <= 0) return 0;
  luaL_Buffer b;
  luaL_buffinit(L, &b);
  for (;;) {
    int got = loom_drive_read(file, luaL_prepbuffsize(&b, PIECE), PIECE);
    if (got <= 0) break;
    luaL_addsize(&b, (size_t)got);
  }
  loom_drive_close(file);
  luaL_pushresult(&b);
  return 1;
}

/* The host takes the import that it waited in for the end of its wait. */
void loom_drive_return(void) { loom_drive_open("", "r"); }
