/* SPDX-License-Identifier: MIT */
#include "stats.h"

#include "dates.h"
#include "fixed.h"

static void add(struct stats_sum *sum, const struct history_day *d)
{
	sum->days++;
	for (unsigned i = 0; i < POSTURE_COUNT; i++)
		sum->posture_s[i] += d->posture_s[i];
	sum->good_s += d->good_s;
	sum->bad_s += d->bad_s;
	sum->moving_s += d->moving_s;
	sum->lying_s += d->lying_s;
	sum->away_s += d->away_s;
	sum->slouches += d->slouches;
	sum->alerts += d->alerts;
	sum->recovered += d->recovered;
	sum->correcting_us += d->correcting_us;
}

struct stats_sum stats_sum(const struct history *h, int32_t from, int32_t to)
{
	struct stats_sum sum = { 0 };

	for (size_t i = 0; i < h->n_days; i++)
		if (h->day[i].day >= from && h->day[i].day <= to)
			add(&sum, &h->day[i]);
	return sum;
}

struct stats_sum stats_sum_day(const struct history_day *d)
{
	struct stats_sum sum = { 0 };

	add(&sum, d);
	return sum;
}

int stats_permille(const struct stats_sum *s)
{
	uint64_t judged_s = s->good_s + s->bad_s;

	return judged_s ? (int)((s->bad_s * 1000 + judged_s / 2) / judged_s) : STATS_NO_SHARE;
}

int stats_percent(const struct stats_sum *s)
{
	uint64_t judged_s = s->good_s + s->bad_s;

	return judged_s ? (int)((s->bad_s * 100 + judged_s / 2) / judged_s) : STATS_NO_SHARE;
}

int64_t stats_correcting_s(const struct stats_sum *s)
{
	if (!s->recovered)
		return -1;
	return (int64_t)((s->correcting_us / s->recovered + US_PER_SEC / 2) / US_PER_SEC);
}

bool stats_is_little(const struct stats_sum *s)
{
	uint64_t judged_s = s->good_s + s->bad_s;

	return judged_s > 0 && judged_s < STATS_LITTLE_S;
}

const struct history_day *stats_find_day(const struct history *h, int32_t day)
{
	size_t low = 0, high = h->n_days;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (h->day[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low < h->n_days && h->day[low].day == day ? &h->day[low] : NULL;
}

static struct trend last_weeks(const struct history *h, int32_t today)
{
	struct trend_point points[TREND_DAYS];
	size_t n = 0;

	for (int32_t day = today - TREND_DAYS + 1; day <= today; day++) {
		const struct history_day *d = stats_find_day(h, day);

		if (d && d->good_s + d->bad_s)
			points[n++] = (struct trend_point){
				.day = day,
				.share = d->bad_s / ((double)d->good_s + d->bad_s),
			};
	}
	return trend_fit(points, n);
}

struct stats stats_of(const struct history *h, int32_t from, int32_t today)
{
	int32_t monday = today - (int32_t)dates_weekday(today);

	return (struct stats){
		.today = today,
		.from = from,
		.monday = monday,
		.window = stats_sum(h, from, today),
		.day = stats_sum(h, today, today),
		.week = stats_sum(h, monday, today),
		.last_week = stats_sum(h, monday - 7, monday - 1),
		.trend = last_weeks(h, today),
	};
}
