/* SPDX-License-Identifier: MIT */
#include "dates.h"
#include "stats.h"

static void put_share(struct json *j, const struct stats_sum *s)
{
	int permille = stats_permille(s);

	json_key(j, "bad_permille");
	if (permille == STATS_NO_SHARE)
		json_null(j);
	else
		json_int(j, permille);
}

static void put_sum(struct json *j, const struct stats_sum *s)
{
	int64_t correcting_s = stats_correcting_s(s);

	put_share(j, s);
	json_put_bool(j, "little", stats_is_little(s));
	json_put_uint(j, "good_s", s->good_s);
	json_put_uint(j, "bad_s", s->bad_s);
	json_key(j, "posture_s");
	json_begin_object(j);
	for (enum posture p = POSTURE_UNKNOWN + 1; p < POSTURE_COUNT; p++)
		json_put_uint(j, posture_to_str(p), s->posture_s[p]);
	json_end_object(j);
	json_put_uint(j, "moving_s", s->moving_s);
	json_put_uint(j, "lying_s", s->lying_s);
	json_put_uint(j, "away_s", s->away_s);
	json_put_uint(j, "slouches", s->slouches);
	json_put_uint(j, "alerts", s->alerts);
	json_put_uint(j, "recovered", s->recovered);
	json_key(j, "correcting_s");
	if (correcting_s < 0)
		json_null(j);
	else
		json_int(j, correcting_s);
}

static void put_period(struct json *j, const char *key, const struct stats_sum *s)
{
	json_key(j, key);
	json_begin_object(j);
	json_put_uint(j, "days", s->days);
	put_sum(j, s);
	json_end_object(j);
}

static void put_day(struct json *j, const struct history_day *d)
{
	struct stats_sum sum = stats_sum_day(d);
	char date[DATES_MAX];

	json_begin_object(j);
	json_put_string(j, "date", dates_iso(d->day, date));
	put_sum(j, &sum);
	json_end_object(j);
}

/* Slopes in parts of a million a day: JSON of ours has no fractions. */
static void put_slope(struct json *j, const char *key, double slope)
{
	json_put_int(j, key, (int64_t)(slope * 1e6 + (slope < 0 ? -0.5 : 0.5)));
}

static void put_trend(struct json *j, const struct trend *t)
{
	json_key(j, "trend");
	json_begin_object(j);
	json_put_string(j, "verdict", trend_verdict_to_str(t->verdict));
	json_put_uint(j, "days", t->n);
	if (t->verdict != TREND_TOO_FEW) {
		put_slope(j, "slope_ppm_per_day", t->slope);
		put_slope(j, "slope_low_ppm_per_day", t->slope_low);
		put_slope(j, "slope_high_ppm_per_day", t->slope_high);
	}
	json_end_object(j);
}

void stats_json(const struct stats *s, const struct history *h, struct json *j)
{
	char date[DATES_MAX];

	json_begin_object(j);
	json_put_string(j, "date", dates_iso(s->today, date));
	put_period(j, "today", &s->day);
	put_period(j, "this_week", &s->week);
	put_period(j, "last_week", &s->last_week);
	put_period(j, "window", &s->window);
	put_trend(j, &s->trend);
	json_key(j, "days");
	json_begin_array(j);
	for (size_t i = 0; i < h->n_days; i++)
		if (h->day[i].day >= s->from && h->day[i].day <= s->today)
			put_day(j, &h->day[i]);
	json_end_array(j);
	json_end_object(j);
}
