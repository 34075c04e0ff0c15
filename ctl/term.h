/* SPDX-License-Identifier: MIT */
/*
 * term.h - what stdout can show
 */
#pragma once

#include <stdbool.h>

enum colour {
	COLOUR_PLAIN, /* ends all others */
	COLOUR_BOLD,
	COLOUR_DIM,
	COLOUR_GOOD,
	COLOUR_WARN,
	COLOUR_BAD,
};

#define TERM_COLUMNS_MIN 40

/** term_is_terminal() - stdout is one, and can move its cursor */
bool term_is_terminal(void);

/** term_colour() - the escape for a colour; "" off a terminal and with NO_COLOR.  Static */
const char *term_colour(enum colour colour);

/** term_size() - of the terminal now; 80 x 24 when not known, columns >= TERM_COLUMNS_MIN */
void term_size(unsigned *ret_columns, unsigned *ret_rows);

/** term_utf8() - the locale's characters are UTF-8 (after setlocale()) */
bool term_utf8(void);

/** posture_colour(), status_colour() - the colour of a word as D-Bus sends it */
enum colour posture_colour(const char *posture);
enum colour status_colour(const char *status);
