/* SPDX-License-Identifier: MIT */
/*
 * text.h - the little of string.h that the library needs, bounded
 *
 * The library links against memcpy() and its like only, and compilers turn an
 * unbounded search for NUL back into strlen(): every loop here has a bound.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/** text_len() - bytes before the NUL, at most @max */
static inline size_t text_len(const char *text, size_t max)
{
	size_t n = 0;

	while (n < max && text[n] != '\0')
		n++;
	return n;
}

/** text_is() - true when the @len bytes at @text are exactly @word */
static inline bool text_is(const char *text, size_t len, const char *word)
{
	if (text_len(word, len + 1) != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] != word[i])
			return false;
	}
	return true;
}

/**
 * text_copy() - as much of @len bytes as fits @size with a final NUL
 * @size: at least 1
 *
 * What does not fit is cut where a UTF-8 character ends: D-Bus throws a peer
 * off the bus for half a character.
 */
static inline void text_copy(char *to, size_t size, const char *text, size_t len)
{
	if (len > size - 1) {
		len = size - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(to, text, len);
	to[len] = '\0';
}
