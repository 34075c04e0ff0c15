/* SPDX-License-Identifier: MIT */
/*
 * Orientation is a function of time, so what a gyroscope feels is taken from
 * it by a central difference: accelerometer and gyroscope agree by
 * construction, however the script is cut.
 */
#include "body.h"

#include <assert.h>
#include <string.h>

#include "../fixed.h"

#define UDEG_PER_CDEG 10000
#define UDEG_PER_DEG 1000000
#define UDEG_HALF_TURN (180 * INT64_C(1000000))
#define PI_Q28 843314857 /* pi x 2^28 */
#define DIFF_US 2000	 /* half the width of the central difference */
#define G_UG 1000000
#define MDPS_PER_RAD_S 57296

/* What the upper and the lower back lean to, micro-degrees. */
struct lean {
	int64_t flexion_udeg, lateral_udeg;
};

struct unit {
	int64_t x_q28, y_q28, z_q28;
};

#define SIT(s, ramp_s, flexion, lateral, lower, truth)                                             \
	{ (s) * 1000u, (uint32_t)((ramp_s) * 1000), BODY_SIT, flexion, lateral, lower, truth }
#define UPRIGHT(s, ramp_s) SIT(s, ramp_s, 0, 0, 0, POSTURE_UPRIGHT)
#define ACT(s, ramp_s, act, flexion)                                                               \
	{ (s) * 1000u, (uint32_t)((ramp_s) * 1000), act, flexion, 0, flexion, POSTURE_UNKNOWN }

/* Everything plumbd knows how to tell, in seven and a half minutes. */
static const struct body_step demo_steps[] = {
	UPRIGHT(30, 0),
	SIT(30, 2, 2300, 0, 400, POSTURE_SLOUCHING),
	UPRIGHT(20, 2),
	SIT(95, 30, 2200, 0, 400, POSTURE_SLOUCHING),
	UPRIGHT(30, 2),
	ACT(50, 1, BODY_WALK, 0),
	UPRIGHT(25, 1),
	ACT(40, 3, BODY_LIE, -9000),
	UPRIGHT(20, 3),
	ACT(90, 2, BODY_OFF, 9000),
	UPRIGHT(20, 2),
};

/* A desk day, cut short: long sitting, slouches that creep in, breaks. */
static const struct body_step day_steps[] = {
	UPRIGHT(600, 0),
	SIT(240, 60, 1900, 100, 300, POSTURE_SLOUCHING),
	UPRIGHT(420, 2),
	SIT(45, 3, 1700, -200, 1600, POSTURE_LEANING_FORWARD),
	UPRIGHT(300, 2),
	SIT(150, 120, 2400, 0, 500, POSTURE_SLOUCHING),
	ACT(240, 1, BODY_WALK, 0),
	UPRIGHT(540, 1),
	SIT(60, 3, 200, 2100, 100, POSTURE_LEANING_RIGHT),
	UPRIGHT(300, 2),
	SIT(90, 3, -2300, 0, -1800, POSTURE_LEANING_BACK),
	UPRIGHT(300, 2),
	ACT(300, 1, BODY_WALK, 0),
	ACT(900, 4, BODY_LIE, -9000),
	UPRIGHT(120, 4),
	ACT(900, 2, BODY_OFF, 9000),
};

static const struct body_step slouch_steps[] = {
	UPRIGHT(60, 0),
	SIT(300, 8, 2000, 0, 300, POSTURE_SLOUCHING),
};

static const struct body_step unplug_steps[] = {
	UPRIGHT(40, 0),
	{ 10000, 0, BODY_UNPLUG, 0, 0, 0, POSTURE_UNKNOWN },
	UPRIGHT(120, 0),
};

static const struct body_step still_steps[] = {
	UPRIGHT(3600, 0),
};

/* name, steps, count, loop */
static const struct body_script scripts[] = {
	{ "demo", demo_steps, ARRAY_SIZE(demo_steps), false },
	{ "day", day_steps, ARRAY_SIZE(day_steps), true },
	{ "slouch", slouch_steps, ARRAY_SIZE(slouch_steps), true },
	{ "unplug", unplug_steps, ARRAY_SIZE(unplug_steps), false },
	{ "still", still_steps, ARRAY_SIZE(still_steps), true },
};

static bool same_text(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

const struct body_script *body_script_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(scripts); i++) {
		if (same_text(scripts[i].name, name))
			return &scripts[i];
	}
	return NULL;
}

const struct body_script *body_script_at(size_t i)
{
	return i < ARRAY_SIZE(scripts) ? &scripts[i] : NULL;
}

uint64_t body_script_us(const struct body_script *script)
{
	uint64_t total_us = 0;

	for (size_t i = 0; i < script->n; i++)
		total_us += script->steps[i].for_ms * US_PER_MS;
	return total_us;
}

void body_init(struct body *b, const struct body_script *script, uint64_t seed)
{
	assert(script->n > 0);
	*b = (struct body){ .script = script, .seed = seed };
}

/* The step at t_us and, in *ret_in_us, how far into it that is. */
static size_t locate(const struct body_script *s, uint64_t t_us, uint64_t *ret_in_us)
{
	uint64_t total_us = body_script_us(s);
	size_t i;

	if (s->loop)
		t_us %= total_us;
	for (i = 0; i < s->n - 1 && t_us >= s->steps[i].for_ms * US_PER_MS; i++)
		t_us -= s->steps[i].for_ms * US_PER_MS;
	*ret_in_us = t_us;
	return i;
}

const struct body_step *body_step_at(const struct body *b, uint64_t t_us)
{
	uint64_t in_us;

	return &b->script->steps[locate(b->script, t_us, &in_us)];
}

/* 0 .. 2^20 along a ramp, without a kink at either end: 3 x^2 - 2 x^3. */
static int64_t ease_q20(uint64_t in_us, uint32_t ramp_ms)
{
	uint64_t ramp_us = ramp_ms * US_PER_MS;
	uint64_t x_q20;

	if (in_us >= ramp_us)
		return 1 << 20;
	x_q20 = (in_us << 20) / ramp_us;
	return (int64_t)((x_q20 * x_q20 * ((UINT64_C(3) << 20) - 2 * x_q20)) >> 40);
}

static int64_t blend(int64_t from, int64_t to, int64_t share_q20)
{
	return from + (to - from) * share_q20 / (1 << 20);
}

/* sin of any angle: Taylor to the 11th power on the quarter turn, error below 1e-7. */
static int64_t sin_q28(int64_t udeg)
{
	int64_t x_q28, square_q28, sum_q28;

	udeg %= 2 * UDEG_HALF_TURN;
	if (udeg > UDEG_HALF_TURN)
		udeg -= 2 * UDEG_HALF_TURN;
	if (udeg < -UDEG_HALF_TURN)
		udeg += 2 * UDEG_HALF_TURN;
	if (udeg > UDEG_HALF_TURN / 2)
		udeg = UDEG_HALF_TURN - udeg;
	if (udeg < -UDEG_HALF_TURN / 2)
		udeg = -UDEG_HALF_TURN - udeg;
	x_q28 = udeg * PI_Q28 / UDEG_HALF_TURN;
	square_q28 = round_shift(x_q28 * x_q28, 28);
	sum_q28 = INT64_C(1) << 28;
	for (int n = 10; n >= 2; n -= 2)
		sum_q28 = (INT64_C(1) << 28) -
			  round_shift(sum_q28 * square_q28, 28) / (n * (n + 1));
	return round_shift(x_q28 * sum_q28, 28);
}

static int64_t cos_q28(int64_t udeg)
{
	return sin_q28(udeg + UDEG_HALF_TURN / 2);
}

/* amplitude x sin(2 pi t / period + a phase of the seed's own) */
static int64_t wave(const struct body *b, unsigned which, uint64_t t_us, uint64_t period_us,
		    int64_t amplitude)
{
	uint64_t mix = (b->seed + which) * UINT64_C(0x9e3779b97f4a7c15);
	int64_t phase_udeg = (int64_t)((mix >> 32) % 360) * UDEG_PER_DEG;
	int64_t turn_udeg = (int64_t)((t_us % period_us) * 360 * 1000 / (period_us / 1000));

	return round_shift(amplitude * sin_q28(turn_udeg + phase_udeg), 28);
}

/*
 * What a living back never stops doing: breath at 15 a minute and slow sway.
 * Amplitudes as seen at T4 in quiet sitting, a few tenths of a degree.
 */
static struct lean life_at(const struct body *b, enum sensor sensor, uint64_t t_us)
{
	int64_t breath_udeg = sensor == SENSOR_UPPER ? 450000 : 150000;

	return (struct lean){
		wave(b, 1, t_us, 4000000, breath_udeg) + wave(b, 2, t_us, 17300000, 300000) +
			wave(b, 3, t_us, 41900000, 250000),
		wave(b, 4, t_us, 23100000, 200000),
	};
}

static struct lean gait_at(const struct body *b, uint64_t t_us)
{
	return (struct lean){
		wave(b, 5, t_us, 520000, 1500000),
		wave(b, 6, t_us, 1040000, 2500000),
	};
}

/* Adds what one step has and its neighbour may not, in and out along the ramp. */
static void add_faded(struct lean *lean, struct lean more, bool before, bool now, int64_t share_q20)
{
	int64_t amount_q20 = blend(before ? 1 << 20 : 0, now ? 1 << 20 : 0, share_q20);

	lean->flexion_udeg += round_shift(more.flexion_udeg * amount_q20, 20);
	lean->lateral_udeg += round_shift(more.lateral_udeg * amount_q20, 20);
}

static struct lean lean_at(const struct body *b, enum sensor sensor, uint64_t t_us)
{
	const struct body_script *s = b->script;
	uint64_t in_us;
	size_t i = locate(s, t_us, &in_us);
	const struct body_step *to = &s->steps[i];
	const struct body_step *from = i > 0 ? to - 1 : s->loop ? &s->steps[s->n - 1] : to;
	int64_t share_q20 = ease_q20(in_us, to->ramp_ms);
	int64_t from_cdeg = sensor == SENSOR_UPPER ? from->flexion_cdeg : from->lower_cdeg;
	int64_t to_cdeg = sensor == SENSOR_UPPER ? to->flexion_cdeg : to->lower_cdeg;
	struct lean lean = {
		blend(from_cdeg * UDEG_PER_CDEG, to_cdeg * UDEG_PER_CDEG, share_q20),
		blend(from->lateral_cdeg * UDEG_PER_CDEG, to->lateral_cdeg * UDEG_PER_CDEG,
		      share_q20),
	};

	add_faded(&lean, life_at(b, sensor, t_us), from->act != BODY_OFF, to->act != BODY_OFF,
		  share_q20);
	add_faded(&lean, gait_at(b, t_us), from->act == BODY_WALK, to->act == BODY_WALK, share_q20);
	return lean;
}

/* Up in the sensor's axes: bent forward the back faces up, bent right the left side does. */
static struct unit up_at(const struct body *b, enum sensor sensor, uint64_t t_us)
{
	struct lean lean = lean_at(b, sensor, t_us);
	int64_t level_q28 = cos_q28(lean.lateral_udeg);

	return (struct unit){
		round_shift(cos_q28(lean.flexion_udeg) * level_q28, 28),
		sin_q28(lean.lateral_udeg),
		round_shift(sin_q28(lean.flexion_udeg) * level_q28, 28),
	};
}

/* Footfall: up and down at each step, side to side at every other. */
static void add_bounce(const struct body *b, uint64_t t_us, struct body_feel *ret)
{
	ret->accel_ug[0] += (int32_t)wave(b, 7, t_us, 520000, 260000);
	ret->accel_ug[1] += (int32_t)wave(b, 8, t_us, 1040000, 90000);
	ret->accel_ug[2] += (int32_t)wave(b, 9, t_us, 260000, 60000);
}

/* The rate that turns the up direction as it turns: w = v' x v (no turn about v itself). */
static int32_t turn_mdps(int64_t da_q28, int64_t b_q28, int64_t db_q28, int64_t a_q28)
{
	int64_t cross_q28 = round_shift(da_q28 * b_q28 - db_q28 * a_q28, 28);

	return (int32_t)(cross_q28 * MDPS_PER_RAD_S / (2 * DIFF_US) * 1000000 / (INT64_C(1) << 28));
}

void body_feel(const struct body *b, enum sensor sensor, uint64_t t_us, struct body_feel *ret)
{
	uint64_t mid_us = t_us < DIFF_US ? DIFF_US : t_us;
	struct unit v = up_at(b, sensor, mid_us);
	struct unit was = up_at(b, sensor, mid_us - DIFF_US);
	struct unit will = up_at(b, sensor, mid_us + DIFF_US);
	struct unit d = { will.x_q28 - was.x_q28, will.y_q28 - was.y_q28, will.z_q28 - was.z_q28 };

	ret->accel_ug[0] = (int32_t)round_shift(v.x_q28 * G_UG, 28);
	ret->accel_ug[1] = (int32_t)round_shift(v.y_q28 * G_UG, 28);
	ret->accel_ug[2] = (int32_t)round_shift(v.z_q28 * G_UG, 28);
	ret->gyro_mdps[0] = turn_mdps(d.y_q28, v.z_q28, d.z_q28, v.y_q28);
	ret->gyro_mdps[1] = turn_mdps(d.z_q28, v.x_q28, d.x_q28, v.z_q28);
	ret->gyro_mdps[2] = turn_mdps(d.x_q28, v.y_q28, d.y_q28, v.x_q28);
	if (body_step_at(b, t_us)->act == BODY_WALK)
		add_bounce(b, t_us, ret);
}
