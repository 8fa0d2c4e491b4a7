#ifndef LOOM_ALLOC_H
#define LOOM_ALLOC_H
#include <stddef.h>
/* The lua_Alloc of this module. */
void *loom_alloc(void *context, void *block, size_t old, size_t size);
#endif
