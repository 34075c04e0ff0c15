/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "doctor.h"
#include "json.h"
#include "term.h"

#define INDENT 8 /* "  fail  " */

/* A paragraph behind what stands on the line already, broken at spaces only. */
static void print_wrapped(FILE *out, const char *text, unsigned columns)
{
	unsigned room = columns > INDENT ? columns - INDENT : 0, at = 0;

	while (*text) {
		size_t word = strcspn(text, " ");

		if (at && room && at + 1 + word > room) {
			fprintf(out, "\n%*s", INDENT, "");
			at = 0;
		} else if (at) {
			putc(' ', out);
			at++;
		}
		fwrite(text, 1, word, out);
		at += (unsigned)word;
		text += word + strspn(text + word, " ");
	}
	putc('\n', out);
}

static void print_finding(const struct doctor_finding *f, FILE *out, unsigned columns)
{
	static const enum colour colours[] = {
		[DOCTOR_OK] = COLOUR_GOOD,
		[DOCTOR_WARN] = COLOUR_WARN,
		[DOCTOR_FAIL] = COLOUR_BAD,
	};

	fprintf(out, "  %s%-4s%s  ", term_colour(colours[f->level]), doctor_level_to_str(f->level),
		term_colour(COLOUR_PLAIN));
	print_wrapped(out, f->text, columns);
	if (f->next[0])
		fprintf(out, "%*snext: %s%s%s\n", INDENT, "", term_colour(COLOUR_BOLD), f->next,
			term_colour(COLOUR_PLAIN));
}

void doctor_print(const struct doctor_report *r, FILE *out, unsigned columns)
{
	const char *group = "";

	for (unsigned i = 0; i < r->n; i++) {
		const struct doctor_finding *f = &r->finding[i];

		if (strcmp(group, f->group)) {
			fprintf(out, "%s%s%s%s\n", i ? "\n" : "", term_colour(COLOUR_BOLD),
				f->group, term_colour(COLOUR_PLAIN));
			group = f->group;
		}
		print_finding(f, out, columns);
	}
	fprintf(out, "\n%u ok, %u to look at, %u failed\n", r->count[DOCTOR_OK],
		r->count[DOCTOR_WARN], r->count[DOCTOR_FAIL]);
}

void doctor_print_json(const struct doctor_report *r, FILE *out)
{
	struct json j;

	json_init(&j, out);
	json_begin_object(&j);
	json_key(&j, "findings");
	json_begin_array(&j);
	for (unsigned i = 0; i < r->n; i++) {
		const struct doctor_finding *f = &r->finding[i];

		json_begin_object(&j);
		json_put_string(&j, "id", f->id);
		json_put_string(&j, "level", doctor_level_to_str(f->level));
		json_put_string(&j, "text", f->text);
		json_key(&j, "next");
		if (f->next[0])
			json_string(&j, f->next);
		else
			json_null(&j);
		json_end_object(&j);
	}
	json_end_array(&j);
	json_end_object(&j);
	json_end_line(&j);
}
