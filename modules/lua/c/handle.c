/* handle(message, environment): two JSON texts in, one out, in memory that is valid until the next call. */
#include <stdlib.h>
#include <string.h>
#include "glue.h"
#include "json.h"
#include "lauxlib.h"
#include "lgc.h"
#include "lstate.h"
#include "native.h"

static lua_State *state;
static int boot_failed;
static char *answer;
static JsonWriter writer;

/* Before any input is written: the order of pairs() must not depend on where the first message lies. */
__attribute__((constructor)) static void boot(void) { state = loom_boot(&boot_failed); }

typedef struct {
  const char *message, *environment;
} Input;

static void set_clock(lua_State *L, int message) {
  int isnum = 0;
  if (lua_type(L, message) != LUA_TTABLE) return;
  lua_pushliteral(L, "Timestamp");
  lua_rawget(L, message);
  lua_Integer ms = lua_tointegerx(L, -1, &isnum);
  if (isnum) loom_clock_ms = ms;
  lua_pop(L, 1);
}

static int run(lua_State *L) {
  Input *input = lua_touserdata(L, 1);
  lua_settop(L, 0);
  lua_rawgetp(L, LUA_REGISTRYINDEX, &loom_process_key);
  lua_getfield(L, 1, "handle");
  json_decode(L, input->message, strlen(input->message));
  json_decode(L, input->environment, strlen(input->environment));
  loom_unpark();
  set_clock(L, 3);
  lua_call(L, 2, 1);
  json_begin_owned(&writer, L);
  json_append_text(&writer, "{\"ok\":true,\"response\":", 22);
  json_append_value(&writer, 2);
  json_append_text(&writer, "}", 1);
  answer = json_take(&writer);
  return 0;
}

/* The error text is at index 1. */
static int report(lua_State *L) {
  size_t size;
  json_begin_owned(&writer, L);
  json_append_text(&writer, "{\"ok\":false,\"response\":", 23);
  const char *text = luaL_tolstring(L, 1, &size);
  json_append_string(&writer, text, size);
  json_append_text(&writer, "}", 1);
  answer = json_take(&writer);
  return 0;
}

__attribute__((export_name("handle"))) const char *handle(const char *message, const char *environment) {
  static const char last_resort[] = "{\"ok\":false,\"response\":\"not enough memory\"}";
  lua_State *L = state;
  Input input = {message, environment};
  if (loom_came_back) {
    loom_drive_return();
    loom_left = loom_came_back = 0;
    return answer;
  }
  free(answer);
  answer = NULL;
  if (boot_failed) {
    lua_settop(L, 1);
    lua_pushcfunction(L, report);
    lua_pushvalue(L, 1);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) return last_resort;
    return answer;
  }
  lua_settop(L, 0);
  lua_pushcfunction(L, run);
  lua_pushlightuserdata(L, &input);
  loom_left = 0;
  if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
    lua_pushcfunction(L, report);
    lua_insert(L, -2);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) return last_resort;
  }
  loom_unpark();
  lua_settop(L, 0);
  /* A collection that has begun goes on even when messages allocate little; none begins here. */
  if (G(L)->gcstate != GCSpause && G(L)->gcrunning) lua_gc(L, LUA_GCSTEP, 0);
  return answer;
}
