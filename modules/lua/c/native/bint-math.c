/* See bint-math.h. Division is Knuth's algorithm D (The Art of Computer Programming, volume 2, 4.3.1). */
#include "bint-math.h"
#include <string.h>

void bint_trim(const BintShape *s, limb *a) {
  int used = s->bits & 31;
  if (used != 0) a[s->limbs - 1] &= ((limb)1 << used) - 1;
}

void bint_from_integer(const BintShape *s, limb *a, int64_t value) {
  limb fill = value < 0 ? UINT32_MAX : 0;
  a[0] = (limb)(uint64_t)value;
  a[1] = (limb)((uint64_t)value >> 32);
  for (int i = 2; i < s->limbs; i++) a[i] = fill;
  bint_trim(s, a);
}

uint64_t bint_low64(const limb *a) { return a[0] | (uint64_t)a[1] << 32; }

int bint_is_zero(const BintShape *s, const limb *a) {
  limb all = 0;
  for (int i = 0; i < s->limbs; i++) all |= a[i];
  return all == 0;
}

int bint_is_negative(const BintShape *s, const limb *a) { return a[s->limbs - 1] >> ((s->bits - 1) & 31) & 1; }

void bint_add(const BintShape *s, limb *out, const limb *a, const limb *b) {
  uint64_t carry = 0;
  for (int i = 0; i < s->limbs; i++) {
    carry += (uint64_t)a[i] + b[i];
    out[i] = (limb)carry;
    carry >>= 32;
  }
  bint_trim(s, out);
}

void bint_sub(const BintShape *s, limb *out, const limb *a, const limb *b) {
  uint64_t carry = 1;
  for (int i = 0; i < s->limbs; i++) {
    carry += (uint64_t)a[i] + (limb)~b[i];
    out[i] = (limb)carry;
    carry >>= 32;
  }
  bint_trim(s, out);
}

void bint_negate(const BintShape *s, limb *a) {
  uint64_t carry = 1;
  for (int i = 0; i < s->limbs; i++) {
    carry += (limb)~a[i];
    a[i] = (limb)carry;
    carry >>= 32;
  }
  bint_trim(s, a);
}

/* Limbs up to the last that is not 0. */
static int used(const limb *a, int limbs) {
  while (limbs > 0 && a[limbs - 1] == 0) limbs--;
  return limbs;
}

void bint_mul(const BintShape *s, limb *out, const limb *a, const limb *b) {
  int n = s->limbs, na = used(a, n), nb = used(b, n);
  memset(out, 0, (size_t)n * sizeof *out);
  for (int i = 0; i < na; i++) {
    uint64_t carry = 0;
    int j = 0;
    for (; j < nb && i + j < n; j++) {
      carry += (uint64_t)a[i] * b[j] + out[i + j];
      out[i + j] = (limb)carry;
      carry >>= 32;
    }
    if (i + j < n) out[i + j] = (limb)carry;
  }
  bint_trim(s, out);
}

static limb divide_small(limb *a, int count, limb divisor) {
  uint64_t rest = 0;
  for (int i = count; i-- > 0;) {
    rest = rest << 32 | a[i];
    a[i] = (limb)(rest / divisor);
    rest %= divisor;
  }
  return (limb)rest;
}

/* u has n + m + 1 limbs and keeps the remainder, v has n >= 2 with its top bit set, q gets m + 1. */
static void divide_long(limb *q, limb *u, const limb *v, int m, int n) {
  for (int j = m; j >= 0; j--) {
    uint64_t top = (uint64_t)u[j + n] << 32 | u[j + n - 1];
    uint64_t guess = top / v[n - 1], rest = top % v[n - 1];
    while (guess > UINT32_MAX || guess * v[n - 2] > (rest << 32 | u[j + n - 2])) {
      guess--;
      rest += v[n - 1];
      if (rest > UINT32_MAX) break;
    }
    uint64_t product = 0;
    int64_t borrow = 0;
    for (int i = 0; i < n; i++) {
      product += guess * v[i];
      borrow += (int64_t)u[i + j] - (limb)product;
      u[i + j] = (limb)borrow;
      product >>= 32;
      borrow >>= 32;
    }
    borrow += (int64_t)u[j + n] - (int64_t)product;
    u[j + n] = (limb)borrow;
    if (borrow < 0) {
      uint64_t carry = 0;
      guess--;
      for (int i = 0; i < n; i++) {
        carry += (uint64_t)u[i + j] + v[i];
        u[i + j] = (limb)carry;
        carry >>= 32;
      }
      u[j + n] += (limb)carry;
    }
    q[j] = (limb)guess;
  }
}

void bint_divide(const BintShape *s, limb *quotient, limb *remainder, const limb *a, const limb *divisor) {
  int limbs = s->limbs, na = used(a, limbs), n = used(divisor, limbs);
  size_t size = (size_t)limbs * sizeof *a;
  if (na < n) {
    memmove(remainder, a, size);
    memset(quotient, 0, size);
    return;
  }
  if (n == 1) {
    memmove(quotient, a, size);
    limb rest = divide_small(quotient, na, divisor[0]);
    memset(remainder, 0, size);
    remainder[0] = rest;
    return;
  }
  limb u[limbs + 1], v[limbs];
  int shift = __builtin_clz(divisor[n - 1]);
  for (int i = n - 1; i >= 0; i--)
    v[i] = (limb)((((uint64_t)divisor[i] << 32 | (i > 0 ? divisor[i - 1] : 0)) << shift) >> 32);
  u[na] = 0;
  for (int i = na; i >= 0; i--)
    u[i] = (limb)((((uint64_t)(i < na ? a[i] : 0) << 32 | (i > 0 ? a[i - 1] : 0)) << shift) >> 32);
  memset(quotient, 0, size);
  divide_long(quotient, u, v, na - n, n);
  memset(remainder, 0, size);
  for (int i = 0; i < n; i++) remainder[i] = (limb)(((uint64_t)u[i + 1] << 32 | u[i]) >> shift);
}

void bint_shift_left(const BintShape *s, limb *a, int by) {
  int whole = by >> 5, rest = by & 31;
  for (int i = s->limbs - 1; i >= 0; i--) {
    limb high = i >= whole ? a[i - whole] : 0, low = i > whole ? a[i - whole - 1] : 0;
    a[i] = (limb)(((uint64_t)high << 32 | low) << rest >> 32);
  }
  bint_trim(s, a);
}

void bint_shift_right(const BintShape *s, limb *a, int by) {
  int whole = by >> 5, rest = by & 31;
  for (int i = 0; i < s->limbs; i++) {
    limb low = i + whole < s->limbs ? a[i + whole] : 0, high = i + whole + 1 < s->limbs ? a[i + whole + 1] : 0;
    a[i] = (limb)(((uint64_t)high << 32 | low) >> rest);
  }
}

int bint_compare_unsigned(const BintShape *s, const limb *a, const limb *b) {
  for (int i = s->limbs; i-- > 0;)
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return 0;
}

int bint_compare(const BintShape *s, const limb *a, const limb *b) {
  int negative = bint_is_negative(s, a);
  if (negative != bint_is_negative(s, b)) return negative ? -1 : 1;
  return bint_compare_unsigned(s, a, b);
}

void bint_mul_small(const BintShape *s, limb *a, limb factor, limb addend) {
  uint64_t carry = addend;
  for (int i = 0; i < s->limbs; i++) {
    carry += (uint64_t)a[i] * factor;
    a[i] = (limb)carry;
    carry >>= 32;
  }
  bint_trim(s, a);
}

static const char digit[] = "0123456789abcdefghijklmnopqrstuvwxyz";

char *bint_digits(const BintShape *s, limb *a, int base, char *end) {
  char *at = end;
  limb chunk = (limb)base;
  int width = 1, count = used(a, s->limbs);
  for (; chunk <= UINT32_MAX / (limb)base; width++) chunk *= (limb)base;
  while (count > 2) {
    limb part = divide_small(a, count, chunk);
    count = used(a, count);
    for (int i = 0; i < width; i++, part /= (limb)base) *--at = digit[part % (limb)base];
  }
  uint64_t rest = bint_low64(a);
  do *--at = digit[rest % (limb)base];
  while ((rest /= (limb)base) != 0);
  while (at < end - 1 && *at == '0') at++;
  return at;
}
