#ifndef LOOM_JSON_H
#define LOOM_JSON_H
#include <stddef.h>
#include "lua.h"

/* Values within each other, both ways: each costs C stack. */
#define JSON_DEPTH 1000

/* Pushes the value of a text. Raises aos's texts. */
void json_decode(lua_State *L, const char *text, size_t size);

/*
 * A growing text. Its memory is a value of the Lua stack (at `box`), so that an error cannot leak it; the stack above belongs to the
 * writer. A finalizer would be dearer: the collector walks all objects that have one in a single step.
 */
typedef struct {
  lua_State *L;
  char *out;
  size_t size, room;
  int box;
  char *owned;
  char first[512];
} JsonWriter;

void json_begin(JsonWriter *w, lua_State *L);
/* For a text that is taken: `w` is static, and after an error it keeps the memory until it begins again. */
void json_begin_owned(JsonWriter *w, lua_State *L);
void json_append_text(JsonWriter *w, const char *text, size_t size);
void json_append_string(JsonWriter *w, const char *text, size_t size);
/* Raises aos's texts. */
void json_append_value(JsonWriter *w, int index);
/* Pushes the text. */
void json_push(JsonWriter *w);
/* The text of an owning writer, NUL-terminated, in memory that the caller frees. */
char *json_take(JsonWriter *w);

int luaopen_native_json(lua_State *L);
#endif
