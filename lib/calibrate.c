/* SPDX-License-Identifier: MIT */
#include "calibrate.h"

#include <assert.h>

#include "text.h"

#define ENTER_US  (5 * US_PER_SEC) /* on top of the patience, to get into the pose */
#define HINT_US   US_PER_SEC
#define DRIFT_Q28 1307790 /* the squared chord of 4 deg: (2 sin(2 deg))^2 x 2^28 */

#define GRADE_BEST_CDEG   30
#define GRADE_WORST_CDEG  400
#define GRADE_PER_RESTART 10

const char *calibrate_hint_to_str(enum calibrate_hint hint)
{
	switch (hint) {
	case CALIBRATE_HINT_NONE:
		break;
	case CALIBRATE_HINT_HOLD_STILL:
		return "hold still: you moved, and the time began again";
	case CALIBRATE_HINT_SETTLING:
		return "stay as you are: you were still settling into the pose";
	case CALIBRATE_HINT_NO_SAMPLES:
		return "no samples from the sensor: check that it is connected";
	}
	return "";
}

void calibrate_init(struct calibrate *c, const char *name, enum posture posture, bool good,
		    uint64_t window_us)
{
	assert(pose_name_valid(name));
	assert(posture != POSTURE_UNKNOWN && posture < POSTURE_COUNT);

	memset(c, 0, sizeof(*c));
	text_copy(c->pose.name, sizeof(c->pose.name), name, text_len(name, POSE_NAME_MAX));
	c->pose.posture = posture;
	c->pose.good = good;
	c->window_us = MIN(MAX(window_us, CALIBRATE_MIN_US), CALIBRATE_MAX_US);
}

/* Sensors that say something. */
static unsigned seen_by(const struct stance *stance)
{
	unsigned seen = 0;

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if ((stance->sensors & SENSOR_BIT(i)) && !dir_is_zero(stance->up[i]))
			seen |= SENSOR_BIT(i);
	}
	return seen;
}

static void begin_anew(struct calibrate *c, enum calibrate_hint hint)
{
	if (c->batches > 0)
		c->restarts++;
	c->batches = 0;
	c->sensors = 0;
	memset(c->n, 0, sizeof(c->n));
	memset(c->sum, 0, sizeof(c->sum));
	c->hint = hint;
}

static uint64_t square_q28(int64_t x, int64_t y, int64_t z)
{
	return (uint64_t)(x * x + y * y + z * z);
}

static uint64_t chord_square_q28(struct dir3 a, struct dir3 b)
{
	return square_q28(a.x_q14 - b.x_q14, a.y_q14 - b.y_q14, a.z_q14 - b.z_q14);
}

static bool has_drifted(const struct calibrate *c, const struct stance *stance, unsigned seen)
{
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if ((seen & c->sensors & SENSOR_BIT(i)) &&
		    chord_square_q28(stance->up[i], c->sum[i].first) > DRIFT_Q28)
			return true;
	}
	return false;
}

static void add(struct calibrate *c, unsigned i, struct dir3 up)
{
	if (!(c->sensors & SENSOR_BIT(i))) {
		c->sensors |= SENSOR_BIT(i);
		c->sum[i].first = up;
	}
	c->n[i]++;
	c->sum[i].x_q14 += up.x_q14;
	c->sum[i].y_q14 += up.y_q14;
	c->sum[i].z_q14 += up.z_q14;
	c->sum[i].square_q28 += chord_square_q28(up, c->sum[i].first);
}

static void gather(struct calibrate *c, const struct stance *stance, unsigned seen, uint64_t now_us)
{
	if (has_drifted(c, stance, seen))
		begin_anew(c, CALIBRATE_HINT_SETTLING);
	if (c->batches == 0)
		c->still_since_us = now_us;
	if (now_us - c->still_since_us >= HINT_US)
		c->hint = CALIBRATE_HINT_NONE;
	c->batches++;
	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (seen & SENSOR_BIT(i))
			add(c, i, stance->up[i]);
	}
}

/*
 * Mean square about the mean = mean square about the first - |mean - first|^2.
 * Times n^2, to divide once: n <= 2^15, chords below 2^10.2, so 2^51 at most.
 */
static uint16_t spread_cdeg(const struct calibrate *c, unsigned i)
{
	int64_t n = c->n[i];
	uint64_t off = square_q28(c->sum[i].x_q14 - n * c->sum[i].first.x_q14,
				  c->sum[i].y_q14 - n * c->sum[i].first.y_q14,
				  c->sum[i].z_q14 - n * c->sum[i].first.z_q14);
	uint64_t variance_q28 = ((uint64_t)n * c->sum[i].square_q28 - off) / (uint64_t)(n * n);
	int64_t chord_q22 = isqrt64(variance_q28 << 16);

	return (uint16_t)div_round(chord_q22 * 572958, INT64_C(100) << 22);
}

static uint8_t grade(unsigned spread, unsigned restarts)
{
	int64_t points = 100;

	if (spread > GRADE_BEST_CDEG)
		points = div_round(100 * ((int64_t)GRADE_WORST_CDEG - spread),
				   GRADE_WORST_CDEG - GRADE_BEST_CDEG);
	points -= (int64_t)GRADE_PER_RESTART * restarts;
	return (uint8_t)MAX(points, 0);
}

/* False when no sensor was there for enough of the window. */
static bool finish(struct calibrate *c, int64_t now_sec)
{
	struct stance mean = { 0 };
	uint16_t spread = 0;

	for (unsigned i = 0; i < SENSOR_COUNT; i++) {
		if (c->n[i] * 5 < c->batches * 4)
			continue;
		mean.sensors |= SENSOR_BIT(i);
		mean.up[i] = dir_from(c->sum[i].x_q14, c->sum[i].y_q14, c->sum[i].z_q14);
		spread = MAX(spread, spread_cdeg(c, i));
	}
	if (mean.sensors == 0)
		return false;
	c->pose.stance = mean;
	c->pose.spread_cdeg = spread;
	c->pose.grade = grade(spread, c->restarts);
	c->pose.learned_sec = now_sec;
	return true;
}

enum calibrate_result calibrate_step(struct calibrate *c, const struct stance *stance, bool valid,
				     bool still, uint64_t now_us, int64_t now_sec)
{
	unsigned seen = valid ? seen_by(stance) : 0;

	if (c->begin_us == 0) {
		c->begin_us = now_us;
		c->valid_us = now_us;
	}
	if (seen != 0)
		c->valid_us = now_us;

	if (seen == 0)
		begin_anew(c, CALIBRATE_HINT_NO_SAMPLES);
	else if (!still)
		begin_anew(c, CALIBRATE_HINT_HOLD_STILL);
	else
		gather(c, stance, seen, now_us);

	if (c->batches > 0 && now_us - c->still_since_us >= c->window_us) {
		if (finish(c, now_sec))
			return CALIBRATE_DONE;
		begin_anew(c, CALIBRATE_HINT_NO_SAMPLES);
	}
	if (now_us - c->valid_us >= CALIBRATE_LOST_US)
		return CALIBRATE_NO_SENSOR;
	if (now_us - c->begin_us >= CALIBRATE_PATIENCE * c->window_us + ENTER_US)
		return CALIBRATE_NOT_STILL;
	return CALIBRATE_RUNNING;
}

unsigned calibrate_percent(const struct calibrate *c, uint64_t now_us)
{
	if (c->batches == 0 || now_us < c->still_since_us)
		return 0;
	return (unsigned)MIN((now_us - c->still_since_us) * 100 / c->window_us, 100);
}
