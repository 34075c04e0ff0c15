/* SPDX-License-Identifier: MIT */
#include "desk.h"

#include "chance.h"
#include "fixed.h"

#define NOT_DUE_S 4 /* more than a bad posture is seen longer or shorter than it is held */

/* ---- the script ---- */

static uint32_t some_seconds(struct chance *c, uint32_t from_s, uint32_t to_s)
{
	return 1000 * chance_between(c, from_s, to_s);
}

static int16_t some_cdeg(struct chance *c, int from_deg, int to_deg)
{
	return (int16_t)(100 *
			 (from_deg + (int)chance_below(c, (uint32_t)(to_deg - from_deg + 1))));
}

static void sit_upright(struct day *d, struct chance *c)
{
	day_add(d, (struct body_step){
			    .for_ms = some_seconds(c, 15, 90),
			    .ramp_ms = some_seconds(c, 1, 3),
			    .act = BODY_SIT,
			    .posture = POSTURE_UPRIGHT,
		    });
}

static uint32_t some_bad_seconds(struct chance *c)
{
	static const uint32_t due_s[] = DAY_DUE;
	uint32_t for_ms = some_seconds(c, 6, 150);

	for (size_t i = 0; i < ARRAY_SIZE(due_s); i++) {
		if (for_ms > (due_s[i] - NOT_DUE_S) * 1000 &&
		    for_ms < (due_s[i] + NOT_DUE_S) * 1000)
			return some_bad_seconds(c);
	}
	return for_ms;
}

static void sit_badly(struct day *d, struct chance *c)
{
	struct body_step step = {
		.for_ms = some_bad_seconds(c),
		.ramp_ms = some_seconds(c, 1, 3),
		.act = BODY_SIT,
	};

	switch (chance_below(c, 6)) {
	case 0:
		step.posture = POSTURE_LEANING_BACK;
		step.flexion_cdeg = some_cdeg(c, -34, -28);
		step.lower_cdeg = some_cdeg(c, -30, -24);
		break;
	case 1:
		step.posture = POSTURE_LEANING_LEFT;
		step.lateral_cdeg = some_cdeg(c, -30, -23);
		break;
	case 2:
		step.posture = POSTURE_LEANING_RIGHT;
		step.lateral_cdeg = some_cdeg(c, 23, 30);
		break;
	default:
		step.posture = POSTURE_SLOUCHING;
		step.flexion_cdeg = some_cdeg(c, 22, 30);
		step.lower_cdeg = some_cdeg(c, 1, 4);
		break;
	}
	day_add(d, step);
}

/* Up and about, and back on the chair. */
static void take_a_break(struct day *d, struct chance *c)
{
	struct body_step step = { .ramp_ms = some_seconds(c, 2, 4) };

	switch (chance_below(c, 4)) {
	case 0:
		step.act = BODY_LIE;
		step.for_ms = some_seconds(c, 20, 200);
		step.flexion_cdeg = step.lower_cdeg = -9000;
		break;
	case 1:
		step.act = BODY_OFF;
		step.for_ms = some_seconds(c, 40, 300);
		step.flexion_cdeg = step.lower_cdeg = 9000;
		break;
	default:
		step.act = BODY_WALK;
		step.for_ms = some_seconds(c, 10, 60);
		break;
	}
	day_add(d, step);
	sit_upright(d, c);
}

void desk_make(struct day *d, uint64_t seed, uint64_t length_us)
{
	struct chance c;

	chance_init(&c, seed);
	day_init(d, seed, length_us);
	day_add(d, (struct body_step){ .for_ms = 90000, .posture = POSTURE_UPRIGHT });
	while (d->begin_us[d->n - 1] < length_us) {
		sit_badly(d, &c);
		sit_upright(d, &c);
		if (chance_below(&c, 4) == 0)
			take_a_break(d, &c);
	}
}

static bool is_bad(const struct body_step *step)
{
	return step->act == BODY_SIT && step->posture != POSTURE_UPRIGHT;
}

bool desk_is_bad(const struct day *d, uint64_t t_us)
{
	return is_bad(&d->step[day_step_at(d, t_us)]);
}

/* No bad step follows upon another. */
uint64_t desk_bad_since(const struct day *d, uint64_t t_us)
{
	size_t at = day_step_at(d, t_us);

	while (at > 0 && !is_bad(&d->step[at]))
		at--;
	return d->begin_us[at];
}
