/* SPDX-License-Identifier: MIT */
/*
 * figure.h - a back against the plumb line, drawn with characters
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIGURE_COLUMNS  17
#define FIGURE_ROWS     10
#define FIGURE_CELL_MAX 4 /* bytes of a cell in UTF-8, with the NUL */

struct figure {
	uint8_t dots[FIGURE_ROWS][FIGURE_COLUMNS]; /* as U+2800 numbers them */
};

/**
 * figure_draw() - a spine that bends from @lower_cdeg at the pelvis to @upper_cdeg between
 * the shoulder blades, and a head
 *
 * 0 is upright, + to the right of the picture.  Angles are drawn half as large
 * again as they are (at most 80 deg), or a slouch would hardly be seen.
 */
void figure_draw(struct figure *f, int32_t lower_cdeg, int32_t upper_cdeg);

/** figure_clear() - the plumb line alone */
void figure_clear(struct figure *f);

/** figure_is_body() - the cell shows a part of the back or head */
bool figure_is_body(const struct figure *f, unsigned row, unsigned column);

/** figure_cell() - one character, Braille or ASCII; the plumb line where there is no body */
void figure_cell(const struct figure *f, unsigned row, unsigned column, bool utf8,
		 char ret[FIGURE_CELL_MAX]);
