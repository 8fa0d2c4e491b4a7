/* The C library has no setjmp.h, ldo.c includes it and uses nothing of it (see ctry.h). */
#ifndef _SETJMP_H
#define _SETJMP_H
typedef unsigned long jmp_buf[8];
int setjmp(jmp_buf) __attribute__((returns_twice));
void longjmp(jmp_buf, int) __attribute__((noreturn));
#endif
