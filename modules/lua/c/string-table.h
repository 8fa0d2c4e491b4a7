/*
 * The table of interned strings, by linear hashing: it grows and shrinks by one bucket at a time. The stock table doubles at once, which
 * with a million strings writes to the pages of all of them in one message.
 */
#ifndef LOOM_STRING_TABLE_H
#define LOOM_STRING_TABLE_H

#define LOOM_SEGMENT_BITS 9
#define LOOM_SEGMENT (1u << LOOM_SEGMENT_BITS)

typedef struct stringtable {
  struct TString ***segments; /* of LOOM_SEGMENT buckets each */
  unsigned room;              /* in `segments` */
  unsigned nuse;              /* strings */
  unsigned size;              /* buckets */
  unsigned mask;              /* the greatest power of two that is not above `size`, minus one */
} stringtable;

#define loom_bucket_at(tb, at) (&(tb)->segments[(at) >> LOOM_SEGMENT_BITS][(at) & (LOOM_SEGMENT - 1)])

static inline struct TString **loom_bucket(const stringtable *tb, unsigned hash) {
  unsigned at = hash & ((tb->mask << 1) | 1);
  if (at >= tb->size) at &= tb->mask;
  return loom_bucket_at(tb, at);
}
#endif
