/* SPDX-License-Identifier: MIT */
#include "iio-text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fixed.h"

#define WHOLE_MAX      (INT64_C(1) << 32)
#define NANO_PER_MILLI (IIO_NANO / 1000)
#define ELEMENT_MAX    (IIO_NANO + IIO_NANO / 100)
#define RATE_MAX_NANO  (INT64_C(1000000) * IIO_NANO) /* 1 MHz: far beyond any IMU */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads a number at *p and moves behind it. */
static int take_nano(const char **p, int64_t *ret_nano)
{
	const char *c = *p;
	bool negative = *c == '-';
	int64_t whole = 0, nano, unit = IIO_NANO;

	if (*c == '-' || *c == '+')
		c++;
	if (!is_digit(*c))
		return -EBADMSG;
	for (; is_digit(*c); c++) {
		whole = whole * 10 + (*c - '0');
		if (whole >= WHOLE_MAX)
			return -EBADMSG;
	}
	nano = whole * IIO_NANO;
	if (*c == '.') {
		for (c++; is_digit(*c); c++) {
			unit /= 10;
			nano += (*c - '0') * unit;
		}
	}
	*p = c;
	*ret_nano = negative ? -nano : nano;
	return 0;
}

static const char *skip_spaces(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

int iio_text_nano(const char *text, int64_t *ret_nano)
{
	int64_t nano;

	if (take_nano(&text, &nano) < 0 || *text)
		return -EBADMSG;
	*ret_nano = nano;
	return 0;
}

/* Rates are positive, and a thousandth of a hertz is the finest that counts. */
static int take_rate(const char **p, int64_t *ret_nano)
{
	int r = take_nano(p, ret_nano);

	if (r < 0)
		return r;
	return *ret_nano >= NANO_PER_MILLI && *ret_nano <= RATE_MAX_NANO ? 0 : -EBADMSG;
}

static int range_rate(const char *p, int64_t wish_nano, char ret_number[IIO_RATE_MAX],
		      uint32_t *ret_millihz)
{
	int64_t part[3], rate;

	for (int i = 0; i < 3; i++) {
		p = skip_spaces(p);
		if (take_rate(&p, &part[i]) < 0)
			return -EBADMSG;
	}
	if (*skip_spaces(p) != ']' || part[2] < part[0])
		return -EBADMSG;
	rate = part[0];
	if (wish_nano > rate)
		rate += (wish_nano - rate + part[1] - 1) / part[1] * part[1];
	rate = MIN(rate, part[2]);
	snprintf(ret_number, IIO_RATE_MAX, "%" PRId64 ".%06" PRId64, rate / IIO_NANO,
		 rate % IIO_NANO / 1000);
	*ret_millihz = (uint32_t)(rate / NANO_PER_MILLI);
	return 0;
}

static bool is_better(int64_t rate, int64_t than, int64_t wish)
{
	if (rate >= wish)
		return than < wish || rate < than;
	return rate > than;
}

int iio_text_rate(const char *text, uint32_t wish_millihz, char ret_number[IIO_RATE_MAX],
		  uint32_t *ret_millihz)
{
	int64_t wish_nano = (int64_t)wish_millihz * NANO_PER_MILLI, best = 0, rate;
	const char *p = skip_spaces(text), *best_at = NULL;
	size_t best_len = 0;

	if (*p == '[')
		return range_rate(p + 1, wish_nano, ret_number, ret_millihz);
	while (*p) {
		const char *at = p;

		if (take_rate(&p, &rate) < 0 || (*p && *p != ' ') || p - at >= IIO_RATE_MAX)
			return -EBADMSG;
		if (!best_at || is_better(rate, best, wish_nano)) {
			best = rate;
			best_at = at;
			best_len = (size_t)(p - at);
		}
		p = skip_spaces(p);
	}
	if (!best_at)
		return -EBADMSG;
	memcpy(ret_number, best_at, best_len);
	ret_number[best_len] = '\0';
	*ret_millihz = (uint32_t)(best / NANO_PER_MILLI);
	return 0;
}

static bool is_near(int64_t is, int64_t should)
{
	return is - should <= IIO_NANO / 100 && should - is <= IIO_NANO / 100;
}

/* Rows of length one, and the third is the first times the second. */
static bool is_rotation(const int64_t m[9])
{
	for (int i = 0; i < 3; i++) {
		int j = (i + 1) % 3, k = (i + 2) % 3;
		int64_t cross = (m[j] * m[3 + k] - m[k] * m[3 + j]) / IIO_NANO;

		if (!is_near(m[6 + i], cross))
			return false;
	}
	for (int row = 0; row < 6; row += 3) {
		int64_t square = 0;

		for (int i = row; i < row + 3; i++)
			square += m[i] * m[i] / IIO_NANO;
		if (!is_near(square, IIO_NANO))
			return false;
	}
	return is_near((m[0] * m[3] + m[1] * m[4] + m[2] * m[5]) / IIO_NANO, 0);
}

int iio_text_matrix(const char *text, int32_t ret_q30[9])
{
	int64_t m[9];

	for (int i = 0; i < 9; i++) {
		text = skip_spaces(text);
		/* products of more than these would not fit */
		if (take_nano(&text, &m[i]) < 0 || m[i] > ELEMENT_MAX || m[i] < -ELEMENT_MAX)
			return -EBADMSG;
		text = skip_spaces(text);
		if (*text != (i == 8 ? '\0' : i % 3 == 2 ? ';' : ','))
			return -EBADMSG;
		text++;
	}
	if (!is_rotation(m))
		return -EBADMSG;
	for (int i = 0; i < 9; i++)
		ret_q30[i] = (int32_t)div_round(m[i] * IIO_ONE_Q30, IIO_NANO);
	return 0;
}

int iio_text_type(const char *text, struct iio_type *ret)
{
	unsigned bits, storage, shift;
	char endian[2], sign[2];
	int end = 0;

	if (sscanf(text, "%1[bl]e:%1[su]%3u/%3u>>%3u%n", endian, sign, &bits, &storage, &shift,
		   &end) != 5)
		return -EBADMSG;
	if (text[end] || bits < 1 || shift >= storage || bits > storage - shift ||
	    (storage != 8 && storage != 16 && storage != 32 && storage != 64))
		return -EBADMSG;
	*ret = (struct iio_type){
		.big_endian = endian[0] == 'b',
		.is_signed = sign[0] == 's',
		.bits = (uint8_t)bits,
		.storage = (uint8_t)storage,
		.shift = (uint8_t)shift,
	};
	return 0;
}
