/* SPDX-License-Identifier: MIT */
#include "rest.h"

const struct rest_params rest_params_default = {
	.away_us = 60 * US_PER_SEC,
	.span_q14 = 28,
};

void rest_init(struct rest *r)
{
	*r = (struct rest){ 0 };
}

static void widen(int16_t *low, int16_t *high, int16_t v)
{
	*low = MIN(*low, v);
	*high = MAX(*high, v);
}

static bool is_within(const struct rest *r, uint16_t span_q14)
{
	return r->high.x_q14 - r->low.x_q14 <= span_q14 &&
	       r->high.y_q14 - r->low.y_q14 <= span_q14 &&
	       r->high.z_q14 - r->low.z_q14 <= span_q14;
}

static void begin_anew(struct rest *r, struct dir3 up, uint64_t now_us)
{
	r->low = r->high = up;
	r->since_us = now_us;
}

bool rest_step(struct rest *r, const struct rest_params *p, struct dir3 up, bool moving,
	       uint64_t now_us)
{
	if (r->since_us == 0 || now_us < r->since_us)
		begin_anew(r, up, now_us);
	widen(&r->low.x_q14, &r->high.x_q14, up.x_q14);
	widen(&r->low.y_q14, &r->high.y_q14, up.y_q14);
	widen(&r->low.z_q14, &r->high.z_q14, up.z_q14);
	if (moving || !is_within(r, p->span_q14)) {
		begin_anew(r, up, now_us);
		r->away = false;
	} else if (now_us - r->since_us >= p->away_us) {
		begin_anew(r, up, now_us);
		r->away = true;
	}
	return r->away;
}
