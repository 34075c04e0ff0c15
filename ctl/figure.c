/* SPDX-License-Identifier: MIT */
#include "figure.h"

#include <stdio.h>
#include <string.h>

#include "angle.h"
#include "fixed.h"

#define DOTS_WIDE      (2 * FIGURE_COLUMNS)
#define DOTS_HIGH      (4 * (FIGURE_ROWS - 1)) /* the last row holds the bob */
#define SPINE          25                      /* dots from the pelvis to the neck */
#define NECK           4                       /* from there to the middle of the head */
#define HEAD           3                       /* its radius */
#define PLUMB_COLUMN   (FIGURE_COLUMNS / 2)
#define DRAWN_MAX_CDEG 8000

/* A place in dots, Q14, from the top left. */
struct place {
	int32_t x_q14, y_q14;
};

static void dot(struct figure *f, struct place p)
{
	/* Bits of a Braille cell, by row and column (Unicode 15, chapter 21.1). */
	static const uint8_t bits[4][2] = {
		{ 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 }
	};
	int64_t x = round_shift(p.x_q14, 14), y = round_shift(p.y_q14, 14);

	if (x >= 0 && x < DOTS_WIDE && y >= 0 && y < DOTS_HIGH)
		f->dots[y / 4][x / 2] |= bits[y % 4][x % 2];
}

static int32_t drawn(int32_t cdeg)
{
	int64_t wide = (int64_t)cdeg * 3 / 2;

	return (int32_t)MAX(MIN(wide, DRAWN_MAX_CDEG), -DRAWN_MAX_CDEG);
}

static struct place up_from(struct place p, int32_t cdeg, int32_t dots)
{
	p.x_q14 += dots * angle_sin_q14(cdeg);
	p.y_q14 -= dots * angle_cos_q14(cdeg);
	return p;
}

void figure_clear(struct figure *f)
{
	memset(f, 0, sizeof(*f));
}

void figure_draw(struct figure *f, int32_t lower_cdeg, int32_t upper_cdeg)
{
	/* Two dots thick: the plumb line runs through the middle of a cell. */
	struct place p = { (2 * PLUMB_COLUMN) << 14, (DOTS_HIGH - 1) << 14 };
	int32_t from = drawn(lower_cdeg), to = drawn(upper_cdeg);

	figure_clear(f);
	for (int32_t i = 0; i <= SPINE; i++) {
		struct place beside = p;

		beside.x_q14 += 1 << 14;
		dot(f, p);
		dot(f, beside);
		p = up_from(p, from + (to - from) * i / SPINE, 1);
	}
	p.x_q14 += 1 << 13; /* the middle of the two */
	p = up_from(p, to, NECK - 1);
	for (int32_t cdeg = 0; cdeg < 36000; cdeg += 1000)
		dot(f, up_from(p, cdeg, HEAD));
}

bool figure_is_body(const struct figure *f, unsigned row, unsigned column)
{
	return f->dots[row][column] != 0;
}

void figure_cell(const struct figure *f, unsigned row, unsigned column, bool utf8,
		 char ret[FIGURE_CELL_MAX])
{
	uint8_t dots = f->dots[row][column];
	const char *text = " ";

	if (dots && utf8) {
		/* U+2800 + dots is three bytes. */
		snprintf(ret, FIGURE_CELL_MAX, "\xe2%c%c", 0xa0 | dots >> 6, 0x80 | (dots & 0x3f));
		return;
	}
	if (dots)
		text = "#";
	else if (column == PLUMB_COLUMN && row == FIGURE_ROWS - 1)
		text = utf8 ? "\u25bc" : "V";
	else if (column == PLUMB_COLUMN)
		text = utf8 ? "\u250a" : ":";
	snprintf(ret, FIGURE_CELL_MAX, "%s", text);
}
