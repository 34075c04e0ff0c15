/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manager-internal.h"
#include "resources.h"
#include "watch.h"

#define MIDNIGHT_US   (UINT64_C(1700006400) * US_PER_SEC) /* so that the day is one day's tally */
#define BROKEN_SHOWN  10
#define FAULT_TOLD_US (40 * US_PER_SEC) /* how long after its end a fault may be to blame */
#define LEARN_AT_US   (5 * US_PER_SEC)
#define LEARN_SECONDS 10
#define RELOAD_US     (3600 * US_PER_SEC)

/* Levels close together: many alerts, of which many meet no fault. */
/* A budget, and motion that is ignored for a while, would tie the words of one hour together. */
static const char config_text[] =
	"alert: { release_s = 3; levels_s = [ " DAY_LEVELS " ]; repeat_s = " DAY_REPEAT ";\n"
	"  max_per_hour = 0; buzz_s = 0; };\n"
	"sensor: { lower: { enabled = %s; }; };\n";

struct daemon {
	struct sink sink;
	const struct run_setup *setup;
	struct run *run;
	struct life life;
	struct watch watch;
};

void run_broken(struct run *run, const struct run_setup *setup, uint64_t t_us, const char *format,
		...)
{
	uint64_t s = t_us / US_PER_SEC;
	va_list ap;

	if (run->broken++ >= BROKEN_SHOWN)
		return;
	printf("BROKEN seed %" PRIu64 ", %s, %02u:%02u:%02u.%03u: ", setup->day->seed, setup->name,
	       (unsigned)(s / 3600), (unsigned)(s / 60 % 60), (unsigned)(s % 60),
	       (unsigned)(t_us / US_PER_MS % 1000));
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	for (size_t i = 0; i < setup->faults->n; i++) {
		const struct fault *f = &setup->faults->fault[i];

		if (f->begin_us <= t_us && f->end_us + FAULT_TOLD_US > t_us)
			printf("; %s %.1f s ago for %.0f s", fault_kind_to_str(f->kind),
			       (double)(t_us - f->begin_us) / 1e6,
			       (double)(f->end_us - f->begin_us) / 1e6);
	}
	printf("\n");
}

/* ---- the sink ---- */

static void on_notice(struct sink *s, const struct notice *n, const struct view *v)
{
	struct daemon *d = (struct daemon *)s;
	struct run *run = d->run;

	(void)v;
	run->losses += n->kind == NOTICE_SENSOR_LOST;
	if (n->kind != NOTICE_WEARER ||
	    (n->wearer->kind != WEARER_SLOUCHED && n->wearer->kind != WEARER_RECOVERED))
		return;
	assert(run->n < WORDS_MAX);
	run->word[run->n++] = (struct word){
		.t_us = n->wearer->t_us - d->life.begin_us,
		.kind = n->wearer->kind,
		.level = n->wearer->level,
		.slouched_us = n->wearer->slouched_us,
	};
}

static void on_sink_tick(struct sink *s, const struct view *v)
{
	struct daemon *d = (struct daemon *)s;

	watch_view(&d->watch, v);
}

static void on_sink_free(struct sink *s)
{
	(void)s;
}

/* ---- begin and end ---- */

static void at_edge(void *ctx, uint64_t t_us)
{
	watch_edge(&((struct daemon *)ctx)->watch, t_us);
}

static bool begin(struct daemon *d)
{
	static const struct sink_ops ops = {
		.notice = on_notice,
		.tick = on_sink_tick,
		.free = on_sink_free,
	};
	const struct run_setup *s = d->setup;
	char text[CONFIG_ERROR_MAX], config[sizeof config_text + 8];
	struct life_setup setup = {
		.day = s->day,
		.faults = s->faults,
		.sensors = s->sensors,
		.chip = s->chip,
		.config = config,
		.real_us = MIDNIGHT_US,
		.sink = &d->sink,
		.at_edge = at_edge,
		.ctx = d,
	};

	d->sink.ops = &ops;
	snprintf(config, sizeof config, config_text, s->sensors == 2 ? "true" : "false");
	if (life_begin(&d->life, &setup, text, sizeof text)) {
		watch_init(&d->watch, s, d->run, d->life.begin_us);
		return true;
	}
	printf("seed %" PRIu64 ": %s\n", s->day->seed, text);
	return false;
}

/* ---- the day ---- */

static uint64_t day_us(const struct daemon *d)
{
	return life_day_us(&d->life);
}

static bool step(struct daemon *d)
{
	if (!life_step(&d->life)) {
		run_broken(d->run, d->setup, day_us(d),
			   "%u steps and time stands still, or nothing is due ever again",
			   d->life.at_once);
		return false;
	}
	if (!d->life.stepped)
		return true;
	watch_verdict(&d->watch, &d->life.manager->verdict, d->life.now_us);
	d->run->steps++;
	return true;
}

static void learn(struct daemon *d)
{
	const struct control *c = manager_control(d->life.manager);
	char text[CONFIG_ERROR_MAX] = "";

	if (c->learn(c->ctx, "upright", "upright", true, LEARN_SECONDS, text, sizeof text) != 0)
		run_broken(d->run, d->setup, day_us(d), "cannot learn: %s", text);
}

static void reload(struct daemon *d)
{
	const struct control *c = manager_control(d->life.manager);
	char text[CONFIG_ERROR_MAX] = "";

	if (c->reload(c->ctx, text, sizeof text) != 0)
		run_broken(d->run, d->setup, day_us(d), "cannot reload: %s", text);
}

static void measure(struct daemon *d, unsigned which)
{
	struct run *run = d->run;

	run->heap[which] = resources_heap();
	run->files[which] = resources_files();
}

/* True once a time has come; sets the next. */
static bool is_time(const struct daemon *d, uint64_t *at_us, uint64_t again_us)
{
	if (day_us(d) < *at_us)
		return false;
	*at_us = again_us == 0 ? UINT64_MAX : *at_us + again_us;
	return true;
}

static void live(struct daemon *d)
{
	uint64_t learn_us = LEARN_AT_US, reload_us = RELOAD_US;
	uint64_t measure_us = d->setup->day->length_us / 24;

	while (day_us(d) < d->setup->day->length_us) {
		if (!step(d))
			return;
		if (is_time(d, &learn_us, 0))
			learn(d);
		if (is_time(d, &reload_us, RELOAD_US))
			reload(d);
		if (is_time(d, &measure_us, 0))
			measure(d, 0);
	}
	measure(d, 1);
	d->run->tally = d->life.manager->wearer.tally;
	watch_end(&d->watch, &d->run->tally, day_us(d));
}

bool run_day(const struct run_setup *setup, struct run *ret)
{
	struct daemon *d = calloc(1, sizeof *d);
	bool begun;

	assert(d);
	memset(ret, 0, sizeof *ret);
	d->setup = setup;
	d->run = ret;
	begun = begin(d);
	if (begun)
		live(d);
	life_end(&d->life);
	free(d);
	return begun;
}
