/* SPDX-License-Identifier: MIT */
/*
 * make-slouch.c - a recording of a simulated wearer who sits upright, then slouches by 20 degrees
 *
 * usage: make-slouch still BIAS_MDPS SEED	sits upright for half a minute
 *	  make-slouch RAMP_MS BIAS_MDPS SEED	upright for a minute, down in RAMP_MS, held
 *	  make-slouch hour BIAS_MDPS SEED	an hour at a desk, each row labelled
 *
 * To standard output, one sensor on the upper back, 50 Hz, with the low-pass,
 * noise and rounding of an MPU-6050 and BIAS_MDPS on each axis of its
 * gyroscope.  truth.x/y/z is the up direction without any of them, x 32767.
 * The same SEED is the same wearer: breath and sway have its phases.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recording.h"
#include "sim/body.h"
#include "sim/chip-profiles.h"

#define CHIP        "MPU-6050"
#define RATE_HZ     50
#define INNER_US    2000 /* between samples inside the chip */
#define INNER_N     (US_PER_SEC / RATE_HZ / INNER_US)
#define UPRIGHT_MS  60000
#define STILL_MS    30000
#define HOUR_US     (3600 * US_PER_SEC)
#define HELD_MS     60000 /* six times the delay of the alert it has to raise */
#define SLOUCH_CDEG 2000
#define LOWER_CDEG  300
#define NOISE_UNIT  37837 /* RMS of the sum of four 16-bit numbers */

static const struct stream stream = {
	.rate_millihz = RATE_HZ * 1000,
	.accel_milli_lsb_per_g = 16384000,
	.gyro_milli_lsb_per_dps = 131000,
};

/* clang-format off */
/* Reading, bent by 11.5 degrees, is fine by this wearer: the truth says upright. */
#define DESK(seconds, flexion, word)                                                               \
	{ .for_ms = (seconds) * 1000, .ramp_ms = 1500, .act = BODY_SIT, .flexion_cdeg = (flexion), \
	  .lower_cdeg = (flexion) / 6, .posture = POSTURE_##word }

static const struct body_step desk[] = {
	DESK(120, 0, UPRIGHT),	    DESK(90, 1150, UPRIGHT), DESK(60, 100, UPRIGHT),
	DESK(75, 2000, SLOUCHING),  DESK(60, 0, UPRIGHT),    DESK(20, 1900, SLOUCHING),
	DESK(40, 0, UPRIGHT),	     DESK(55, 1150, UPRIGHT),    DESK(60, 1700, SLOUCHING),
	DESK(140, 0, UPRIGHT),
};
/* clang-format on */

static const struct body_script desk_script = {
	.name = "desk", .steps = desk, .n = ARRAY_SIZE(desk), .loop = true
};

struct wearing {
	struct body body;
	uint64_t noise;
	int64_t accel_noise_ug, gyro_noise_mdps; /* RMS a sample */
	int64_t bias_mdps;
};

/* Nearly normal: the sum of four even ones. */
static int64_t noise(uint64_t *state, int64_t rms)
{
	uint64_t x = *state;
	int64_t sum = -2 * 65535;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	x *= UINT64_C(2685821657736338717);
	for (int i = 0; i < 4; i++)
		sum += (int64_t)(x >> (16 * i) & 0xFFFF);
	return div_round(sum * rms, NOISE_UNIT);
}

static int16_t accel_counts(struct wearing *w, int32_t ug)
{
	int64_t felt_ug = ug + noise(&w->noise, w->accel_noise_ug);

	return sat16(div_round(felt_ug * stream.accel_milli_lsb_per_g, 1000000000));
}

static int16_t gyro_counts(struct wearing *w, int32_t mdps)
{
	int64_t felt_mdps = mdps + w->bias_mdps + noise(&w->noise, w->gyro_noise_mdps);

	return sat16(div_round(felt_mdps * stream.gyro_milli_lsb_per_dps, 1000000));
}

static struct recording_sample sample_at(struct wearing *w, uint64_t t_us,
					 const struct body_feel *feel)
{
	struct recording_sample s = {
		.t_us = t_us,
		.accel_seen = 1u << SENSOR_UPPER,
		.gyro_seen = 1u << SENSOR_UPPER,
	};

	s.accel[SENSOR_UPPER] = (struct counts3){
		accel_counts(w, feel->accel_ug[0]),
		accel_counts(w, feel->accel_ug[1]),
		accel_counts(w, feel->accel_ug[2]),
	};
	s.gyro[SENSOR_UPPER] = (struct counts3){
		gyro_counts(w, feel->gyro_mdps[0]),
		gyro_counts(w, feel->gyro_mdps[1]),
		gyro_counts(w, feel->gyro_mdps[2]),
	};
	return s;
}

/* The chip's low-pass: the mean of what it feels inside during one period. */
static void feel_filtered(const struct body *b, uint64_t t_us, struct body_feel *ret)
{
	int64_t accel_ug[3] = { 0 }, gyro_mdps[3] = { 0 };

	for (uint64_t i = 0; i < INNER_N; i++) {
		struct body_feel feel;

		body_feel(b, SENSOR_UPPER, t_us - MIN(t_us, i * INNER_US), &feel);
		for (int j = 0; j < 3; j++) {
			accel_ug[j] += feel.accel_ug[j];
			gyro_mdps[j] += feel.gyro_mdps[j];
		}
	}
	for (int j = 0; j < 3; j++) {
		ret->accel_ug[j] = (int32_t)div_round(accel_ug[j], INNER_N);
		ret->gyro_mdps[j] = (int32_t)div_round(gyro_mdps[j], INNER_N);
	}
}

/* Sitting, the ideal accelerometer feels nothing but up: it is the truth. */
static int truth(const struct body_feel *feel, int axis)
{
	return (int)div_round((int64_t)feel->accel_ug[axis] * INT16_MAX, 1000000);
}

/* @text without its last '\n', which more columns take the place of */
static void put_cut(char *text)
{
	text[strcspn(text, "\n")] = '\0';
	fputs(text, stdout);
}

static void put_header(bool labelled)
{
	char text[RECORDING_LINE_MAX];
	char *columns;

	recording_header(&stream, 1u << SENSOR_UPPER, text, sizeof(text));
	columns = strstr(text, "t_us");
	assert(columns);
	printf("%.*s# source: simulated wearer, %s\n", (int)(columns - text), text, CHIP);
	put_cut(columns);
	printf("%s,truth.x,truth.y,truth.z\n", labelled ? ",label" : "");
}

static void put_samples(struct wearing *w, uint64_t span_us, bool labelled)
{
	uint64_t n = span_us * RATE_HZ / US_PER_SEC;
	char text[RECORDING_LINE_MAX];

	for (uint64_t i = 0; i < n; i++) {
		uint64_t t_us = i * US_PER_SEC / RATE_HZ;
		struct body_feel feel, filtered;
		struct recording_sample s;

		body_feel(&w->body, SENSOR_UPPER, t_us, &feel);
		feel_filtered(&w->body, t_us, &filtered);
		s = sample_at(w, t_us, &filtered);
		recording_line(&s, &stream, 1u << SENSOR_UPPER, text, sizeof(text));
		put_cut(text);
		if (labelled)
			printf(",%s", posture_to_str(body_step_at(&w->body, t_us)->posture));
		printf(",%d,%d,%d\n", truth(&feel, 0), truth(&feel, 1), truth(&feel, 2));
	}
}

int main(int argc, char **argv)
{
	struct body_step steps[] = {
		{ .for_ms = STILL_MS, .act = BODY_SIT, .posture = POSTURE_UPRIGHT },
		{ .act = BODY_SIT,
		  .flexion_cdeg = SLOUCH_CDEG,
		  .lower_cdeg = LOWER_CDEG,
		  .posture = POSTURE_SLOUCHING },
	};
	struct body_script script = { .name = "slouch", .steps = steps, .n = 1 };
	const struct chip_profile *chip = chip_profile_find(CHIP);
	struct wearing w = { 0 };
	bool hour;

	if (argc != 4) {
		fputs("usage: make-slouch still|hour|RAMP_MS BIAS_MDPS SEED\n", stderr);
		return 2;
	}
	hour = !strcmp(argv[1], "hour");
	if (!hour && strcmp(argv[1], "still") != 0) {
		script.n = 2;
		steps[0].for_ms = UPRIGHT_MS;
		steps[1].ramp_ms = (uint32_t)strtoul(argv[1], NULL, 10);
		steps[1].for_ms = steps[1].ramp_ms + HELD_MS;
	}
	body_init(&w.body, hour ? &desk_script : &script, strtoull(argv[3], NULL, 10));
	w.noise = (w.body.seed + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1;
	w.bias_mdps = strtoll(argv[2], NULL, 10);
	assert(chip);
	w.accel_noise_ug = chip->model->accel_noise_ug;
	w.gyro_noise_mdps = chip->model->gyro_noise_mdps;
	put_header(hour);
	put_samples(&w, hour ? HOUR_US : body_script_us(w.body.script), hour);
	return ferror(stdout) || fflush(stdout) ? 1 : 0;
}
