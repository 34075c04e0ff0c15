/* SPDX-License-Identifier: MIT */
/*
 * angle-table.h - constants of angle.c, apart so that its test can remake them
 */
#pragma once

#include <stdint.h>

/*
 * atan z = z (a1 + a3 z^2 + a5 z^4 + a7 z^6 + a9 z^8) for |z| <= 1, in cdeg x 2^16:
 * python3 -c 'from math import *
 * print(*(round(degrees(a) * 100 * 2**16) for a in
 *	   (.9998660, -.3302995, .1801410, -.0851330, .0208351)), sep=", ")'
 */
static const int32_t atan_cdeg_q16[] = { 375443304, -124025355, 67641796, -31966898,
					  7823447 };

#define CORDIC_ROUNDS 20

/*
 * atan(2^-i) in cdeg x 2^16:
 * python3 -c 'from math import *
 * print(*(round(degrees(atan(2**-i)) * 100 * 2**16) for i in range(20)), sep=", ")'
 */
/* clang-format off */
static const int32_t cordic_atan_cdeg_q16[CORDIC_ROUNDS] = {
	294912000, 174096719, 91987925, 46694507, 23437865, 11730358, 5866610, 2933484,
	1466764, 733385, 366693, 183346, 91673, 45837, 22918, 11459,
	5730, 2865, 1432, 716,
};
/* clang-format on */

/*
 * What the rounds lengthen a vector by, inverted, x 2^30:
 * python3 -c 'from math import *
 * print(round(2**30 / prod(sqrt(1 + 4**-i) for i in range(20))))'
 */
#define CORDIC_GAIN_INVERSE_Q30 652032874
