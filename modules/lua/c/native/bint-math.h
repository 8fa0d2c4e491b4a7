/* Arithmetic modulo 2^bits on little-endian limbs of 32 bits. No Lua in here. */
#ifndef LOOM_BINT_MATH_H
#define LOOM_BINT_MATH_H
#include <stddef.h>
#include <stdint.h>

typedef uint32_t limb;

typedef struct {
  int bits;
  /* Limbs that hold `bits`; bits of the last limb beyond them are 0 in every value. */
  int limbs;
  /* Bits of each number in the table that Lua sees, and how many there are. */
  int word_bits;
  int words;
} BintShape;

void bint_trim(const BintShape *s, limb *a);
void bint_from_integer(const BintShape *s, limb *a, int64_t value);
uint64_t bint_low64(const limb *a);
int bint_is_zero(const BintShape *s, const limb *a);
int bint_is_negative(const BintShape *s, const limb *a);
void bint_add(const BintShape *s, limb *out, const limb *a, const limb *b);
void bint_sub(const BintShape *s, limb *out, const limb *a, const limb *b);
void bint_negate(const BintShape *s, limb *a);
/* `out` is none of the operands. */
void bint_mul(const BintShape *s, limb *out, const limb *a, const limb *b);
/* Unsigned; `divisor` is not 0. `quotient` and `remainder` may be `a`, not each other. */
void bint_divide(const BintShape *s, limb *quotient, limb *remainder, const limb *a, const limb *divisor);
/* By less than `bits`. */
void bint_shift_left(const BintShape *s, limb *a, int by);
void bint_shift_right(const BintShape *s, limb *a, int by);
/* -1, 0 or 1. */
int bint_compare_unsigned(const BintShape *s, const limb *a, const limb *b);
int bint_compare(const BintShape *s, const limb *a, const limb *b);
/* a = a * factor + addend */
void bint_mul_small(const BintShape *s, limb *a, limb factor, limb addend);
/* Writes the unsigned value in a base from 2 to 36 so that it ends before `end`; gives its start. Needs `bits` bytes. `a` is lost. */
char *bint_digits(const BintShape *s, limb *a, int base, char *end);
#endif
