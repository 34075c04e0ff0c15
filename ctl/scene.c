/* SPDX-License-Identifier: MIT */
#include "scene.h"

#include <stdarg.h>
#include <string.h>

#include "angle.h"
#include "figure.h"
#include "fixed.h"
#include "human.h"
#include "term.h"

#define WIDE            64 /* columns from which on both figures are shown */
#define FACT_MAX        128
#define GAUGE_CELLS_MAX 72
#define GAUGE_MARGIN    2

/* What stands right of the figures, row by row. */
struct fact {
	enum colour colour;
	char text[FACT_MAX];
};

static const char *paint(const struct scene *f, enum colour colour)
{
	return f->colour ? term_colour(colour) : "";
}

/* As much of a text as fits; a character is a column. */
static void put(const struct scene *f, FILE *out, enum colour colour, const char *text,
		unsigned columns)
{
	fputs(paint(f, colour), out);
	for (; *text; text++) {
		bool begins = ((unsigned char)*text & 0xc0) != 0x80;

		if (begins && columns-- == 0)
			break;
		fputc(*text, out);
	}
	fputs(paint(f, COLOUR_PLAIN), out);
}

static void fact(struct fact *fact, enum colour colour, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void fact(struct fact *fact, enum colour colour, const char *format, ...)
{
	va_list list;

	fact->colour = colour;
	va_start(list, format);
	vsnprintf(fact->text, FACT_MAX, format, list);
	va_end(list);
}

static void fact_alert(const struct state *s, struct fact *ret)
{
	bool silent = human_silence(s->silence) != NULL;
	char until[HUMAN_MAX];

	if (s->paused_until_usec)
		fact(ret, COLOUR_WARN, "paused until %s", human_time(s->paused_until_usec, until));
	else if (silent && s->alert_level)
		fact(ret, COLOUR_WARN, "alert level %u, %s", s->alert_level, s->silence);
	else if (silent)
		fact(ret, COLOUR_WARN, "no alert: %s", s->silence);
	else if (s->alert_level)
		fact(ret, COLOUR_BAD, "alert level %u", s->alert_level);
	else
		fact(ret, COLOUR_DIM, "no alert");
}

static void gather_facts(const struct scene *f, struct fact facts[FIGURE_ROWS])
{
	const struct state *s = f->state;
	char lasts[HUMAN_MAX], angle[HUMAN_MAX];
	enum colour colour = posture_colour(s->posture);

	memset(facts, 0, FIGURE_ROWS * sizeof(*facts));
	fact(&facts[0], status_colour(s->status), "%s, %s", s->status, s->activity);
	fact(&facts[2], colour, "%s", s->posture);
	if (s->since_usec && f->now_us > s->since_usec)
		fact(&facts[3], COLOUR_PLAIN, "for %s",
		     human_duration(f->now_us - s->since_usec, lasts));
	fact_alert(s, &facts[4]);
	fact(&facts[6], COLOUR_PLAIN, "flexion %s", human_flexion(s->flexion_cdeg, angle));
	fact(&facts[7], COLOUR_PLAIN, "lateral %s", human_lateral(s->lateral_cdeg, angle));
	if (s->curvature_cdeg != ANGLE_UNKNOWN)
		fact(&facts[8], COLOUR_PLAIN, "curve   %s",
		     human_curvature(s->curvature_cdeg, angle));
}

/* From the side, forward is right; from behind, right is right. */
static void draw_figures(const struct state *s, struct figure figures[2])
{
	int32_t flexion = s->flexion_cdeg;
	/* One sensor cannot know the lower back: it is drawn to follow half way. */
	int32_t lower =
		s->curvature_cdeg == ANGLE_UNKNOWN ? flexion / 2 : flexion - s->curvature_cdeg;

	figure_clear(&figures[0]);
	figure_clear(&figures[1]);
	if (flexion != ANGLE_UNKNOWN)
		figure_draw(&figures[0], lower, flexion);
	if (s->lateral_cdeg != ANGLE_UNKNOWN)
		figure_draw(&figures[1], s->lateral_cdeg / 2, s->lateral_cdeg);
}

static void draw_row(const struct scene *f, FILE *out, const struct figure *figure, unsigned row)
{
	enum colour colour = posture_colour(f->state->posture);

	for (unsigned column = 0; column < FIGURE_COLUMNS; column++) {
		char cell[FIGURE_CELL_MAX];

		figure_cell(figure, row, column, f->utf8, cell);
		put(f, out, figure_is_body(figure, row, column) ? colour : COLOUR_DIM, cell, 1);
	}
}

static unsigned draw_body(const struct scene *f, FILE *out)
{
	unsigned shown = f->columns >= WIDE ? 2 : 1;
	struct figure figures[2];
	struct fact facts[FIGURE_ROWS];

	draw_figures(f->state, figures);
	gather_facts(f, facts);
	for (unsigned row = 0; row < FIGURE_ROWS; row++) {
		for (unsigned i = 0; i < shown; i++)
			draw_row(f, out, &figures[i], row);
		fputs("  ", out);
		put(f, out, facts[row].colour, facts[row].text,
		    f->columns - shown * FIGURE_COLUMNS - 2);
		fputc('\n', out);
	}
	/* Each word under its plumb line. */
	put(f, out, COLOUR_DIM, shown > 1 ? "       side            behind" : "       side",
	    f->columns);
	fputs("\n\n", out);
	return FIGURE_ROWS + 2;
}

unsigned gauge_cell(int32_t cdeg, unsigned cells)
{
	int64_t in = MAX(MIN(cdeg, GAUGE_MAX_CDEG), GAUGE_MIN_CDEG) - GAUGE_MIN_CDEG;

	return (unsigned)div_round(in * (cells - 1), GAUGE_MAX_CDEG - GAUGE_MIN_CDEG);
}

static bool is_mark(int32_t cdeg, unsigned cell, unsigned cells)
{
	return cdeg != ANGLE_UNKNOWN && gauge_cell(cdeg, cells) == cell;
}

static bool is_beyond(const struct borders *b, unsigned cell, unsigned cells)
{
	return (b->forward_cdeg != ANGLE_UNKNOWN && cell > gauge_cell(b->forward_cdeg, cells)) ||
	       (b->back_cdeg != ANGLE_UNKNOWN && cell < gauge_cell(b->back_cdeg, cells));
}

static void draw_gauge_cell(const struct scene *f, FILE *out, unsigned cell, unsigned cells)
{
	const struct borders *b = &f->borders;
	enum colour colour = is_beyond(b, cell, cells) ? COLOUR_BAD : COLOUR_GOOD;

	if (is_mark(f->state->flexion_cdeg, cell, cells))
		put(f, out, posture_colour(f->state->posture), f->utf8 ? "\u25cf" : "O", 1);
	else if (is_mark(b->forward_cdeg, cell, cells) || is_mark(b->back_cdeg, cell, cells))
		put(f, out, COLOUR_WARN, f->utf8 ? "\u2503" : "|", 1);
	else if (is_mark(0, cell, cells))
		put(f, out, colour, f->utf8 ? "\u253c" : "+", 1);
	else if (is_beyond(b, cell, cells))
		put(f, out, colour, f->utf8 ? "\u2504" : ".", 1);
	else
		put(f, out, colour, f->utf8 ? "\u2500" : "-", 1);
}

/* Writes "12" under its cell of the scale, unless that would touch another word. */
static void put_number(char *scale, unsigned cells, int32_t cdeg)
{
	char number[HUMAN_MAX];
	int len = snprintf(number, sizeof(number), "%d", (int)div_round(cdeg, CDEG_PER_DEG));
	unsigned cell = gauge_cell(cdeg, cells);
	unsigned at = MIN(cell - MIN(cell, (unsigned)len / 2), cells - (unsigned)len);
	unsigned from = at - (at > 0);

	if (strspn(scale + from, " ") > (size_t)len + at - from)
		memcpy(scale + at, number, (size_t)len);
}

static unsigned draw_gauge(const struct scene *f, FILE *out)
{
	unsigned cells = MIN(f->columns - 2 * GAUGE_MARGIN, GAUGE_CELLS_MAX);
	char scale[GAUGE_CELLS_MAX + 1];

	memset(scale, ' ', cells);
	scale[cells] = '\0';
	memcpy(scale, "back", 4);
	memcpy(scale + cells - 7, "forward", 7);
	put_number(scale, cells, 0);
	if (f->borders.forward_cdeg != ANGLE_UNKNOWN)
		put_number(scale, cells, f->borders.forward_cdeg);
	if (f->borders.back_cdeg != ANGLE_UNKNOWN)
		put_number(scale, cells, f->borders.back_cdeg);
	fprintf(out, "%*s", GAUGE_MARGIN, "");
	for (unsigned i = 0; i < cells; i++)
		draw_gauge_cell(f, out, i, cells);
	fprintf(out, "\n%*s", GAUGE_MARGIN, "");
	put(f, out, COLOUR_DIM, scale, cells);
	fputs("\n\n", out);
	return 3;
}

static unsigned draw_day(const struct scene *f, FILE *out)
{
	const struct state *s = f->state;
	char upright[HUMAN_MAX], slouching[HUMAN_MAX], line[FACT_MAX];

	snprintf(line, sizeof(line), "  today  upright %s, slouching %s",
		 human_duration(s->upright_today_usec, upright),
		 human_duration(s->slouch_today_usec, slouching));
	put(f, out, COLOUR_PLAIN, line, f->columns);
	fputc('\n', out);
	snprintf(line, sizeof(line), "         slouches %u, alerts %u", s->slouches_today,
		 s->alerts_today);
	put(f, out, COLOUR_PLAIN, line, f->columns);
	fputc('\n', out);
	return 2;
}

static unsigned draw_hint(const struct scene *f, FILE *out)
{
	const char *hint = "";

	if (!f->running)
		hint = "  plumbd has left; waiting for its return";
	else if (!strcmp(f->state->status, "uncalibrated"))
		hint = "  next: teach it how you sit: plumbctl learn";
	else if (!strcmp(f->state->status, "sensor-lost"))
		hint = "  no sensor answers: see plumbctl status";
	put(f, out, COLOUR_WARN, hint, f->columns);
	fputc('\n', out);
	return 1;
}

static unsigned draw_title(const struct scene *f, FILE *out)
{
	char now[HUMAN_MAX];

	human_clock(f->now_us, now);
	fprintf(out, "  %splumbd%s%*s%s%s\n\n", paint(f, COLOUR_BOLD), paint(f, COLOUR_PLAIN),
		(int)(MIN(f->columns, GAUGE_CELLS_MAX + 2 * GAUGE_MARGIN) - 10 - strlen(now)), "",
		paint(f, COLOUR_DIM), now);
	fputs(paint(f, COLOUR_PLAIN), out);
	return 2;
}

unsigned scene_draw(const struct scene *f, FILE *out)
{
	unsigned lines = draw_title(f, out);

	lines += draw_body(f, out);
	lines += draw_gauge(f, out);
	lines += draw_day(f, out);
	return lines + draw_hint(f, out);
}
