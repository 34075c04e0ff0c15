/* SPDX-License-Identifier: MIT */
#include "term.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool term_is_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb");
}

const char *term_colour(enum colour colour)
{
	static const char *const escapes[] = {
		[COLOUR_PLAIN] = "\033[0m", [COLOUR_BOLD] = "\033[1m",  [COLOUR_DIM] = "\033[2m",
		[COLOUR_GOOD] = "\033[32m", [COLOUR_WARN] = "\033[33m", [COLOUR_BAD] = "\033[1;31m",
	};
	const char *no_color = getenv("NO_COLOR");

	if (!term_is_terminal() || (no_color && no_color[0]))
		return "";
	return escapes[colour];
}

void term_size(unsigned *ret_columns, unsigned *ret_rows)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_col || !size.ws_row)
		size = (struct winsize){ .ws_col = 80, .ws_row = 24 };
	*ret_columns = size.ws_col < TERM_COLUMNS_MIN ? TERM_COLUMNS_MIN : size.ws_col;
	*ret_rows = size.ws_row;
}

bool term_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

enum colour posture_colour(const char *posture)
{
	if (!strcmp(posture, "upright"))
		return COLOUR_GOOD;
	if (!strcmp(posture, "unknown"))
		return COLOUR_DIM;
	return COLOUR_BAD;
}

enum colour status_colour(const char *status)
{
	if (!strcmp(status, "watching"))
		return COLOUR_GOOD;
	if (!strcmp(status, "sensor-lost"))
		return COLOUR_BAD;
	return COLOUR_WARN;
}
