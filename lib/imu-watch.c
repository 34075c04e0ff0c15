/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "fixed.h"
#include "imu-watch.h"
#include "imu.h"

#define DEAD_MAX 4
#define LIVES    2 /* changes: the first sample is one, as there was none before it */

void imu_watch_init(struct imu_watch *w, const struct stream *stream, uint16_t accel_rail)
{
	memset(w, 0, sizeof(*w));
	w->window = stream->rate_millihz / 1000;
	w->one_g = (int32_t)(stream->accel_milli_lsb_per_g / 1000);
	w->has_gyro = stream->gyro_milli_lsb_per_dps != 0;
	w->rail[0] = accel_rail != 0 ? (int16_t)accel_rail : INT16_MAX;
	w->rail[1] = INT16_MAX;
	/* like no sample that is let through, so the first repeats nothing */
	w->accel = w->gyro = (struct counts3){ INT16_MIN, INT16_MIN, INT16_MIN };
}

static bool same(struct counts3 a, struct counts3 b)
{
	return a.x == b.x && a.y == b.y && a.z == b.z;
}

static bool all(struct counts3 v, int16_t value)
{
	return v.x == value && v.y == value && v.z == value;
}

static bool is_dead(const struct imu_watch *w, struct counts3 accel, struct counts3 gyro)
{
	return all(accel, 0) || all(accel, -1) || all(accel, INT16_MIN) ||
	       (w->has_gyro && all(gyro, INT16_MIN));
}

/*
 * The mean of a still second is gravity and offset, whatever the noise: it
 * must be near 1 g.  Offsets stay below 0.1 g on the worst chip; a range
 * mistaken for its neighbour is wrong by a factor of two.
 */
static void judge_level(struct imu_watch *w)
{
	int64_t g2 = (int64_t)w->one_g * w->one_g;
	int64_t len2 = 0;

	for (int i = 0; i < 3; i++) {
		int64_t mean = div_round(w->sum[i], w->n);

		if ((w->high[i] - w->low[i]) * 10 > w->one_g)
			return; /* not still: judge another second */
		len2 += mean * mean;
	}
	w->level_known = true;
	w->level_bad = len2 * 100 < g2 * 49 || len2 * 100 > g2 * 169;
}

static void watch_level(struct imu_watch *w, struct counts3 accel)
{
	const int16_t axis[3] = { accel.x, accel.y, accel.z };

	for (int i = 0; i < 3; i++) {
		w->low[i] = w->n == 0 ? axis[i] : MIN(w->low[i], axis[i]);
		w->high[i] = w->n == 0 ? axis[i] : MAX(w->high[i], axis[i]);
		w->sum[i] = w->n == 0 ? axis[i] : w->sum[i] + axis[i];
	}
	if (++w->n < w->window)
		return;
	judge_level(w);
	w->n = 0;
}

/*
 * A chip that froze before it was set up repeats what its reset left, and a
 * second goes by before that is frozen: time enough for a verdict.  So it is not
 * believed before it has changed once.
 */
void imu_watch_pass(struct imu_watch *w, struct counts3 accel)
{
	if (w->changes < LIVES && !same(accel, w->accel))
		w->changes++;
	w->accel = accel;
}

static void watch_rails(struct imu_watch *w, struct counts3 accel, struct counts3 gyro)
{
	const int16_t axis[6] = { accel.x, accel.y, accel.z, gyro.x, gyro.y, gyro.z };

	for (int i = 0; i < 6; i++) {
		int rail = w->rail[i / 3];

		w->railed[i] = axis[i] >= rail || axis[i] <= -rail ? w->railed[i] + 1 : 0;
	}
}

bool imu_watch_push(struct imu_watch *w, struct counts3 accel, struct counts3 gyro)
{
	if (is_dead(w, accel, gyro)) {
		w->dead++;
		return false;
	}
	w->dead = 0;
	/* the two are counted apart: one half of a chip can die alone */
	w->same_accel = same(accel, w->accel) ? w->same_accel + 1 : 0;
	imu_watch_pass(w, accel);
	w->same_gyro = w->has_gyro && same(gyro, w->gyro) ? w->same_gyro + 1 : 0;
	w->gyro = gyro;
	watch_rails(w, accel, gyro);
	if (!w->level_known)
		watch_level(w, accel);
	return w->changes == LIVES;
}

int imu_watch_fault(const struct imu_watch *w)
{
	if (w->dead >= DEAD_MAX)
		return IMU_E_BAD_DATA;
	if (w->same_accel >= w->window || w->same_gyro >= w->window)
		return IMU_E_FROZEN;
	for (int i = 0; i < 6; i++) {
		if (w->railed[i] >= w->window)
			return IMU_E_SATURATED;
	}
	return w->level_bad ? IMU_E_LEVEL : 0;
}
