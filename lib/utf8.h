/* SPDX-License-Identifier: MIT */
/*
 * utf8.h - what came as text may be none
 */
#pragma once

#include <stddef.h>

#define UTF8_REPLACEMENT "\xef\xbf\xbd" /* U+FFFD, for a byte that is no character */

/**
 * utf8_length() - bytes of the character at @s, a string; 0 when it is none
 *
 * Overlong forms, surrogates and what lies above U+10FFFF are none (RFC 3629,
 * section 4).
 */
size_t utf8_length(const unsigned char *s);
