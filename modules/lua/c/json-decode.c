/*
 * JSON into Lua values. What aos takes is taken: trailing commas, numbers that tonumber takes, duplicate keys (the last counts),
 * halves of surrogate pairs. null is nil. Strings without escapes are made straight from the input.
 */
#include <stdlib.h>
#include <string.h>
#include "json.h"
#include "lauxlib.h"

typedef struct {
  lua_State *L;
  const unsigned char *start, *at, *end;
  int depth;
} Reader;

static const char *const DELIMITERS = " \t\r\n]},";

static int is_delimiter(unsigned char c) { return c != 0 && strchr(DELIMITERS, c) != NULL; }

static int fail(Reader *r, const unsigned char *where, const char *format, const char *token, size_t size) {
  lua_State *L = r->L;
  int line = 1, column = 1;
  for (const unsigned char *p = r->start; p < where && p < r->end; p++) {
    column++;
    if (*p == '\n') line++, column = 1;
  }
  if (where > r->end) column += (int)(where - r->end);
  lua_pushlstring(L, token, size);
  lua_pushfstring(L, format, lua_tostring(L, -1));
  lua_pushfstring(L, "[string \"json\"]:261: %s at line %d col %d", lua_tostring(L, -1), line, column);
  return lua_error(L);
}

#define FAIL(r, where, text) fail(r, where, text, "", 0)

static void skip_space(Reader *r) {
  while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r')) r->at++;
}

static int hex4(const unsigned char *p, const unsigned char *end, unsigned *out) {
  unsigned value = 0;
  if (end - p < 4) return 0;
  for (int i = 0; i < 4; i++) {
    unsigned char c = p[i];
    value <<= 4;
    if (c >= '0' && c <= '9') value |= c - '0';
    else if (c >= 'a' && c <= 'f') value |= c - 'a' + 10;
    else if (c >= 'A' && c <= 'F') value |= c - 'A' + 10;
    else return 0;
  }
  *out = value;
  return 1;
}

static unsigned char *put_utf8(unsigned char *to, unsigned code) {
  if (code < 0x80) {
    *to++ = code;
  } else if (code < 0x800) {
    *to++ = 0xC0 | code >> 6;
    *to++ = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    *to++ = 0xE0 | code >> 12;
    *to++ = 0x80 | (code >> 6 & 63);
    *to++ = 0x80 | (code & 63);
  } else {
    *to++ = 0xF0 | code >> 18;
    *to++ = 0x80 | (code >> 12 & 63);
    *to++ = 0x80 | (code >> 6 & 63);
    *to++ = 0x80 | (code & 63);
  }
  return to;
}

/* The end quote of a checked string, and whether it has escapes. */
static const unsigned char *scan_string(Reader *r, int *escaped) {
  const unsigned char *p = r->at + 1;
  unsigned code;
  *escaped = 0;
  while (p < r->end) {
    unsigned char c = *p;
    if (c == '"') return p;
    if (c < 32) FAIL(r, p, "control character in string");
    if (c == '\\') {
      *escaped = 1;
      p++;
      c = p < r->end ? *p : 0;
      if (c == 'u') {
        if (!hex4(p + 1, r->end, &code)) FAIL(r, p - 1, "invalid unicode escape in string");
        p += 4;
      } else if (c == 0 || strchr("\"\\/bfnrt", c) == NULL) {
        fail(r, p - 1, "invalid escape char '%s' in string", (const char *)p, p < r->end);
      }
    }
    p++;
  }
  FAIL(r, r->at, "expected closing quote for string");
  return NULL;
}

static unsigned char *unescape(const unsigned char *p, const unsigned char *end, unsigned char *to) {
  while (p < end) {
    const unsigned char *plain = memchr(p, '\\', (size_t)(end - p));
    size_t size = (size_t)((plain == NULL ? end : plain) - p);
    memcpy(to, p, size);
    to += size;
    p += size;
    if (p >= end) break;
    unsigned code = 0, low = 0;
    switch (p[1]) {
      case 'b': *to++ = '\b'; break;
      case 'f': *to++ = '\f'; break;
      case 'n': *to++ = '\n'; break;
      case 'r': *to++ = '\r'; break;
      case 't': *to++ = '\t'; break;
      case 'u':
        hex4(p + 2, end, &code);
        p += 4;
        /* As aos does it: any escape that follows the first half counts as the second. */
        if (code >= 0xD800 && code <= 0xDBFF && end - p >= 8 && p[2] == '\\' && p[3] == 'u' && hex4(p + 4, end, &low)) {
          p += 6;
          code = (code - 0xD800) * 0x400 + (low - 0xDC00) + 0x10000;
        }
        to = put_utf8(to, code & 0x1FFFFF);
        break;
      default: *to++ = p[1];
    }
    p += 2;
  }
  return to;
}

static void read_string(Reader *r) {
  int escaped;
  const unsigned char *first = r->at + 1, *end = scan_string(r, &escaped);
  if (!escaped) {
    lua_pushlstring(r->L, (const char *)first, (size_t)(end - first));
  } else {
    luaL_Buffer b;
    /* An escape is never shorter than what it stands for. */
    char *room = luaL_buffinitsize(r->L, &b, (size_t)(end - first));
    size_t size = (size_t)((char *)unescape(first, end, (unsigned char *)room) - room);
    luaL_pushresultsize(&b, size);
  }
  r->at = end + 1;
}

static void read_number(Reader *r) {
  const unsigned char *p = r->at, *digits = *p == '-' ? p + 1 : p;
  const unsigned char *q = digits;
  lua_Integer value = 0;
  while (q < r->end && *q >= '0' && *q <= '9' && q - digits < 18) value = value * 10 + (*q++ - '0');
  if (q > digits && (q == r->end || is_delimiter(*q))) {
    lua_pushinteger(r->L, digits > p ? -value : value);
    r->at = q;
    return;
  }
  while (q < r->end && !is_delimiter(*q)) q++;
  lua_pushlstring(r->L, (const char *)p, (size_t)(q - p));
  size_t size;
  const char *token = lua_tolstring(r->L, -1, &size);
  if (lua_stringtonumber(r->L, token) != size + 1) fail(r, p, "invalid number '%s'", (const char *)p, (size_t)(q - p));
  lua_remove(r->L, -2);
  r->at = q;
}

static void read_literal(Reader *r) {
  const unsigned char *q = r->at;
  while (q < r->end && !is_delimiter(*q)) q++;
  size_t size = (size_t)(q - r->at);
  if (size == 4 && memcmp(r->at, "true", 4) == 0) lua_pushboolean(r->L, 1);
  else if (size == 5 && memcmp(r->at, "false", 5) == 0) lua_pushboolean(r->L, 0);
  else if (size == 4 && memcmp(r->at, "null", 4) == 0) lua_pushnil(r->L);
  else fail(r, r->at, "invalid literal '%s'", (const char *)r->at, size);
  r->at = q;
}

static void read_value(Reader *r);

static void enter(Reader *r) {
  if (++r->depth > JSON_DEPTH) FAIL(r, r->at, "too many levels");
  luaL_checkstack(r->L, 8, "json");
}

static void read_array(Reader *r) {
  lua_State *L = r->L;
  lua_Integer index = 1;
  enter(r);
  lua_newtable(L);
  r->at++;
  for (;;) {
    skip_space(r);
    if (r->at < r->end && *r->at == ']') break;
    read_value(r);
    if (lua_isnil(L, -1)) lua_pop(L, 1);
    else lua_rawseti(L, -2, index);
    index++;
    skip_space(r);
    unsigned char next = r->at < r->end ? *r->at : 0;
    if (next == ']') break;
    if (next != ',') FAIL(r, r->at + 1, "expected ']' or ','");
    r->at++;
  }
  r->at++;
  r->depth--;
}

static void read_object(Reader *r) {
  lua_State *L = r->L;
  enter(r);
  lua_newtable(L);
  r->at++;
  for (;;) {
    skip_space(r);
    if (r->at < r->end && *r->at == '}') break;
    if (r->at >= r->end || *r->at != '"') FAIL(r, r->at, "expected string for key");
    read_string(r);
    skip_space(r);
    if (r->at >= r->end || *r->at != ':') FAIL(r, r->at, "expected ':' after key");
    r->at++;
    skip_space(r);
    read_value(r);
    lua_rawset(L, -3);
    skip_space(r);
    unsigned char next = r->at < r->end ? *r->at : 0;
    if (next == '}') break;
    if (next != ',') FAIL(r, r->at + 1, "expected '}' or ','");
    r->at++;
  }
  r->at++;
  r->depth--;
}

static void read_value(Reader *r) {
  unsigned char c = r->at < r->end ? *r->at : 0;
  if (c == '"') read_string(r);
  else if (c == '{') read_object(r);
  else if (c == '[') read_array(r);
  else if (c == '-' || (c >= '0' && c <= '9')) read_number(r);
  else if (c == 't' || c == 'f' || c == 'n') read_literal(r);
  else fail(r, r->at, "unexpected character '%s'", (const char *)r->at, r->at < r->end);
}

void json_decode(lua_State *L, const char *text, size_t size) {
  Reader r = {L, (const unsigned char *)text, (const unsigned char *)text, (const unsigned char *)text + size, 0};
  skip_space(&r);
  read_value(&r);
  skip_space(&r);
  if (r.at < r.end) FAIL(&r, r.at, "trailing garbage");
}
