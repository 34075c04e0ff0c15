/* SPDX-License-Identifier: MIT */
#include "html.h"

#include <stdbool.h>
#include <string.h>

#include "utf8.h"

static const char *reference(unsigned char byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* U+FFFE and U+FFFF are characters to UTF-8, but not to XML. */
static bool is_no_character(const unsigned char *s, size_t n)
{
	return n == 0 || *s < ' ' || *s == 0x7f ||
	       (n == 3 && !memcmp(s, "\xef\xbf", 2) && s[2] >= 0xbe);
}

void html_text(FILE *out, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	while (*s) {
		size_t n = utf8_length(s);

		if (is_no_character(s, n))
			fputs(UTF8_REPLACEMENT, out);
		else if (reference(*s))
			fputs(reference(*s), out);
		else
			fwrite(s, 1, n, out);
		s += n ? n : 1;
	}
}
