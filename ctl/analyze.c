/* SPDX-License-Identifier: MIT */
#include "analyze.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "human.h"

#define FLEXION_ZERO (ANALYZE_FLEXION_BINS / 2)

int summary_init(struct summary *s, const char *file)
{
	*s = (struct summary){ .file = file };
	s->flexion = calloc(ANALYZE_FLEXION_BINS, sizeof(*s->flexion));
	return s->flexion ? 0 : -ENOMEM;
}

void summary_done(struct summary *s)
{
	free(s->flexion);
	free(s->events);
	s->flexion = NULL;
	s->events = NULL;
}

void summary_verdict(struct summary *s, const struct verdict *v)
{
	s->decisions++;
	if (v->flexion_cdeg == ANGLE_UNKNOWN)
		return;
	s->flexion[FLEXION_ZERO + MAX(MIN(v->flexion_cdeg, FLEXION_ZERO), -FLEXION_ZERO)]++;
	s->angles++;
}

int summary_event(struct summary *s, const struct wearer_event *e, enum posture posture)
{
	struct analyze_event *grown;

	if (e->kind != WEARER_SLOUCHED && e->kind != WEARER_RECOVERED)
		return 0;
	/* Doubled at each power of two. */
	if ((s->n_events & (s->n_events - 1)) == 0) {
		grown = reallocarray(s->events, s->n_events ? 2 * s->n_events : 1, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		s->events = grown;
	}
	s->events[s->n_events++] = (struct analyze_event){
		.t_us = e->t_us,
		.level = e->kind == WEARER_SLOUCHED ? e->level : 0,
		.posture = posture,
		.slouched_us = e->slouched_us,
	};
	return 0;
}

int32_t summary_median_cdeg(const struct summary *s)
{
	uint64_t below = 0;

	if (s->angles == 0)
		return ANGLE_UNKNOWN;
	for (int32_t i = 0; i < ANALYZE_FLEXION_BINS; i++) {
		below += s->flexion[i];
		if (2 * below >= s->angles)
			return i - FLEXION_ZERO;
	}
	return ANGLE_UNKNOWN;
}

/* "1:02:03.4" since the recording began. */
static void print_time(FILE *out, uint64_t us)
{
	uint64_t s = us / US_PER_SEC;

	if (s >= 3600)
		fprintf(out, "%" PRIu64 ":%02u:%02u", s / 3600, (unsigned)(s / 60 % 60),
			(unsigned)(s % 60));
	else
		fprintf(out, "%u:%02u.%u", (unsigned)(s / 60), (unsigned)(s % 60),
			(unsigned)(us / (US_PER_SEC / 10) % 10));
}

static void print_share(FILE *out, const char *name, uint64_t us, uint64_t all_us, bool *any)
{
	uint64_t permille = (us * 1000 + all_us / 2) / all_us;

	fprintf(out, "%s%s %u.%u %%", *any ? ", " : "", name, (unsigned)(permille / 10),
		(unsigned)(permille % 10));
	*any = true;
}

static uint64_t sum(const uint64_t *us, unsigned n)
{
	uint64_t all = 0;

	for (unsigned i = 0; i < n; i++)
		all += us[i];
	return all;
}

static void print_postures(const struct summary *s, FILE *out)
{
	uint64_t all_us = sum(s->tally.posture_us, POSTURE_COUNT);
	bool any = false;

	fputs("  posture   ", out);
	for (unsigned i = 0; i < POSTURE_COUNT; i++)
		if (s->tally.posture_us[i])
			print_share(out, posture_to_str((enum posture)i), s->tally.posture_us[i],
				    all_us, &any);
	fputs(any ? "\n" : "none counted\n", out);
}

static void print_activities(const struct summary *s, FILE *out)
{
	uint64_t all_us = sum(s->tally.activity_us, ACTIVITY_COUNT);
	bool any = false;

	fputs("  activity  ", out);
	for (unsigned i = 0; i < ACTIVITY_COUNT; i++)
		if (s->tally.activity_us[i])
			print_share(out, activity_to_str((enum activity)i), s->tally.activity_us[i],
				    all_us, &any);
	fputs(any ? "\n" : "none counted\n", out);
}

static void print_event(const struct summary *s, const struct analyze_event *e, FILE *out)
{
	char lasted[HUMAN_MAX];

	fputs(e->level ? "  alert     " : "  recovered ", out);
	print_time(out, e->t_us - s->played.first_us);
	if (e->level)
		fprintf(out, "  level %u, %s\n", e->level, posture_to_str(e->posture));
	else
		fprintf(out, "  after %s\n", human_duration(e->slouched_us, lasted));
}

void summary_print_text(const struct summary *s, FILE *out)
{
	char flexion[HUMAN_MAX];

	fprintf(out, "%s: ", s->file);
	if (s->played.label[0])
		fprintf(out, "labelled %s, ", s->played.label);
	print_time(out, s->played.last_us - s->played.first_us);
	fprintf(out, ", %" PRIu64 " samples\n", s->played.samples);
	print_postures(s, out);
	print_activities(s, out);
	fprintf(out, "  flexion   %s (median)\n", human_flexion(summary_median_cdeg(s), flexion));
	for (size_t i = 0; i < s->n_events; i++)
		print_event(s, &s->events[i], out);
}

static void json_events(const struct summary *s, struct json *j, bool alerts)
{
	json_begin_array(j);
	for (size_t i = 0; i < s->n_events; i++) {
		const struct analyze_event *e = &s->events[i];

		if ((e->level != 0) != alerts)
			continue;
		json_begin_object(j);
		json_put_uint(j, "t_us", e->t_us);
		if (alerts) {
			json_put_uint(j, "level", e->level);
			json_put_string(j, "posture", posture_to_str(e->posture));
		} else {
			json_put_uint(j, "slouched_us", e->slouched_us);
		}
		json_end_object(j);
	}
	json_end_array(j);
}

void summary_print_json(const struct summary *s, struct json *j)
{
	json_begin_object(j);
	json_put_string(j, "file", s->file);
	if (s->played.label[0])
		json_put_string(j, "label", s->played.label);
	json_put_uint(j, "duration_us", s->played.last_us - s->played.first_us);
	json_put_uint(j, "samples", s->played.samples);
	json_put_uint(j, "decisions", s->decisions);
	json_key(j, "posture_us");
	json_begin_object(j);
	for (unsigned i = 0; i < POSTURE_COUNT; i++)
		json_put_uint(j, posture_to_str((enum posture)i), s->tally.posture_us[i]);
	json_end_object(j);
	json_key(j, "activity_us");
	json_begin_object(j);
	for (unsigned i = 0; i < ACTIVITY_COUNT; i++)
		json_put_uint(j, activity_to_str((enum activity)i), s->tally.activity_us[i]);
	json_end_object(j);
	json_put_angle(j, "median_flexion_cdeg", summary_median_cdeg(s));
	json_key(j, "alerts");
	json_events(s, j, true);
	json_key(j, "recoveries");
	json_events(s, j, false);
	json_end_object(j);
}

void analyze_csv_header(FILE *out)
{
	fputs("file,t_us,posture,pose,activity,flexion_cdeg,lateral_cdeg,curvature_cdeg,"
	      "up_x,up_y,up_z,alert_level\n",
	      out);
}

/* Quoted only where it must be (RFC 4180). */
static void csv_text(FILE *out, const char *text)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void csv_angle(FILE *out, int32_t cdeg)
{
	if (cdeg == ANGLE_UNKNOWN)
		fputc(',', out);
	else
		fprintf(out, "%" PRId32 ",", cdeg);
}

static int32_t up(int16_t q14)
{
	return (int32_t)div_round((int64_t)q14 * INT16_MAX, DIR_ONE_Q14);
}

void analyze_csv_row(FILE *out, const char *file, const struct wearer *w, const struct verdict *v)
{
	const struct dir3 *d = &v->stance.up[SENSOR_UPPER];

	csv_text(out, file);
	fprintf(out, ",%" PRIu64 ",%s,%s,%s,", v->t_us,
		posture_to_str(v->valid ? v->posture : POSTURE_UNKNOWN),
		v->valid && v->pose >= 0 ? w->poses.pose[v->pose].name : "",
		activity_to_str(v->activity));
	csv_angle(out, v->flexion_cdeg);
	csv_angle(out, v->lateral_cdeg);
	csv_angle(out, v->curvature_cdeg);
	/* Also while it settles: what the filter thinks is of interest from its first batch on. */
	if (!dir_is_zero(*d))
		fprintf(out, "%d,%d,%d,", up(d->x_q14), up(d->y_q14), up(d->z_q14));
	else
		fputs(",,,", out);
	fprintf(out, "%u\n", v->alert_level);
}
