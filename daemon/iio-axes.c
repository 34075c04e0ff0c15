/* SPDX-License-Identifier: MIT */
#include "iio-axes.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#define SHIFT_MAX 16

/* clang-format off */
static const struct {
	const char *name;
	int64_t unit_pico;      /* 1 g in m/s^2, 1 deg/s in rad/s; x 10^12 */
	uint32_t least, most;   /* counts per g or deg/s x 1000 */
} kinds[IIO_KINDS] = {
	[IIO_ACCEL] = { "accel",   INT64_C(9806650000000), 64000, 16500000 },
	[IIO_GYRO]  = { "anglvel", INT64_C(17453292520),    1000,   135000 },
};
/* clang-format on */

static const int32_t identity_q30[9] = {
	IIO_ONE_Q30, 0, 0, 0, IIO_ONE_Q30, 0, 0, 0, IIO_ONE_Q30,
};

const char *iio_kind_to_str(enum iio_kind kind)
{
	assert(kind < IIO_KINDS);
	return kinds[kind].name;
}

int iio_axes_init(struct iio_axes *a, enum iio_kind kind, int64_t scale_nano)
{
	int64_t milli_lsb;
	int shift = 0;

	if (scale_nano <= 0)
		return -EBADMSG;
	/* unit x 10^12 over scale x 10^9: what remains is the milli */
	milli_lsb = div_round(kinds[kind].unit_pico, scale_nano);
	if (milli_lsb == 0)
		return -EBADMSG;
	while (milli_lsb > kinds[kind].most && shift < SHIFT_MAX) {
		shift++;
		milli_lsb = div_round(kinds[kind].unit_pico, scale_nano << shift);
	}
	while (milli_lsb < kinds[kind].least && shift > -SHIFT_MAX) {
		shift--;
		milli_lsb = div_round(kinds[kind].unit_pico << -shift, scale_nano);
	}
	if (milli_lsb > kinds[kind].most || milli_lsb < kinds[kind].least)
		return -EBADMSG;
	*a = (struct iio_axes){ .shift = shift, .milli_lsb = (uint32_t)milli_lsb };
	iio_axes_set_matrix(a, identity_q30);
	return 0;
}

void iio_axes_set_matrix(struct iio_axes *a, const int32_t matrix_q30[9])
{
	memcpy(a->matrix_q30, matrix_q30, sizeof a->matrix_q30);
	a->straight = memcmp(matrix_q30, identity_q30, sizeof identity_q30) == 0;
}

static int16_t scale(const struct iio_axes *a, int32_t v)
{
	if (a->shift > 0)
		return sat16(round_shift(v, (unsigned)a->shift));
	return sat16((int64_t)v * (1 << -a->shift));
}

static int32_t turn(const int32_t row_q30[3], const int32_t v[3])
{
	int64_t sum = (int64_t)row_q30[0] * v[0] + (int64_t)row_q30[1] * v[1] +
		      (int64_t)row_q30[2] * v[2];

	return sat32(round_shift(sum, 30));
}

struct counts3 iio_axes_counts(const struct iio_axes *a, const int32_t raw[3])
{
	int32_t v[3], turned[3];

	for (size_t i = 0; i < 3; i++)
		v[i] = turned[i] = sat32((int64_t)raw[i] + a->offset[i]);
	for (size_t i = 0; i < 3 && !a->straight; i++)
		turned[i] = turn(&a->matrix_q30[3 * i], v);
	return (struct counts3){ scale(a, turned[0]), scale(a, turned[1]), scale(a, turned[2]) };
}
