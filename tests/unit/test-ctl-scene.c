/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "angle.h"
#include "figure.h"
#include "scene.h"

static char *draw(const struct scene *scene, unsigned *ret_lines)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	*ret_lines = scene_draw(scene, out);
	fclose(out);
	return text;
}

static unsigned characters(const char *line, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)line[i] & 0xc0) != 0x80;
	return n;
}

static void slouch(struct state *s)
{
	state_init(s);
	strcpy(s->status, "watching");
	strcpy(s->posture, "slouching");
	strcpy(s->activity, "still");
	s->since_usec = 1000000;
	s->flexion_cdeg = 2440;
	s->lateral_cdeg = -300;
	s->curvature_cdeg = 1800;
	s->alert_level = 2;
}

static void no_line_is_wider_than_the_terminal(void **state)
{
	static const unsigned widths[] = { 40, 41, 63, 64, 80, 200 };
	struct state s;

	(void)state;
	slouch(&s);
	s.upright_today_usec = UINT64_C(86399000000);
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		const struct scene scene = {
			.state = &s,
			.borders = { 1200, -2000 },
			.now_us = 131000000,
			.columns = widths[i],
			.utf8 = true,
		};
		unsigned lines, counted = 0;
		char *text = draw(&scene, &lines);

		for (char *line = text, *end; (end = strchr(line, '\n')); line = end + 1) {
			assert_true(characters(line, (size_t)(end - line)) <= widths[i]);
			counted++;
		}
		assert_int_equal(counted, lines);
		free(text);
	}
}

static void the_scene_tells_what_counts(void **state)
{
	struct state s;
	struct scene scene = {
		.state = &s,
		.running = true,
		.borders = { 1200, ANGLE_UNKNOWN },
		.now_us = 131000000,
		.columns = 80,
	};
	unsigned lines;
	char *text;

	(void)state;
	slouch(&s);
	text = draw(&scene, &lines);
	assert_non_null(strstr(text, "slouching"));
	assert_non_null(strstr(text, "for 2 min 10 s"));
	assert_non_null(strstr(text, "alert level 2"));
	assert_non_null(strstr(text, "flexion 24.4 deg forward"));
	assert_non_null(strstr(text, "curve   18.0 deg rounder"));
	assert_null(strstr(text, "plumbd has left"));
	for (const char *c = text; *c; c++)
		assert_true((unsigned char)*c < 0x80);
	free(text);
	scene.running = false;
	text = draw(&scene, &lines);
	assert_non_null(strstr(text, "plumbd has left"));
	free(text);
}

static void unknown_angles_draw_the_plumb_line_alone(void **state)
{
	struct state s;
	const struct scene scene = {
		.state = &s,
		.borders = { ANGLE_UNKNOWN, ANGLE_UNKNOWN },
		.columns = 80,
	};
	unsigned lines;
	char *text;

	(void)state;
	state_init(&s);
	text = draw(&scene, &lines);
	assert_null(strchr(text, '#'));
	assert_non_null(strchr(text, 'V'));
	assert_non_null(strstr(text, "flexion not known"));
	free(text);
}

static void the_gauge_runs_from_end_to_end(void **state)
{
	(void)state;
	assert_int_equal(gauge_cell(GAUGE_MIN_CDEG, 76), 0);
	assert_int_equal(gauge_cell(GAUGE_MAX_CDEG, 76), 75);
	assert_int_equal(gauge_cell(0, 76), 30);
	assert_int_equal(gauge_cell(49, 76), 30);
	assert_int_equal(gauge_cell(50, 76), 31);
	assert_int_equal(gauge_cell(-18000, 76), 0);
	assert_int_equal(gauge_cell(18000, 76), 75);
}

/* The column of the leftmost and rightmost part of the body in a row. */
static void extent(const struct figure *f, unsigned row, int *left, int *right)
{
	*left = *right = -1;
	for (unsigned i = 0; i < FIGURE_COLUMNS; i++) {
		if (!figure_is_body(f, row, i))
			continue;
		*left = *left < 0 ? (int)i : *left;
		*right = (int)i;
	}
}

static void an_upright_back_hides_the_plumb_line(void **state)
{
	struct figure f;
	int left, right;

	(void)state;
	figure_draw(&f, 0, 0);
	for (unsigned row = 4; row < FIGURE_ROWS - 1; row++) {
		extent(&f, row, &left, &right);
		assert_int_equal(left, FIGURE_COLUMNS / 2);
		assert_int_equal(right, FIGURE_COLUMNS / 2);
	}
}

static void a_back_leans_to_the_side_of_its_angle(void **state)
{
	struct figure forward, back;
	int left, right;

	(void)state;
	figure_draw(&forward, 500, 2000);
	figure_draw(&back, -500, -2000);
	extent(&forward, 3, &left, &right);
	assert_true(left > FIGURE_COLUMNS / 2);
	extent(&back, 3, &left, &right);
	assert_true(right < FIGURE_COLUMNS / 2);
}

static void the_wildest_angles_stay_inside_the_picture(void **state)
{
	static const int32_t angles[] = { -18000, -9000, -4500, 4500, 9000, 18000 };

	(void)state;
	for (size_t i = 0; i < sizeof(angles) / sizeof(angles[0]); i++) {
		struct figure f;
		int left, right;

		figure_draw(&f, angles[i], angles[i]);
		extent(&f, FIGURE_ROWS - 2, &left, &right);
		assert_in_range(left, 0, FIGURE_COLUMNS - 1);
	}
}

static void cells_are_braille_or_ascii(void **state)
{
	struct figure f;
	char cell[FIGURE_CELL_MAX];

	(void)state;
	figure_clear(&f);
	f.dots[0][0] = 0xff;
	figure_cell(&f, 0, 0, true, cell);
	assert_string_equal(cell, "\u28ff");
	figure_cell(&f, 0, 0, false, cell);
	assert_string_equal(cell, "#");
	f.dots[0][0] = 0x41;
	figure_cell(&f, 0, 0, true, cell);
	assert_string_equal(cell, "\u2841");
	figure_cell(&f, 0, FIGURE_COLUMNS / 2, true, cell);
	assert_string_equal(cell, "\u250a");
	figure_cell(&f, FIGURE_ROWS - 1, FIGURE_COLUMNS / 2, false, cell);
	assert_string_equal(cell, "V");
	figure_cell(&f, 1, 0, true, cell);
	assert_string_equal(cell, " ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_line_is_wider_than_the_terminal),
		cmocka_unit_test(the_scene_tells_what_counts),
		cmocka_unit_test(unknown_angles_draw_the_plumb_line_alone),
		cmocka_unit_test(the_gauge_runs_from_end_to_end),
		cmocka_unit_test(an_upright_back_hides_the_plumb_line),
		cmocka_unit_test(a_back_leans_to_the_side_of_its_angle),
		cmocka_unit_test(the_wildest_angles_stay_inside_the_picture),
		cmocka_unit_test(cells_are_braille_or_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
