/* SPDX-License-Identifier: MIT */
/*
 * The live gauge: a picture redrawn in place, or plain lines where it cannot be
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "angle.h"
#include "borders.h"
#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "follow.h"
#include "human.h"
#include "json.h"
#include "scene.h"
#include "term.h"

#define PERIOD_MS 200

#define SCREEN_OTHER "\033[?1049h\033[?25l" /* the alternate screen, without cursor */
#define SCREEN_BACK  "\033[?25h\033[?1049l"
#define SCREEN_TOP   "\033[H"
#define LINE_REST    "\033[K"
#define SCREEN_REST  "\033[J"

struct watch {
	struct follow follow;
	struct borders borders;
	bool terminal, json;
	int64_t ahead_us; /* of plumbd's wall clock: a simulated wearer may live faster */
};

#define AHEAD_MIN_US (2 * (int64_t)US_PER_SEC) /* less is the time a message takes */

static uint64_t now_us(const struct watch *w)
{
	return (uint64_t)((int64_t)real_now_us() + w->ahead_us);
}

/* The scene as text; to be freed. */
static char *draw(const struct watch *w, unsigned columns)
{
	const struct scene scene = {
		.state = &w->follow.state,
		.running = w->follow.running,
		.borders = w->borders,
		.now_us = now_us(w),
		.columns = columns,
		.utf8 = term_utf8(),
		.colour = true,
	};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	scene_draw(&scene, out);
	fclose(out);
	return text;
}

/* Over the last picture, without clearing first: that would flicker. */
static void redraw(const struct watch *w)
{
	unsigned columns, rows;
	char *text, *line, *end;

	term_size(&columns, &rows);
	text = draw(w, columns);
	if (!text)
		return;
	fputs(SCREEN_TOP, stdout);
	for (line = text; rows > 0 && (end = strchr(line, '\n')); line = end + 1, rows--) {
		printf("%.*s" LINE_REST, (int)(end - line), line);
		if (rows > 1 && end[1])
			fputs("\r\n", stdout);
	}
	fputs(SCREEN_REST, stdout);
	fflush(stdout);
	free(text);
}

static void print_line(const struct watch *w)
{
	const struct state *s = &w->follow.state;
	char clock[HUMAN_MAX], lasts[HUMAN_MAX], flexion[HUMAN_MAX], lateral[HUMAN_MAX];
	uint64_t now = now_us(w);

	printf("%s %s", human_clock(now, clock), s->posture);
	if (s->since_usec && now > s->since_usec)
		printf(" for %s", human_duration(now - s->since_usec, lasts));
	printf(", %s, flexion %s, lateral %s, alert %u", s->activity,
	       human_flexion(s->flexion_cdeg, flexion), human_lateral(s->lateral_cdeg, lateral),
	       s->alert_level);
	if (s->silence[0] && strcmp(s->silence, "none"))
		printf(", %s", s->silence);
	putchar('\n');
}

static void print_json(const struct watch *w)
{
	const struct state *s = &w->follow.state;
	struct json j;

	json_init(&j, stdout);
	json_begin_object(&j);
	json_put_uint(&j, "time_usec", now_us(w));
	json_put_string(&j, "status", s->status);
	json_put_string(&j, "posture", s->posture);
	json_put_string(&j, "activity", s->activity);
	json_put_uint(&j, "since_usec", s->since_usec);
	json_put_uint(&j, "alert_level", s->alert_level);
	json_put_string(&j, "silence", s->silence);
	json_put_angle(&j, "flexion_cdeg", s->flexion_cdeg);
	json_put_angle(&j, "lateral_cdeg", s->lateral_cdeg);
	json_put_angle(&j, "curvature_cdeg", s->curvature_cdeg);
	json_end_object(&j);
	json_end_line(&j);
}

static void show(const struct watch *w)
{
	if (w->terminal)
		redraw(w);
	else if (w->json)
		print_json(w);
	else
		print_line(w);
}

static int on_changed(void *ctx, const struct state *before, unsigned seen)
{
	struct watch *w = ctx;

	(void)before;
	if (seen & (STATE_POSES | STATE_PROFILE | STATE_ALERT))
		w->borders = borders_find(w->follow.bus, &w->follow.state);
	if (seen & (STATE_POSTURE | STATE_STATUS | STATE_ACTIVITY | STATE_ALERT))
		show(w);
	return 0;
}

static int on_signal(void *ctx, const char *member, sd_bus_message *m)
{
	struct watch *w = ctx;
	struct state *s = &w->follow.state;
	uint64_t when;

	if (strcmp(member, "Angles") ||
	    sd_bus_message_read(m, "tiii", &when, &s->flexion_cdeg, &s->lateral_cdeg,
				&s->curvature_cdeg) <= 0)
		return 0;
	w->ahead_us = (int64_t)(when - real_now_us());
	if (llabs(w->ahead_us) < AHEAD_MIN_US)
		w->ahead_us = 0;
	if (w->terminal)
		redraw(w);
	return 0;
}

static int begin(struct watch *w)
{
	w->borders = borders_find(w->follow.bus, &w->follow.state);
	return client_call(w->follow.bus, "Watch", NULL, "u", (uint32_t)PERIOD_MS);
}

static int on_presence(void *ctx, bool running)
{
	struct watch *w = ctx;

	if (!w->terminal)
		complain("plumbd %s", running ? "is back" : "has left; waiting for its return");
	if (w->terminal)
		redraw(w);
	return running ? begin(w) : 0;
}

/* Once a second: the clock moves on, and today's totals, which nobody announces. */
static int on_second(sd_event_source *source, uint64_t due_us, void *ctx)
{
	struct watch *w = ctx;

	/* Should it just have left, on_presence() will hear of it. */
	if (w->follow.running)
		state_refresh(&w->follow.state, w->follow.bus, NULL);
	if (w->follow.running || w->terminal)
		show(w);
	sd_event_source_set_time(source, due_us + US_PER_SEC);
	return sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

/* Leaves the last picture behind, where the prompt comes. */
static void leave_screen(const struct watch *w)
{
	unsigned columns, rows;
	char *text;

	term_size(&columns, &rows);
	text = draw(w, columns);
	fputs(SCREEN_BACK, stdout);
	fputs(text ? text : "", stdout);
	fflush(stdout);
	free(text);
}

static int run(struct watch *w)
{
	cleanup(sd_event_source_unrefp) sd_event_source *second = NULL;
	int r = begin(w);

	if (r)
		return r;
	r = sd_event_add_time_relative(w->follow.event, &second, CLOCK_MONOTONIC, 0, 0, on_second,
				       w);
	if (r < 0)
		return client_explain("setting a timer", NULL, r);
	if (w->terminal)
		fputs(SCREEN_OTHER, stdout);
	r = follow_run(&w->follow);
	if (w->terminal)
		leave_screen(w);
	return r;
}

int cmd_watch(struct ctl *ctl, int argc, char **argv)
{
	static const struct follow_ops ops = {
		.changed = on_changed,
		.signal = on_signal,
		.presence = on_presence,
	};
	struct watch w = { 0 };
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, 0, &n, &r))
		return r;
	w.json = ctl->json;
	w.terminal = !ctl->json && term_is_terminal();
	setvbuf(stdout, NULL, w.terminal ? _IOFBF : _IOLBF, 1 << 14);
	r = follow_open(&w.follow, ctl->bus, &ops, &w);
	if (!r)
		r = run(&w);
	follow_close(&w.follow);
	return r;
}
