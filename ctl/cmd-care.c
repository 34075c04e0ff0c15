/* SPDX-License-Identifier: MIT */
/*
 * The coach: what is due, what was done, what there is to do
 */
#include <stdio.h>
#include <string.h>

#include "care-texts.h"
#include "care-words.h"
#include "client.h"
#include "ctl.h"
#include "fixed.h"
#include "human.h"
#include "json.h"
#include "props.h"
#include "term.h"

#define DISMISS_USUAL_SEC 7200

struct due {
	unsigned kinds; /* a bit each */
};

struct picture {
	struct due due;
	uint64_t heat_remaining_usec;
};

/* A kind that plumbctl does not know yet is passed over. */
static int read_due(sd_bus_message *m, void *to)
{
	struct due *due = to;
	const char *word;
	int r;

	due->kinds = 0;
	r = sd_bus_message_enter_container(m, 'a', "s");
	if (r < 0)
		return r;
	while ((r = sd_bus_message_read_basic(m, 's', &word)) > 0) {
		enum care_kind kind = care_kind_from_str(word);

		if (kind != CARE_COUNT)
			due->kinds |= 1u << kind;
	}
	return r < 0 ? r : sd_bus_message_exit_container(m);
}

static int fetch(struct picture *p, const char *where)
{
	static const struct prop props[] = {
		{ PROP(struct picture, "Due", "as", due), .read = read_due },
		{ PROP(struct picture, "HeatRemainingUSec", "t", heat_remaining_usec) },
	};
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	cleanup(sd_bus_message_unrefp) sd_bus_message *reply = NULL;
	cleanup(sd_bus_error_free) sd_bus_error error = SD_BUS_ERROR_NULL;
	int r;

	r = client_open(where, &bus);
	if (r)
		return r;
	r = client_get_all(bus, PLUMBD_PATH, PLUMBD_CARE, &error, &reply);
	if (r >= 0)
		r = props_read(reply, props, ARRAY_SIZE(props), p, NULL);
	return r < 0 ? client_explain("reading what is due", &error, r) : 0;
}

static void print_json(const struct picture *p)
{
	struct json j;

	json_init(&j, stdout);
	json_begin_object(&j);
	json_key(&j, "due");
	json_begin_array(&j);
	for (enum care_kind kind = 0; kind < CARE_COUNT; kind++)
		if (p->due.kinds & 1u << kind)
			json_string(&j, care_kind_to_str(kind));
	json_end_array(&j);
	json_put_uint(&j, "heat_remaining_usec", p->heat_remaining_usec);
	json_end_object(&j);
	json_end_line(&j);
}

static void print_heat(uint64_t left_usec)
{
	char left[HUMAN_MAX];

	if (left_usec)
		printf("heat          to end within %s; then: plumbctl care done heat\n",
		       human_duration(left_usec, left));
	else
		printf("%sheat          take it off now%s; then: plumbctl care done heat\n",
		       term_colour(COLOUR_BAD), term_colour(COLOUR_PLAIN));
}

static void print_text(const struct picture *p)
{
	if (!p->due.kinds)
		puts("nothing is due");
	for (enum care_kind kind = 0; kind < CARE_COUNT; kind++) {
		if (!(p->due.kinds & 1u << kind))
			continue;
		if (kind == CARE_HEAT)
			print_heat(p->heat_remaining_usec);
		else
			printf("%-12s  due; when done: plumbctl care done %s\n",
			       care_kind_to_str(kind), care_kind_to_str(kind));
	}
}

static int show(struct ctl *ctl, int argc, char **argv)
{
	struct picture p = { 0 };
	int r;

	(void)argc, (void)argv;
	r = fetch(&p, ctl->bus);
	if (r)
		return r;
	if (ctl->json)
		print_json(&p);
	else
		print_text(&p);
	return CTL_DONE;
}

/* 0 or an exit code, after having complained about a word that is no kind */
static int check_kind(const struct ctl *ctl, const char *verb, const char *word)
{
	static const char *const kinds[] = { "stretch", "heat", "massage", "posture",
					     "professional" };
	const char *near;

	if (care_kind_from_str(word) != CARE_COUNT)
		return 0;
	near = args_nearest(word, kinds, ARRAY_SIZE(kinds), sizeof(kinds[0]));
	if (near)
		return ctl_usage(ctl, "care %s: \"%s\" is no kind of care: did you mean \"%s\"?",
				 verb, word, near);
	return ctl_usage(ctl,
			 "care %s: \"%s\" is none of stretch, heat, massage, posture, professional",
			 verb, word);
}

static int start(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r = check_kind(ctl, "start", argv[0]);

	(void)argc;
	if (!r)
		r = client_open(ctl->bus, &bus);
	if (!r)
		r = client_care(bus, "Start", "s", argv[0]);
	if (r)
		return r;
	if (!ctl->json) {
		puts(care_words_of(care_text_reason(CARE_COVER).many));
		puts("it must end within 20 minutes; then: plumbctl care done heat");
	}
	return CTL_DONE;
}

static int done(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	int r = check_kind(ctl, "done", argv[0]);

	(void)argc;
	if (!r)
		r = client_open(ctl->bus, &bus);
	if (!r)
		r = client_care(bus, "Done", "s", argv[0]);
	if (!r && !ctl->json)
		printf("%s is done\n", argv[0]);
	return r;
}

static int dismiss(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	uint32_t seconds = DISMISS_USUAL_SEC;
	char until[HUMAN_MAX];
	int r = check_kind(ctl, "dismiss", argv[0]);

	if (r)
		return r;
	if (argc > 1 && human_parse_duration(argv[1], CARE_DISMISS_MAX_SEC, &seconds))
		return ctl_usage(
			ctl,
			"care dismiss: \"%s\" is no duration of 1 second to 30 days: write "
			"it like 90s, 30m or 1d",
			argv[1]);
	r = client_open(ctl->bus, &bus);
	if (!r)
		r = client_care(bus, "Dismiss", "su", argv[0], seconds);
	if (!r && !ctl->json)
		printf("no word of %s until %s\n", argv[0],
		       human_time(real_now_us() + seconds * US_PER_SEC, until));
	return r;
}

static int log_knot(struct ctl *ctl, int argc, char **argv)
{
	cleanup(sd_bus_flush_close_unrefp) sd_bus *bus = NULL;
	uint32_t severity;
	int r;

	(void)argc;
	if (!care_is_place(argv[0]))
		return ctl_usage(ctl, "care log-knot: a place has 1 to %d bytes: \"left shoulder\"",
				 CARE_PLACE_MAX - 1);
	if (!args_number(argv[1], 0, CARE_SEVERITY_MAX, &severity))
		return ctl_usage(ctl, "care log-knot: severity is 0 (gone) to %d, not \"%s\"",
				 CARE_SEVERITY_MAX, argv[1]);
	r = client_open(ctl->bus, &bus);
	if (!r)
		r = client_care(bus, "LogKnot", "su", argv[0], severity);
	if (!r && !ctl->json)
		printf(severity ? "%s: %u of %d is logged\n" : "%s: gone, that is logged\n",
		       argv[0], severity, CARE_SEVERITY_MAX);
	return r;
}

static void print_exercise(const struct care_exercise *e, bool first)
{
	printf("%s%s%s%s (%s, %u s)\n  %s\n  %s%s%s\n", first ? "" : "\n", term_colour(COLOUR_BOLD),
	       care_words_of(e->name), term_colour(COLOUR_PLAIN), care_words_of(e->target),
	       e->seconds, care_words_of(e->steps), term_colour(COLOUR_DIM), e->source,
	       term_colour(COLOUR_PLAIN));
}

static void json_exercise(const struct care_exercise *e, struct json *j)
{
	json_begin_object(j);
	json_put_string(j, "name", care_words_of(e->name));
	json_put_string(j, "target", care_words_of(e->target));
	json_put_uint(j, "seconds", e->seconds);
	json_put_string(j, "steps", care_words_of(e->steps));
	json_put_string(j, "source", e->source);
	json_end_object(j);
}

static int exercises(struct ctl *ctl, int argc, char **argv)
{
	struct json j;

	(void)argc, (void)argv;
	if (!ctl->json) {
		for (uint32_t i = 0; i < care_n_exercises; i++)
			print_exercise(&care_exercises[i], i == 0);
		return CTL_DONE;
	}
	json_init(&j, stdout);
	json_begin_array(&j);
	for (uint32_t i = 0; i < care_n_exercises; i++)
		json_exercise(&care_exercises[i], &j);
	json_end_array(&j);
	json_end_line(&j);
	return CTL_DONE;
}

static const struct {
	const char *name;
	int min, max; /* operands after the verb */
	int (*run)(struct ctl *ctl, int argc, char **argv);
} verbs[] = {
	{ "status", 0, 0, show },       { "start", 1, 1, start },
	{ "done", 1, 1, done },         { "dismiss", 1, 2, dismiss },
	{ "log-knot", 2, 2, log_knot }, { "exercises", 0, 0, exercises },
};

int cmd_care(struct ctl *ctl, int argc, char **argv)
{
	const char *near;
	int n, r;

	if (!ctl_args(ctl, argc, argv, NULL, 0, 0, -1, &n, &r))
		return r;
	care_words_init();
	if (n == 0)
		return show(ctl, 0, argv);
	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (strcmp(verbs[i].name, argv[0]))
			continue;
		if (n - 1 < verbs[i].min)
			return ctl_usage(ctl, "care %s: something is missing", argv[0]);
		if (n - 1 > verbs[i].max)
			return ctl_usage(ctl, "care %s: \"%s\" is too much", argv[0],
					 argv[verbs[i].max + 1]);
		return verbs[i].run(ctl, n - 1, argv + 1);
	}
	near = args_nearest(argv[0], &verbs->name, ARRAY_SIZE(verbs), sizeof(verbs[0]));
	if (near)
		return ctl_usage(ctl, "care: \"%s\": did you mean \"%s\"?", argv[0], near);
	return ctl_usage(ctl, "care: it cannot \"%s\"", argv[0]);
}
