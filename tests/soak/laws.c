/* SPDX-License-Identifier: MIT */
#include "laws.h"

#include <inttypes.h>

#include "fixed.h"

static bool is_touched(const struct run_setup *s, const struct word *w)
{
	uint64_t since_us = desk_bad_since(s->day, w->t_us);

	return faults_touch(s->faults, since_us - MIN(CALM_US, since_us),
			    w->t_us + SLACK_US(s->sensors), RECOVERY_US + SETTLE_US);
}

static uint64_t apart_us(const struct word *a, const struct word *b)
{
	return a->t_us > b->t_us ? a->t_us - b->t_us : b->t_us - a->t_us;
}

/* The same word of another day, within SLACK_US; NULL when it was not said. */
static const struct word *find_twin(const struct run *run, const struct word *w, uint64_t slack_us)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct word *twin = &run->word[i];

		if (twin->kind == w->kind && twin->level == w->level &&
		    apart_us(twin, w) <= slack_us)
			return twin;
	}
	return NULL;
}

static void tell(const struct run_setup *setup, struct run *run, const struct word *w,
		 const char *what)
{
	run_broken(run, setup, w->t_us, "%s of level %u %s",
		   w->kind == WEARER_SLOUCHED ? "Slouched" : "Recovered", w->level, what);
}

void laws_compare(const struct run *clean, const struct run_setup *setup, struct run *run,
		  struct comparison *ret)
{
	uint64_t slack_us = SLACK_US(setup->sensors);

	*ret = (struct comparison){ 0 };
	for (size_t i = 0; i < clean->n; i++) {
		const struct word *w = &clean->word[i];
		const struct word *twin = find_twin(run, w, slack_us);

		if (is_touched(setup, w))
			continue;
		ret->compared++;
		if (!twin)
			tell(setup, run, w, "is missing, though no fault is near");
		else
			ret->worst_us = MAX(ret->worst_us, apart_us(w, twin));
	}
	for (size_t i = 0; i < run->n; i++) {
		const struct word *w = &run->word[i];

		if (!is_touched(setup, w) && !find_twin(clean, w, slack_us))
			tell(setup, run, w, "is new, though no fault is near");
	}
}

/* Rising, repeated at the last level, and ended once. */
static void follow_alerts(const struct run_setup *setup, struct run *run)
{
	unsigned level = 0;

	for (size_t i = 0; i < run->n; i++) {
		const struct word *w = &run->word[i];

		if (w->kind == WEARER_RECOVERED && level == 0)
			tell(setup, run, w, "comes without an alert");
		if (w->kind == WEARER_SLOUCHED && w->level < level)
			tell(setup, run, w, "follows a higher level, and nothing recovered");
		level = w->kind == WEARER_SLOUCHED ? w->level : 0;
	}
}

void laws_alone(const struct run_setup *setup, struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		const struct word *w = &run->word[i];

		if (w->kind == WEARER_SLOUCHED && !desk_is_bad(setup->day, w->t_us) &&
		    !desk_is_bad(setup->day, w->t_us - MIN(BLIND_US, w->t_us)))
			tell(setup, run, w, "is said of a good posture");
	}
	follow_alerts(setup, run);
	if (run->heap[0] != run->heap[1])
		run_broken(run, setup, setup->day->length_us, "the heap went from %zu to %zu",
			   run->heap[0], run->heap[1]);
	if (run->files[0] != run->files[1])
		run_broken(run, setup, setup->day->length_us, "%u files were open, now %u",
			   run->files[0], run->files[1]);
}
