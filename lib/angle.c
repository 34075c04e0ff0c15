/* SPDX-License-Identifier: MIT */
#include "angle.h"

#include "angle-table.h"

#define QUARTER_TURN_CDEG 9000
#define HALF_TURN_CDEG    18000
#define TURN_CDEG         36000

static int32_t atan_of_ratio_q16(uint64_t small, uint64_t large)
{
	int64_t z_q30 = (int64_t)((small << 30) / large);
	int64_t square_q30 = floor_shift(z_q30 * z_q30, 30);
	int64_t sum_q16 = atan_cdeg_q16[4];

	for (int i = 3; i >= 0; i--)
		sum_q16 = atan_cdeg_q16[i] + floor_shift(sum_q16 * square_q30, 30);
	return (int32_t)floor_shift(sum_q16 * z_q30, 30);
}

int32_t angle_atan2_cdeg(int64_t y, int64_t x)
{
	uint64_t along = (uint64_t)(x < 0 ? -x : x);
	uint64_t across = (uint64_t)(y < 0 ? -y : y);
	int64_t angle_q16;

	if (along == 0 && across == 0)
		return 0;
	if (across <= along)
		angle_q16 = atan_of_ratio_q16(across, along);
	else
		angle_q16 = QUARTER_TURN_CDEG * INT64_C(65536) - atan_of_ratio_q16(along, across);
	if (x < 0)
		angle_q16 = HALF_TURN_CDEG * INT64_C(65536) - angle_q16;
	return (int32_t)round_shift(y < 0 ? -angle_q16 : angle_q16, 16);
}

/*
 * CORDIC: turns by atan(2^-i), i = 0, 1, 2 ..., each two shifts and two
 * additions, until a vector on the x axis has been turned by the given angle
 * and ends at its cosine and sine.  One turn, against the clock when @left.
 */
static void turn(int64_t *x, int64_t *y, unsigned i, bool left)
{
	int64_t dx = floor_shift(*y, i);
	int64_t dy = floor_shift(*x, i);

	*x += left ? -dx : dx;
	*y += left ? dy : -dy;
}

int32_t angle_between_cdeg(struct dir3 a, struct dir3 b)
{
	int64_t x = (int64_t)a.y_q14 * b.z_q14 - (int64_t)a.z_q14 * b.y_q14;
	int64_t y = (int64_t)a.z_q14 * b.x_q14 - (int64_t)a.x_q14 * b.z_q14;
	int64_t z = (int64_t)a.x_q14 * b.y_q14 - (int64_t)a.y_q14 * b.x_q14;
	int64_t dot = (int64_t)a.x_q14 * b.x_q14 + (int64_t)a.y_q14 * b.y_q14 +
		      (int64_t)a.z_q14 * b.z_q14;

	if (dir_is_zero(a) || dir_is_zero(b))
		return ANGLE_UNKNOWN;
	return angle_atan2_cdeg(isqrt64((uint64_t)(x * x + y * y + z * z)), dot);
}

/* Folds the angle into the half turn the rounds can reach: sin(180 - a) = sin(a). */
static int32_t sin_q14(int64_t cdeg)
{
	int64_t x = CORDIC_GAIN_INVERSE_Q30;
	int64_t y = 0;
	int64_t rest_q16;

	cdeg %= TURN_CDEG;
	if (cdeg > HALF_TURN_CDEG)
		cdeg -= TURN_CDEG;
	else if (cdeg < -HALF_TURN_CDEG)
		cdeg += TURN_CDEG;
	if (cdeg > QUARTER_TURN_CDEG)
		cdeg = HALF_TURN_CDEG - cdeg;
	else if (cdeg < -QUARTER_TURN_CDEG)
		cdeg = -HALF_TURN_CDEG - cdeg;

	rest_q16 = cdeg * 65536;
	for (unsigned i = 0; i < CORDIC_ROUNDS; i++) {
		bool left = rest_q16 >= 0;

		rest_q16 += left ? -cordic_atan_cdeg_q16[i] : cordic_atan_cdeg_q16[i];
		turn(&x, &y, i, left);
	}
	return (int32_t)round_shift(y, 16);
}

int32_t angle_sin_q14(int32_t cdeg)
{
	return sin_q14(cdeg);
}

int32_t angle_cos_q14(int32_t cdeg)
{
	return sin_q14((int64_t)cdeg + QUARTER_TURN_CDEG);
}
