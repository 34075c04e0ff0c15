/* SPDX-License-Identifier: MIT */
/*
 * Teaching poses: on a terminal with guidance, elsewhere at once
 */
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "follow.h"
#include "json.h"
#include "lesson.h"
#include "term.h"

#define COUNTDOWN_S 3
#define BAR_MAX     24
#define FAILED      "failed: "

struct learner {
	struct follow follow;
	bool json, guided;
	uint32_t seconds;
	struct lesson lesson; /* under way */
};

/* What follow_run() ended with, beside exit codes. */
enum outcome {
	OUTCOME_INTERRUPTED = 0,
	OUTCOME_LEARNED = 256,
	OUTCOME_NOT_LEARNED,
	OUTCOME_ENTER,
	OUTCOME_SECOND,
};

static void print_json(const struct learner *l, uint32_t percent, const char *hint)
{
	struct json j;

	json_init(&j, stdout);
	json_begin_object(&j);
	json_put_string(&j, "name", l->lesson.name);
	json_put_uint(&j, "percent", percent);
	json_put_string(&j, "hint", hint);
	json_end_object(&j);
	json_end_line(&j);
	fflush(stdout);
}

/* Drawn over itself on a terminal. */
static void print_bar(uint32_t percent, const char *hint)
{
	const char *full = term_utf8() ? "\u2588" : "#", *empty = term_utf8() ? "\u2591" : "-";
	unsigned filled = percent * BAR_MAX / 100;

	printf("\r  %s", term_colour(COLOUR_GOOD));
	for (unsigned i = 0; i < BAR_MAX; i++)
		fputs(i < filled ? full : empty, stdout);
	printf("%s %3u %%  %s%s%s\033[K", term_colour(COLOUR_PLAIN), percent,
	       term_colour(COLOUR_WARN), hint, term_colour(COLOUR_PLAIN));
	fflush(stdout);
}

static void print_progress(const struct learner *l, uint32_t percent, const char *hint)
{
	if (l->json)
		print_json(l, percent, hint);
	else if (l->guided)
		print_bar(percent, percent < 100 ? hint : "");
}

static int on_signal(void *ctx, const char *member, sd_bus_message *m)
{
	struct learner *l = ctx;
	const char *name, *hint;
	uint32_t percent;

	if (strcmp(member, "LearningProgress") || !l->lesson.name ||
	    sd_bus_message_read(m, "sus", &name, &percent, &hint) < 0 ||
	    strcmp(name, l->lesson.name))
		return 0;
	if (percent == 0 && !strncmp(hint, FAILED, strlen(FAILED))) {
		if (l->json)
			print_json(l, percent, hint);
		if (l->guided)
			putchar('\n');
		complain("%s is not learned: %s", name, hint + strlen(FAILED));
		return OUTCOME_NOT_LEARNED;
	}
	print_progress(l, percent, hint);
	return percent == 100 ? OUTCOME_LEARNED : 0;
}

static int on_presence(void *ctx, bool running)
{
	(void)ctx;
	(void)running;
	complain("plumbd has left in the middle: \"journalctl -u plumbd\" says why");
	return CTL_NO_DAEMON;
}

static int on_enter(sd_event_source *source, int fd, uint32_t events, void *ctx)
{
	char line[256];

	(void)source;
	(void)events;
	/* The end of input is as good as Ctrl-C. */
	follow_end(ctx, read(fd, line, sizeof(line)) > 0 ? OUTCOME_ENTER : OUTCOME_INTERRUPTED);
	return 0;
}

static int on_second(sd_event_source *source, uint64_t now_us, void *ctx)
{
	(void)source;
	(void)now_us;
	follow_end(ctx, OUTCOME_SECOND);
	return 0;
}

static int wait_enter(struct learner *l)
{
	cleanup(sd_event_source_unrefp) sd_event_source *source = NULL;
	int r = sd_event_add_io(l->follow.event, &source, STDIN_FILENO, EPOLLIN, on_enter,
				&l->follow);

	return r < 0 ? client_explain("waiting for Enter", NULL, r) : follow_run(&l->follow);
}

static int wait_second(struct learner *l)
{
	cleanup(sd_event_source_unrefp) sd_event_source *source = NULL;
	int r = sd_event_add_time_relative(l->follow.event, &source, CLOCK_MONOTONIC, US_PER_SEC, 0,
					   on_second, &l->follow);

	return r < 0 ? client_explain("waiting", NULL, r) : follow_run(&l->follow);
}

static int count_down(struct learner *l)
{
	int outcome = OUTCOME_SECOND;

	for (unsigned s = COUNTDOWN_S; s > 0 && outcome == OUTCOME_SECOND; s--) {
		printf("\r  begins in %u s", s);
		fflush(stdout);
		outcome = wait_second(l);
	}
	return outcome;
}

static const char *advice(enum posture posture)
{
	switch (posture) {
	case POSTURE_UPRIGHT:
		return "Sit the way you want to sit: tall, shoulders loose, looking ahead.";
	case POSTURE_SLOUCHING:
		return "Now let yourself slump, the way you do when nobody looks.";
	case POSTURE_LEANING_FORWARD:
		return "Lean forward, as towards the screen.";
	case POSTURE_LEANING_BACK:
		return "Lean far back.";
	case POSTURE_LEANING_LEFT:
		return "Lean to your left.";
	case POSTURE_LEANING_RIGHT:
		return "Lean to your right.";
	case POSTURE_UNKNOWN:
	case POSTURE_COUNT:
		break;
	}
	return "";
}

/* Return: OUTCOME_SECOND when the wearer is ready. */
static int prepare(struct learner *l)
{
	int outcome;

	printf("\n%s%s%s (%s)\n  %s\n  Hold still for %u s.  Press Enter when you are ready.",
	       term_colour(COLOUR_BOLD), l->lesson.name, term_colour(COLOUR_PLAIN),
	       l->lesson.good ? "good" : "bad", advice(l->lesson.posture), l->seconds);
	fflush(stdout);
	outcome = wait_enter(l);
	return outcome == OUTCOME_ENTER ? count_down(l) : outcome;
}

static int tell_learned(struct learner *l)
{
	const struct state_pose *pose;
	struct json j;
	int r = state_fetch(&l->follow.state, l->follow.bus);

	if (r)
		return r;
	pose = state_find_pose(&l->follow.state.poses, l->lesson.name);
	if (!pose) {
		complain("%s was forgotten at once", l->lesson.name);
		return CTL_FAILED;
	}
	if (l->json) {
		json_init(&j, stdout);
		json_begin_object(&j);
		json_put_string(&j, "name", pose->name);
		json_put_string(&j, "posture", pose->posture);
		json_put_bool(&j, "good", pose->good);
		json_put_uint(&j, "grade", pose->grade);
		json_end_object(&j);
		json_end_line(&j);
	} else {
		printf("%s%s: learned, grade %u of 100\n", l->guided ? "\n  " : "", pose->name,
		       pose->grade);
	}
	return CTL_DONE;
}

/* A sensor that is gone is told apart from a wearer who moved. */
static int not_learned(struct learner *l)
{
	int r = state_fetch(&l->follow.state, l->follow.bus);

	if (r)
		return r;
	return strcmp(l->follow.state.status, "sensor-lost") ? CTL_FAILED : CTL_NO_SENSOR;
}

static int cancel(struct learner *l)
{
	if (l->guided)
		putchar('\n');
	client_call(l->follow.bus, "CancelLearning", NULL, "");
	complain("%s is not learned: cancelled", l->lesson.name);
	return CTL_FAILED;
}

static int teach(struct learner *l)
{
	int r = client_call(l->follow.bus, "LearnPose", NULL, "ssbu", l->lesson.name,
			    posture_to_str(l->lesson.posture), (int)l->lesson.good, l->seconds);

	if (r)
		return r;
	print_progress(l, 0, "");
	r = follow_run(&l->follow);
	if (r == OUTCOME_LEARNED)
		return tell_learned(l);
	if (r == OUTCOME_NOT_LEARNED)
		return not_learned(l);
	return r == OUTCOME_INTERRUPTED ? cancel(l) : r;
}

static int teach_guided(struct learner *l)
{
	int r;

	do {
		r = prepare(l);
		if (r == OUTCOME_INTERRUPTED) {
			putchar('\n');
			complain("%s is not learned: cancelled", l->lesson.name);
			return CTL_FAILED;
		}
		if (r != OUTCOME_SECOND)
			return r;
		r = teach(l);
		/* A wearer who moved may try again; Ctrl-C ends that. */
	} while (r == CTL_FAILED && !l->follow.interrupted);
	return r;
}

static int teach_all(struct learner *l, const struct lesson *lessons, int n)
{
	int r = CTL_DONE;

	for (int i = 0; i < n && !r; i++) {
		l->lesson = lessons[i];
		r = l->guided ? teach_guided(l) : teach(l);
	}
	if (l->guided && !r)
		puts("\nDone.  Next: plumbctl watch");
	return r;
}

static int make_lessons(const struct ctl *ctl, char **names, int n, const char *word, bool good,
			bool bad, struct lesson lessons[ARGS_LIST_MAX])
{
	if (good && bad)
		return ctl_usage(ctl, "learn: a pose is --good or --bad, not both");
	if (n > ARGS_LIST_MAX)
		return ctl_usage(ctl, "learn: more than %d poses", ARGS_LIST_MAX);
	for (int i = 0; i < n; i++) {
		int r = lesson_make(names[i], word, good, bad, &lessons[i]);

		if (r == LESSON_E_POSTURE)
			return ctl_usage(ctl,
					 "learn: --posture takes upright, slouching, "
					 "leaning-forward, -back, -left or -right, not \"%s\"",
					 word);
		if (r)
			return ctl_usage(ctl,
					 "learn: \"%s\" is no name for a pose: 1 to 31 lower "
					 "case letters, digits and '-', a letter first",
					 names[i]);
	}
	return CTL_DONE;
}

int cmd_learn(struct ctl *ctl, int argc, char **argv)
{
	static const struct follow_ops ops = { .signal = on_signal, .presence = on_presence };
	static char upright[] = "upright", slouching[] = "slouching";
	char *usual[] = { upright, slouching };
	struct learner l = { .seconds = 10 };
	struct lesson lessons[ARGS_LIST_MAX];
	const char *word = NULL;
	bool good = false, bad = false;
	const struct arg args[] = {
		{ .name = "seconds", .number = &l.seconds, .min = 2, .max = 60 },
		{ .name = "posture", .text = &word },
		{ .name = "good", .flag = &good },
		{ .name = "bad", .flag = &bad },
	};
	int n, r;

	if (!ctl_args(ctl, argc, argv, args, ARRAY_SIZE(args), 0, -1, &n, &r))
		return r;
	l.json = ctl->json;
	l.guided = !ctl->json && isatty(STDIN_FILENO) && term_is_terminal();
	if (n == 0) {
		argv = usual;
		n = l.guided ? 2 : 1;
	}
	r = make_lessons(ctl, argv, n, word, good, bad, lessons);
	if (r)
		return r;
	r = follow_open(&l.follow, ctl->bus, &ops, &l);
	if (!r)
		r = teach_all(&l, lessons, n);
	follow_close(&l.follow);
	return r;
}
