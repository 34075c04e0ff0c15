/* SPDX-License-Identifier: MIT */
/*
 * scene.h - one picture of `plumbctl watch`
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "borders.h"
#include "state.h"

struct scene {
	const struct state *state; /* borrowed; its angles are the latest */
	bool running;              /* plumbd is there */
	struct borders borders;    /* where the gauge ends the good range */
	uint64_t now_us;           /* CLOCK_REALTIME */
	unsigned columns;          /* at least TERM_COLUMNS_MIN */
	bool utf8, colour;
};

/**
 * scene_draw() - lines of at most .columns characters, each with its '\n'
 *
 * Return: how many lines.
 */
unsigned scene_draw(const struct scene *f, FILE *out);

#define GAUGE_MIN_CDEG (-3000)
#define GAUGE_MAX_CDEG 4500

/** gauge_cell() - which of @cells an angle falls on; beyond the ends, the last */
unsigned gauge_cell(int32_t cdeg, unsigned cells);
