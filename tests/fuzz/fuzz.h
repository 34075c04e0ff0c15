/* SPDX-License-Identifier: MIT */
/*
 * fuzz.h - what the fuzzers share: bytes to draw from, and laws that say their name when broken
 *
 * A fuzzer is one function, LLVMFuzzerTestOneInput(): libFuzzer calls it with
 * bytes of its own making, replay.c with those of tests/fuzz/corpus.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline _Noreturn void fuzz_broken(const char *law, const char *holds, const char *file,
					 int line)
{
	fprintf(stderr, "%s:%d: broken law: %s\n\t!(%s)\n", file, line, law, holds);
	abort();
}

/* What must hold whatever the input; @law is a sentence. */
#define LAW(holds, law) ((holds) ? (void)0 : fuzz_broken(law, #holds, __FILE__, __LINE__))

/* The input as it is used up.  After its end there are zeros. */
struct draw {
	const uint8_t *p, *end;
};

static inline bool draw_is_over(const struct draw *d)
{
	return d->p == d->end;
}

static inline uint8_t draw_byte(struct draw *d)
{
	return (uint8_t)(draw_is_over(d) ? 0 : *d->p++);
}

static inline int16_t draw_int16(struct draw *d)
{
	uint8_t low = draw_byte(d);

	return (int16_t)(low | draw_byte(d) << 8);
}

/**
 * draw_index() - 0 .. @n - 1, @n at most 16
 *
 * The digits '0' to '9' mean what they say, and ':' ';' '<' '=' '>' '?' are
 * 10 to 15, so that a case can be read and written by hand.
 */
static inline unsigned draw_index(struct draw *d, size_t n)
{
	return (draw_byte(d) & 15) % (unsigned)n;
}

/* DRAW_FROM() - one entry of a table of at most 16 */
#define DRAW_FROM(d, table) ((table)[draw_index(d, sizeof(table) / sizeof((table)[0]))])
