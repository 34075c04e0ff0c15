/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include <assert.h>
#include <string.h>

#include "calendar.h"
#include "fixed.h"

#define MIN_US    (60 * US_PER_SEC)
#define HOUR_MS   3600000u
#define OFF_CDEG  9000 /* it lies on its face */
#define HOLIDAYS  3    /* weeks of a year */
#define LAST_MIN  45   /* of the day are spent without it */
#define LAST_DEED (20 * 60 * MIN_US)

/* What a day is like. */
struct mood {
	uint32_t bad_percent;
	unsigned favourite; /* the way to sit badly that comes most */
	bool holiday;
};

void plan_init(struct plan *p, uint64_t seed, int32_t first_date)
{
	*p = (struct plan){ .seed = seed, .first_date = first_date, .restart_days = 2 };
	p->knot_days = 5;
}

/* The same for all days of a week. */
static struct mood mood_of(const struct plan *p, int32_t date)
{
	unsigned week = (unsigned)(date - p->first_date) / 7;
	struct chance c;
	struct mood m;

	chance_init(&c, p->seed * 1000 + week);
	/* A year of learning, with relapses. */
	m.bad_percent = 45 - MIN(week, 52) / 2 + chance_below(&c, 20);
	m.favourite = chance_below(&c, 4);
	m.holiday = chance_below(&c, 52) < HOLIDAYS;
	return m;
}

/* ---- the body ---- */

static uint32_t day_ms(const struct day *d)
{
	return (uint32_t)(d->n == 0 ? 0
				    : d->begin_us[d->n - 1] / US_PER_MS + d->step[d->n - 1].for_ms);
}

static void sit_upright(struct day *d, struct chance *c, uint32_t for_ms)
{
	day_add(d, (struct body_step){
			   .for_ms = for_ms,
			   .ramp_ms = 1000 * chance_between(c, 1, 3),
			   .act = BODY_SIT,
			   .posture = POSTURE_UPRIGHT,
		   });
}

static int16_t cdeg_between(struct chance *c, uint32_t from_deg, uint32_t to_deg)
{
	return (int16_t)(100 * chance_between(c, from_deg, to_deg));
}

static void lean(struct body_step *s, struct chance *c, unsigned way)
{
	switch (way) {
	case 0:
		s->posture = POSTURE_LEANING_RIGHT;
		s->lateral_cdeg = cdeg_between(c, 23, 30);
		break;
	case 1:
		s->posture = POSTURE_LEANING_LEFT;
		s->lateral_cdeg = (int16_t)-cdeg_between(c, 23, 30);
		break;
	case 2:
		s->posture = POSTURE_LEANING_BACK;
		s->flexion_cdeg = (int16_t)-cdeg_between(c, 28, 34);
		s->lower_cdeg = -2400;
		break;
	default:
		s->posture = POSTURE_SLOUCHING;
		s->flexion_cdeg = cdeg_between(c, 20, 30);
		s->lower_cdeg = 300;
		break;
	}
}

/* Half of the slouches creep in. */
static void sit_badly(struct day *d, struct chance *c, const struct mood *m, uint32_t for_ms)
{
	unsigned way = chance_below(c, 3) == 0 ? m->favourite : chance_below(c, 12);
	struct body_step step = { .for_ms = for_ms, .act = BODY_SIT };

	step.ramp_ms = 1000 * chance_between(c, 1, 3);
	lean(&step, c, way);
	if (step.posture == POSTURE_SLOUCHING && chance_below(c, 2) == 0)
		step.ramp_ms = 1000 * chance_between(c, 20, 120);
	step.ramp_ms = MIN(step.ramp_ms, for_ms);
	day_add(d, step);
}

static void take_off(struct day *d, struct chance *c, uint32_t for_ms)
{
	day_add(d, (struct body_step){
			   .for_ms = for_ms,
			   .ramp_ms = d->n == 0 ? 0 : 1000 * chance_between(c, 1, 3),
			   .act = BODY_OFF,
			   .flexion_cdeg = OFF_CDEG,
			   .lower_cdeg = OFF_CDEG,
		   });
}

static void take_a_break(struct day *d, struct chance *c)
{
	struct body_step step = { .ramp_ms = 1000 * chance_between(c, 2, 4) };

	switch (chance_below(c, 8)) {
	case 0:
		step.act = BODY_LIE;
		step.for_ms = 1000 * chance_between(c, 60, 1500);
		step.flexion_cdeg = step.lower_cdeg = -OFF_CDEG;
		day_add(d, step);
		break;
	case 1:
		take_off(d, c, 1000 * chance_between(c, 300, 1800));
		break;
	default:
		step.act = BODY_WALK;
		step.for_ms = 1000 * chance_between(c, 20, 400);
		day_add(d, step);
		break;
	}
}

/* Until about a time of the day; he begins and ends upright. */
static void sit_until(struct day *d, struct chance *c, const struct mood *m, uint32_t until_ms)
{
	uint32_t break_ms = day_ms(d) + 60000 * chance_between(c, 15, 90);

	sit_upright(d, c, 1000 * chance_between(c, 30, 90));
	while (day_ms(d) + 20000 < until_ms) {
		uint32_t most_s = chance_below(c, 4) == 0 ? 900 : 150;
		uint32_t spell_ms = 1000 * chance_between(c, 8, most_s);
		uint32_t good_ms;

		spell_ms = MIN(spell_ms, until_ms - day_ms(d));
		good_ms = spell_ms * (100 - m->bad_percent) / m->bad_percent;
		sit_badly(d, c, m, spell_ms);
		sit_upright(d, c, MAX(MIN(good_ms, until_ms - day_ms(d)), 8000));
		if (day_ms(d) < break_ms)
			continue;
		take_a_break(d, c);
		sit_upright(d, c, 1000 * chance_between(c, 20, 300));
		break_ms = day_ms(d) + 60000 * chance_between(c, 15, 90);
	}
}

/* Off until a minute of the day, then worn for some minutes. */
static void wear(struct plan_day *pd, struct chance *c, const struct mood *m, uint32_t from_min,
		 uint32_t for_min)
{
	struct day *d = &pd->day;
	uint32_t last_min = (uint32_t)(d->length_us / MIN_US) - LAST_MIN;
	uint32_t until_min = MIN(from_min + for_min, last_min);

	if (from_min * 60000 <= day_ms(d) || until_min <= from_min)
		return;
	take_off(d, c, from_min * 60000 - day_ms(d));
	sit_until(d, c, m, until_min * 60000);
}

static void live_work_day(struct plan_day *pd, struct chance *c, const struct mood *m)
{
	uint32_t begin_min = chance_between(c, 210, 300);
	uint32_t lunch_min = chance_between(c, 480, 520);

	wear(pd, c, m, begin_min, lunch_min - begin_min);
	wear(pd, c, m, lunch_min + chance_between(c, 50, 80), chance_between(c, 150, 270));
	if (chance_below(c, 4) == 0)
		wear(pd, c, m, 15 * 60 + 30, chance_between(c, 60, 240));
}

static void live_free_day(struct plan_day *pd, struct chance *c, const struct mood *m)
{
	if (chance_below(c, 2) == 0)
		wear(pd, c, m, chance_between(c, 400, 700), chance_between(c, 60, 240));
}

/* The night of a shift he spends awake. */
static bool is_long_night(int32_t date)
{
	return calendar_is_shift(date + 1);
}

static void live(struct plan_day *pd, struct chance *c, const struct mood *m)
{
	bool free = calendar_weekday(pd->date) >= 5;

	if (is_long_night(pd->date))
		wear(pd, c, m, 17 * 60, 24 * 60);
	else if (!m->holiday && !free)
		live_work_day(pd, c, m);
	else if (!m->holiday)
		live_free_day(pd, c, m);
	take_off(&pd->day, c, (uint32_t)(pd->day.length_us / US_PER_MS) - day_ms(&pd->day));
}

/* ---- the thing ---- */

static void add_fault(struct plan_day *pd, enum fault_kind kind, uint64_t begin_us, uint64_t end_us)
{
	assert(pd->faults.n < FAULTS_MAX);
	if (begin_us < end_us)
		pd->faults.fault[pd->faults.n++] =
			(struct fault){ .kind = kind, .begin_us = begin_us, .end_us = end_us };
}

/* Before it is put on first, and after it was taken off last. */
static void unplug(struct plan *p, struct plan_day *pd, struct chance *c)
{
	const struct day *d = &pd->day;
	bool was = p->unplugged;

	if (d->n > 1)
		p->unplugged = chance_below(c, 3) != 0;
	if (d->n == 1 && was)
		add_fault(pd, FAULT_UNPLUGGED, 0, d->length_us);
	if (d->n == 1)
		return;
	if (was)
		add_fault(pd, FAULT_UNPLUGGED, 0, d->begin_us[1] - 5 * MIN_US);
	if (p->unplugged)
		add_fault(pd, FAULT_UNPLUGGED, d->begin_us[d->n - 1] + 5 * MIN_US, d->length_us);
}

/* Any minute at which it is worn, in the first 22 hours; 0 on a day on which it is not. */
static uint64_t some_time_worn(const struct day *d, struct chance *c)
{
	if (d->n < 4)
		return 0;
	return d->begin_us[chance_between(c, 2, (uint32_t)d->n - 2)] +
	       chance_below(c, 30) * US_PER_SEC;
}

static void sleep_computer(struct plan_day *pd, struct chance *c)
{
	uint64_t at_us = some_time_worn(&pd->day, c);
	uint64_t last_us = pd->day.begin_us[pd->day.n - 1], until_us;

	if (at_us == 0 || chance_below(c, 10) != 0)
		return;
	until_us = at_us + chance_between(c, 5, 120) * MIN_US;
	/* none on top of the unplugging, which is known to begin later */
	add_fault(pd, FAULT_STANDSTILL, at_us, MIN(until_us, last_us));
}

static void sort_faults(struct faults *f)
{
	for (size_t i = 1; i < f->n; i++) {
		for (size_t k = i; k > 0 && f->fault[k].begin_us < f->fault[k - 1].begin_us; k--) {
			struct fault swap = f->fault[k];

			f->fault[k] = f->fault[k - 1];
			f->fault[k - 1] = swap;
		}
	}
}

/* ---- what is asked of plumbd ---- */

static void add_deed(struct plan_day *pd, struct deed deed)
{
	unsigned i = pd->n_deeds++;

	assert(i < DEEDS_MAX);
	for (; i > 0 && pd->deed[i - 1].at_us > deed.at_us; i--)
		pd->deed[i] = pd->deed[i - 1];
	pd->deed[i] = deed;
}

/* Upright, when it is worn for the first time. */
static void learn(struct plan *p, struct plan_day *pd)
{
	if (p->taught || pd->day.n == 1)
		return;
	p->taught = true;
	add_deed(pd, (struct deed){ pd->day.begin_us[1] + 8 * US_PER_SEC, DEED_LEARN, 0, NULL });
}

static void pause_alerts(struct plan_day *pd, struct chance *c)
{
	uint64_t at_us = some_time_worn(&pd->day, c);
	uint32_t minutes = chance_between(c, 5, 150);

	if (at_us == 0 || chance_below(c, 5) != 0)
		return;
	add_deed(pd, (struct deed){ at_us, DEED_PAUSE, minutes, NULL });
	if (chance_below(c, 3) == 0)
		add_deed(pd, (struct deed){ at_us + minutes * MIN_US / 2, DEED_RESUME, 0, NULL });
}

/* Some sessions too soon, some once too often, some while plumbd is begun anew. */
static void warm(struct plan_day *pd, struct chance *c)
{
	uint64_t at_us = chance_between(c, 600, 960) * MIN_US;
	unsigned sessions = chance_below(c, 6) == 0 ? 5 : 1;

	if (chance_below(c, 3) != 0)
		return;
	for (unsigned i = 0; i < sessions && at_us < LAST_DEED; i++) {
		uint32_t minutes = chance_below(c, 10) == 0 ? 0 : chance_between(c, 8, 27);

		add_deed(pd, (struct deed){ at_us, DEED_HEAT, minutes, NULL });
		if (chance_below(c, 4) == 0)
			add_deed(pd, (struct deed){ at_us + chance_between(c, 2, 24) * MIN_US,
						    DEED_RESTART, chance_between(c, 1, 90), NULL });
		at_us += chance_between(c, 20, 110) * MIN_US;
	}
}

/* Now and then off for so long that heat which runs may be taken for forgotten, or not. */
static void restart(struct plan *p, struct plan_day *pd, struct chance *c)
{
	uint32_t seconds =
		chance_below(c, 4) == 0 ? chance_between(c, 1200, 5000) : chance_between(c, 1, 180);

	if (p->restart_days-- > 0)
		return;
	p->restart_days = chance_between(c, 1, 4);
	add_deed(pd,
		 (struct deed){ chance_between(c, 1, 1240) * MIN_US, DEED_RESTART, seconds, NULL });
}

static void begin_pain(struct plan *p, struct chance *c)
{
	static const char *const places[] = { "left shoulder", "right shoulder", "neck",
					      "zwischen den Schultern" };

	p->place = places[chance_below(c, ARRAY_SIZE(places))];
	p->knot_logs = chance_between(c, 1, 9);
	p->severity = chance_between(c, 1, 6);
}

static void feel_knots(struct plan *p, struct plan_day *pd, struct chance *c)
{
	if (p->knot_days-- > 0)
		return;
	if (p->knot_logs == 0)
		begin_pain(p, c);
	p->knot_logs--;
	add_deed(pd, (struct deed){ chance_between(c, 300, 1000) * MIN_US, DEED_KNOT,
				    p->knot_logs == 0 ? 0 : p->severity, p->place });
	p->severity += chance_below(c, 3);
	p->severity = MIN(p->severity, 10);
	p->knot_days = p->knot_logs == 0 ? chance_between(c, 10, 40) : chance_between(c, 1, 6);
}

void plan_next(struct plan *p, int32_t date, struct plan_day *ret)
{
	int64_t length_sec =
		calendar_begin_sec(date + 1, DAY_HOUR) - calendar_begin_sec(date, DAY_HOUR);
	struct mood mood = mood_of(p, date);
	uint64_t seed = p->seed * 1000003 + (uint64_t)date;
	struct chance c;

	chance_init(&c, seed);
	ret->date = date;
	ret->n_deeds = 0;
	ret->faults.n = 0;
	day_init(&ret->day, seed, (uint64_t)length_sec * US_PER_SEC);
	live(ret, &c, &mood);
	unplug(p, ret, &c);
	sleep_computer(ret, &c);
	sort_faults(&ret->faults);
	learn(p, ret);
	pause_alerts(ret, &c);
	warm(ret, &c);
	restart(p, ret, &c);
	feel_knots(p, ret, &c);
	if (chance_below(&c, 12) == 0)
		add_deed(ret, (struct deed){ 900 * MIN_US, DEED_MASSAGE, 0, NULL });
}
