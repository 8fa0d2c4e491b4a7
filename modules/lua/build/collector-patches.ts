/**
 * Changes to Lua's collector, so that no single message pays for a heap of a million objects.
 * @module
 */
import type { Patch } from "./patches.ts";

const WALK: readonly Patch[] = [
  {
    file: "lstate.h",
    why: "A large table is marked a few entries at a time. While that lasts it counts as black.",
    find: "  GCObject *gray;  /* list of gray objects */\n",
    replace: `  GCObject *gray;  /* list of gray objects */
  struct Table *walked;  /* large table that is being marked; NULL outside of GCSpropagate */
  unsigned int walkedat;  /* its entries before this one are marked */
  l_mem backlog;  /* work that is put off, see luaC_step */
`,
  },
  {
    file: "lstate.c",
    why: "As above.",
    find: "  g->gray = g->grayagain = NULL;\n",
    replace: "  g->gray = g->grayagain = NULL;\n  g->walked = NULL;\n  g->walkedat = 0;\n  g->backlog = 0;\n",
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: `  else  /* not weak */
    traversestrongtable(g, h);
  return sizeof(Table) + sizeof(TValue) * h->sizearray +`,
    replace: `  else if (islarge(h) && g->gcstate == GCSpropagate) {
    g->walked = h;
    g->walkedat = 0;
    return sizeof(Table);
  }
  else  /* not weak */
    traversestrongtable(g, h);
  return sizeof(Table) + sizeof(TValue) * h->sizearray +`,
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "static lu_mem traversetable (global_State *g, Table *h) {\n",
    replace: `static lu_mem walkon (global_State *g) {
  Table *h = g->walked;
  unsigned int at = g->walkedat, all = h->sizearray + sizenode(h), limit;
  limit = all - at > LOOM_GC_WALK ? at + LOOM_GC_WALK : all;
  for (; at < limit && at < h->sizearray; at++)
    markvalue(g, &h->array[at]);
  for (; at < limit; at++) {
    Node *n = gnode(h, at - h->sizearray);
    checkdeadkey(n);
    if (ttisnil(gval(n)))
      removeentry(n);
    else {
      markvalue(g, gkey(n));
      markvalue(g, gval(n));
    }
  }
  g->walkedat = at;
  if (at == all) g->walked = NULL;
  return sizeof(Node) * LOOM_GC_WALK;
}


/* An entry of the table that is being walked has moved, maybe to where the walk has been. */
void luaC_moved_ (global_State *g, Node *n) {
  markvalue(g, gkey(n));
  markvalue(g, gval(n));
}


static lu_mem traversetable (global_State *g, Table *h) {
`,
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: `  lu_mem size;
  GCObject *o = g->gray;
  lua_assert(isgray(o));`,
    replace: `  lu_mem size;
  GCObject *o = g->gray;
  if (g->walked != NULL) {
    g->GCmemtrav += walkon(g);
    return;
  }
  lua_assert(isgray(o));`,
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "       if (g->gray == NULL)  /* no more gray objects? */\n",
    replace: "       if (g->gray == NULL && g->walked == NULL)  /* no more gray objects? */\n",
  },
  {
    file: "lgc.c",
    why: "As above: what was stored since is not marked at once either.",
    find: "      propagateall(g);  /* make sure gray list is empty */\n",
    replace: `      if (g->gray != NULL && g->gckind != KGC_EMERGENCY) {
        g->gcstate = GCSpropagate;
        return 0;
      }
      propagateall(g);  /* make sure gray list is empty */
`,
  },
  {
    file: "lgc.c",
    why: "As above: a collection that is broken off.",
    find: "  g->gcstate = GCSswpallgc;\n",
    replace: "  g->gcstate = GCSswpallgc;\n  g->walked = NULL;\n",
  },
  {
    file: "ltable.c",
    why: "As above.",
    find: "      setnilvalue(gval(mp));\n    }\n    else {  /* colliding node is in its own main position */",
    replace: `      setnilvalue(gval(mp));
      if (G(L)->walked == t) luaC_moved_(G(L), f);
    }
    else {  /* colliding node is in its own main position */`,
  },
  {
    file: "ltable.c",
    why: "As above: all entries move, the walk starts again.",
    find: "  int oldhsize = allocsizenode(t);\n  Node *nold = t->node;",
    replace: "  int oldhsize = allocsizenode(t);\n  Node *nold = t->node;\n  if (G(L)->walked == t) G(L)->walkedat = 0;",
  },
];

const BARRIER: readonly Patch[] = [
  {
    file: "lgc.h",
    why: "What is stored in a large table is marked then. The stock collector walks the whole table once more, all such tables at once.",
    find: "	luaC_barrierback_(L,p) : cast_void(0))",
    replace: "	luaC_barrierback_(L,p,gcvalue(v)) : cast_void(0))",
  },
  {
    file: "lgc.h",
    why: "As above.",
    find: "LUAI_FUNC void luaC_barrierback_ (lua_State *L, Table *o);\n",
    replace: `LUAI_FUNC void luaC_barrierback_ (lua_State *L, Table *o, GCObject *v);
LUAI_FUNC void luaC_moved_ (global_State *g, Node *n);
`,
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: `void luaC_barrierback_ (lua_State *L, Table *t) {
  global_State *g = G(L);
  lua_assert(isblack(t) && !isdead(g, t));
`,
    replace: `#define islarge(t)  ((t)->lsizenode >= LOOM_GC_LARGE_BITS || (t)->sizearray >= (1u << LOOM_GC_LARGE_BITS))

void luaC_barrierback_ (lua_State *L, Table *t, GCObject *v) {
  global_State *g = G(L);
  lua_assert(isblack(t) && !isdead(g, t));
  if (g->walked == t && g->walkedat == 0) return;  /* all of it is still ahead */
  if (islarge(t)) {
    luaC_barrier_(L, obj2gco(t), v);
    return;
  }
`,
  },
];

const THREADS: readonly Patch[] = [
  {
    file: "lfunc.c",
    why: "A thread whose upvalues are closed leaves the list of those with open ones: else all that ended leave it in a single step.",
    find: `      luaC_upvalbarrier(L, uv);
    }
  }
`,
    replace: `      luaC_upvalbarrier(L, uv);
    }
  }
  if (L->openupval == NULL && G(L)->twups == L) {
    G(L)->twups = L->twups;
    L->twups = L;
  }
`,
  },
];

const STEP: readonly Patch[] = [
  {
    file: "lgc.c",
    why: "What one large block owes is worked off with the next small ones, unless it is much beside the heap.",
    find: "  if (!g->gcrunning) {  /* not running? */\n",
    replace: `  if (debt > LOOM_GC_STEP && g->backlog < cast(l_mem, g->GCestimate / 4)) {
    g->backlog += debt - LOOM_GC_STEP;
    debt = LOOM_GC_STEP;
  }
  else if (g->backlog > 0) {
    l_mem more = debt < g->backlog ? debt : g->backlog;
    g->backlog -= more;
    debt += more;
  }
  if (!g->gcrunning) {  /* not running? */
`,
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "  debt = gettotalbytes(g) - threshold;\n  luaE_setdebt(g, debt);",
    replace: "  debt = gettotalbytes(g) - threshold;\n  g->backlog = 0;\n  luaE_setdebt(g, debt);",
  },
];

const SIDE_MARKS: readonly Patch[] = [
  {
    file: "lstate.h",
    why: "See c/side-marks.h. A string that is marked there stays white, so that it can be taken for unmarked: it is marked again then.",
    find: "  lu_byte gcrunning;  /* true if GC is running */\n",
    replace:
      "  lu_byte gcrunning;  /* true if GC is running */\n  lu_byte sidemarks;  /* true if this cycle marks short strings beside the heap */\n",
  },
  {
    file: "lstate.c",
    why: "As above.",
    find: "  g->gcrunning = 0;  /* no GC while building state */\n",
    replace: "  g->gcrunning = 0;  /* no GC while building state */\n  g->sidemarks = 0;\n",
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "static void reallymarkobject (global_State *g, GCObject *o);\n",
    replace: '#include "side-marks.h"\n\nstatic void reallymarkobject (global_State *g, GCObject *o);\n',
  },
  {
    file: "lgc.c",
    why: "As above. Without memory for the mark the string is marked as usual.",
    find: " reentry:\n  white2gray(o);\n",
    replace: ` reentry:
  if (g->sidemarks && o->tt == LUA_TSHRSTR) {
    int was = loom_mark(o);
    if (was == 0) g->GCmemtrav += sizelstring(gco2ts(o)->shrlen);
    if (was >= 0) return;
  }
  white2gray(o);
`,
  },
  {
    file: "lgc.c",
    why: "As above: where the heap is small, its own pages are few.",
    find: "  g->weak = g->allweak = g->ephemeron = NULL;\n  markobject(g, g->mainthread);\n",
    replace: `  g->weak = g->allweak = g->ephemeron = NULL;
  g->sidemarks = gettotalbytes(g) >= LOOM_GC_SIDE_MARKS;
  markobject(g, g->mainthread);
`,
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "    if (isdeadm(ow, marked)) {  /* is 'curr' dead? */\n",
    replace: `    int aside = g->sidemarks && curr->tt == LUA_TSHRSTR && loom_unmark(curr);
    if (isdeadm(ow, marked) && !aside) {  /* is 'curr' dead? */
`,
  },
  {
    file: "lgc.c",
    why: "What is freed in a large heap lies anywhere, so it counts for more there than what stays.",
    find: "static GCObject **sweeplist (lua_State *L, GCObject **p, lu_mem count) {\n",
    replace: `static lu_mem freed;  /* by sweeplist, see sweepstep */

static GCObject **sweeplist (lua_State *L, GCObject **p, lu_mem count) {
`,
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "      *p = curr->next;  /* remove 'curr' from list */\n      freeobj",
    replace: "      *p = curr->next;  /* remove 'curr' from list */\n      freed++;\n      freeobj",
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "    g->sweepgc = sweeplist(L, g->sweepgc, GCSWEEPMAX);\n",
    replace: "    freed = 0;\n    g->sweepgc = sweeplist(L, g->sweepgc, GCSWEEPMAX);\n",
  },
  {
    file: "lgc.c",
    why: "As above.",
    find: "      return (GCSWEEPMAX * GCSWEEPCOST);\n",
    replace: "      return GCSWEEPMAX * GCSWEEPCOST + (g->sidemarks ? freed * LOOM_GC_FREE_COST : 0);\n",
  },
];

export const COLLECTOR_PATCHES: readonly Patch[] = [...WALK, ...BARRIER, ...THREADS, ...STEP, ...SIDE_MARKS];
