/* SPDX-License-Identifier: MIT */
/*
 * pose_nearest() over every plan of one or two references with PROTOTYPES prototypes each, every
 * stance, every last match and every setting the config accepts.  angle_atan2_cdeg() and the root
 * stand here as what they promise: cover-angle.c tries the one on every ratio there is, and
 * prove-fixed.c has the other.
 */
#include "fixed.h"
#include "prove.h"

#define REFERENCES 2
#define PROTOTYPES 2
#define DISTANCE_MAX (INT64_C(1) << 42)

/* A root of at most 40 bits has at most 20. */
#define isqrt64(v) root_of(v)
static inline uint32_t root_of(uint64_t v)
{
	assert(v < UINT64_C(1) << 40);
	return (uint32_t)any_within(0, (1 << 20) - 1);
}

#include "pose.c"
#include "pose-frame.c"

int32_t angle_atan2_cdeg(int64_t y, int64_t x)
{
	assert(y >= -(INT64_C(1) << 31) && y <= INT64_C(1) << 31);
	assert(x >= -(INT64_C(1) << 31) && x <= INT64_C(1) << 31);
	return any_within(-18000, 18000);
}

int32_t angle_between_cdeg(struct dir3 a, struct dir3 b)
{
	return dir_is_zero(a) || dir_is_zero(b) ? ANGLE_UNKNOWN : any_within(0, 18000);
}

/* What their own proofs leave of these, for pose_nearest() as a whole. */
int32_t any_dot(struct dir3 a, struct dir3 b)
{
	(void)a;
	(void)b;
	return any_within(-49164, 49164);
}

int64_t any_distance(const struct pose_params *params, const struct prototype *p,
		     unsigned sensors, const int32_t angle_cdeg[POSE_AXES])
{
	int64_t d = nondet_i64();

	(void)params;
	(void)angle_cdeg;
	assert(sensors != 0);
	assume(d >= 0 && d < DISTANCE_MAX);
	return sensors & p->sensors ? d : INT64_MAX;
}

/* A direction is 16384 +- 2 long, or zero. */
static struct dir3 any_dir(void)
{
	return (struct dir3){ (int16_t)any_within(-16386, 16386),
			      (int16_t)any_within(-16386, 16386),
			      (int16_t)any_within(-16386, 16386) };
}

static struct dir3 any_up(void)
{
	struct dir3 up = any_dir();

	assume(!dir_is_zero(up));
	return up;
}

static struct prototype any_prototype(unsigned sensors)
{
	struct prototype p = {
		.posture = (enum posture)any_within(POSTURE_UPRIGHT, POSTURE_COUNT - 1),
		.pose = (int8_t)any_within(-1, POSE_MAX - 1),
		.good = any_bool(),
		.sensors = (uint8_t)any_within(1, 3),
	};

	assume((p.sensors & ~sensors) == 0);
	for (int a = 0; a < POSE_AXES; a++)
		p.angle_cdeg[a] = (int16_t)any_within(-32768, 32767);
	return p;
}

static void fill_reference(struct reference *r)
{
	r->pose = (int8_t)any_within(0, POSE_MAX - 1);
	r->sensors = (uint8_t)any_within(1, 3);
	r->n = (unsigned)any_within(1, PROTOTYPES);
	for (int s = 0; s < SENSOR_COUNT; s++)
		r->frame[s] = (struct frame){ any_up(), any_dir(), any_dir() };
	for (int i = 0; i < PROTOTYPES; i++)
		r->prototype[i] = any_prototype(r->sensors);
	r->prototype[0].sensors = r->sensors;
}

static struct pose_params any_params(void)
{
	return (struct pose_params){
		.slouch_cdeg = (uint32_t)any_within(300, 6000),
		.recline_cdeg = (uint32_t)any_within(300, 6000),
		.lateral_cdeg = (uint32_t)any_within(300, 6000),
		.release_cdeg = (uint32_t)any_within(200, 5000),
		.margin_cdeg = (uint32_t)any_within(0, 1000),
		.sensitivity = (uint32_t)any_within(1, 5),
	};
}

void a_match_points_into_the_plan(void)
{
	struct pose_plan plan;
	struct pose_params params = any_params();
	struct stance stance = { .sensors = (unsigned)any_within(0, 3),
				 .up = { any_up(), any_up() } };
	struct pose_match m = { .valid = any_bool(), .posture = POSTURE_UPRIGHT,
				.reference = any_within(-1, REFERENCES - 1),
				.prototype = any_within(0, POSE_PROTOTYPE_MAX) };
	const struct reference *r;

	plan.n = (unsigned)any_within(0, REFERENCES);
	plan.cone = any_bool();
	for (int i = 0; i < REFERENCES; i++)
		fill_reference(&plan.reference[i]);
	pose_nearest(&plan, &params, &stance, &m);
	if (!m.valid)
		return;
	assert(m.reference >= 0 && (unsigned)m.reference < plan.n);
	r = &plan.reference[m.reference];
	assert(r->sensors & stance.sensors);
	assert(m.prototype >= 0 && (unsigned)m.prototype <= r->n);
	if ((unsigned)m.prototype == r->n) {
		assert(m.posture == POSTURE_SLOUCHING && m.pose == -1 && !m.good);
		return;
	}
	assert(m.posture == r->prototype[m.prototype].posture);
	assert(m.good == r->prototype[m.prototype].good);
}

void a_dot_product_fits(void)
{
	int32_t dot_q14 = dir_dot_q14(any_dir(), any_dir());

	assert(dot_q14 >= -49164 && dot_q14 <= 49164);
}

void a_distance_fits(void)
{
	struct pose_params params = any_params();
	struct prototype p = any_prototype(3);
	int32_t angle_cdeg[POSE_AXES];
	unsigned sensors = (unsigned)any_within(1, 3);
	int64_t d;

	for (int a = 0; a < POSE_AXES; a++)
		angle_cdeg[a] = any_within(-18000, 18000);
	d = fair_distance(&params, &p, sensors, angle_cdeg);
	if (sensors & p.sensors)
		assert(d >= 0 && d < DISTANCE_MAX);
	else
		assert(d == INT64_MAX);
}
