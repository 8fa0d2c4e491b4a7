/**
 * Changes to Lua's table of strings: see c/string-table.h.
 * @module
 */
import type { Patch } from "./patches.ts";

export const STRING_TABLE_PATCHES: readonly Patch[] = [
  {
    file: "lstate.h",
    why: "See c/string-table.h.",
    find: `typedef struct stringtable {
  TString **hash;
  int nuse;  /* number of elements */
  int size;
} stringtable;`,
    replace: '#include "string-table.h"',
  },
  {
    file: "lstate.c",
    why: "As above.",
    find: `  g->strt.size = g->strt.nuse = 0;
  g->strt.hash = NULL;`,
    replace: "  memset(&g->strt, 0, sizeof g->strt);",
  },
  {
    file: "lstate.c",
    why: "As above. A state is never closed but when memory is short at its start.",
    find: "  luaM_freearray(L, G(L)->strt.hash, G(L)->strt.size);\n",
    replace: `  for (unsigned at = (g->strt.size + LOOM_SEGMENT - 1) >> LOOM_SEGMENT_BITS; at-- > 0;)
    luaM_freearray(L, g->strt.segments[at], LOOM_SEGMENT);
  luaM_freearray(L, g->strt.segments, g->strt.room);
`,
  },
  {
    file: "lstring.h",
    why: "As above.",
    find: "LUAI_FUNC void luaS_resize (lua_State *L, int newsize);\n",
    replace: "",
  },
  {
    file: "lstring.c",
    why: "As above: one more bucket takes its strings from one other, one less gives them back.",
    find: `void luaS_resize (lua_State *L, int newsize) {
  int i;
  stringtable *tb = &G(L)->strt;
  if (newsize > tb->size) {  /* grow table if needed */
    luaM_reallocvector(L, tb->hash, tb->size, newsize, TString *);
    for (i = tb->size; i < newsize; i++)
      tb->hash[i] = NULL;
  }
  for (i = 0; i < tb->size; i++) {  /* rehash */
    TString *p = tb->hash[i];
    tb->hash[i] = NULL;
    while (p) {  /* for each node in the list */
      TString *hnext = p->u.hnext;  /* save next */
      unsigned int h = lmod(p->hash, newsize);  /* new position */
      p->u.hnext = tb->hash[h];  /* chain it */
      tb->hash[h] = p;
      p = hnext;
    }
  }
  if (newsize < tb->size) {  /* shrink table if needed */
    /* vanishing slice should be empty */
    lua_assert(tb->hash[newsize] == NULL && tb->hash[tb->size - 1] == NULL);
    luaM_reallocvector(L, tb->hash, tb->size, newsize, TString *);
  }
  tb->size = newsize;
}`,
    replace: `static void addsegment (lua_State *L, stringtable *tb) {
  unsigned int at = tb->size >> LOOM_SEGMENT_BITS, i;
  TString **segment;
  if (at == tb->room) {
    unsigned int room = tb->room ? tb->room * 2 : 8;
    luaM_reallocvector(L, tb->segments, tb->room, room, TString **);
    tb->room = room;
  }
  segment = luaM_newvector(L, LOOM_SEGMENT, TString *);
  for (i = 0; i < LOOM_SEGMENT; i++) segment[i] = NULL;
  tb->segments[at] = segment;
}

static void splitbucket (lua_State *L, stringtable *tb) {
  TString **from, **to;
  unsigned int bit;
  if ((tb->size & (LOOM_SEGMENT - 1)) == 0) addsegment(L, tb);
  bit = tb->mask + 1;
  from = loom_bucket_at(tb, tb->size - bit);
  to = loom_bucket_at(tb, tb->size);
  while (*from != NULL) {
    TString *ts = *from;
    if (ts->hash & bit) {
      *from = ts->u.hnext;
      ts->u.hnext = *to;
      *to = ts;
    }
    else from = &ts->u.hnext;
  }
  if (++tb->size == bit * 2) tb->mask = bit * 2 - 1;
}

static void joinbuckets (lua_State *L, stringtable *tb) {
  unsigned int last = --tb->size;
  TString **from = loom_bucket_at(tb, last), **to;
  if (last == tb->mask) tb->mask >>= 1;
  to = loom_bucket_at(tb, last & tb->mask);
  while (*to != NULL) to = &(*to)->u.hnext;
  *to = *from;
  *from = NULL;
  if ((last & (LOOM_SEGMENT - 1)) == 0)
    luaM_freearray(L, tb->segments[last >> LOOM_SEGMENT_BITS], LOOM_SEGMENT);
}`,
  },
  {
    file: "lstring.c",
    why: "As above.",
    find: "  luaS_resize(L, MINSTRTABSIZE);  /* initial size of string table */\n",
    replace: `  addsegment(L, &g->strt);
  g->strt.size = LOOM_SEGMENT;
  g->strt.mask = LOOM_SEGMENT - 1;
`,
  },
  {
    file: "lstring.c",
    why: "As above.",
    find: `  TString **p = &tb->hash[lmod(ts->hash, tb->size)];
  while (*p != ts)  /* find previous element */
    p = &(*p)->u.hnext;
  *p = (*p)->u.hnext;  /* remove element from its list */
  tb->nuse--;`,
    replace: `  TString **p = loom_bucket(tb, ts->hash);
  while (*p != ts)  /* find previous element */
    p = &(*p)->u.hnext;
  *p = (*p)->u.hnext;  /* remove element from its list */
  tb->nuse--;
  /* not while memory is short: who made the collector run may hold a bucket */
  if (tb->nuse < tb->size / 4 && tb->size > LOOM_SEGMENT && G(L)->gckind != KGC_EMERGENCY)
    joinbuckets(L, tb);`,
  },
  {
    file: "lstring.c",
    why: "As above.",
    find: "  TString **list = &g->strt.hash[lmod(h, g->strt.size)];\n",
    replace: "  TString **list = loom_bucket(&g->strt, h);\n",
  },
  {
    file: "lstring.c",
    why: "As above.",
    find: `  if (g->strt.nuse >= g->strt.size && g->strt.size <= MAX_INT/2) {
    luaS_resize(L, g->strt.size * 2);
    list = &g->strt.hash[lmod(h, g->strt.size)];  /* recompute with new size */
  }`,
    replace: `  if (g->strt.nuse >= g->strt.size) {
    splitbucket(L, &g->strt);
    list = loom_bucket(&g->strt, h);
  }`,
  },
  {
    file: "lgc.c",
    why: "As above: it shrinks where strings are removed.",
    find: `  if (g->gckind != KGC_EMERGENCY) {
    l_mem olddebt = g->GCdebt;
    if (g->strt.nuse < g->strt.size / 4)  /* string table too big? */
      luaS_resize(L, g->strt.size / 2);  /* shrink it a little */
    g->GCestimate += g->GCdebt - olddebt;  /* update estimate */
  }`,
    replace: "  (void)L, (void)g;",
  },
  {
    file: "lgc.c",
    why: "As above: nothing of it is walked.",
    find: "      g->GCmemtrav = g->strt.size * sizeof(GCObject*);\n",
    replace: "      g->GCmemtrav = 0;\n",
  },
];
