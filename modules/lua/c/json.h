#ifndef LOOM_JSON_H
#define LOOM_JSON_H
#include <stddef.h>
#include "lua.h"

/* Values within each other, both ways: each costs C stack. */
#define JSON_DEPTH 1000

/* Pushes the value of a text. Raises aos's texts. */
void json_decode(lua_State *L, const char *text, size_t size);

/*
 * A growing text. Its memory hangs on a value of the Lua stack (at `box`), so that an error cannot leak it; the stack above belongs to
 * the writer until it is taken.
 */
typedef struct {
  lua_State *L;
  char *out;
  size_t size, room;
  int box;
  char first[512];
} JsonWriter;

void json_begin(JsonWriter *w, lua_State *L);
void json_append_text(JsonWriter *w, const char *text, size_t size);
void json_append_string(JsonWriter *w, const char *text, size_t size);
/* Raises aos's texts. */
void json_append_value(JsonWriter *w, int index);
/* Pushes the text. */
void json_push(JsonWriter *w);
/* The text, NUL-terminated, in memory that the caller frees. */
char *json_take(JsonWriter *w);

int luaopen_native_json(lua_State *L);
#endif
