/* SPDX-License-Identifier: MIT */
/*
 * html.h - text into a page
 */
#pragma once

#include <stdio.h>

/**
 * html_text() - a text that means only itself, in an element or an attribute
 *
 * & < > " ' become references; what is not UTF-8, and control characters, which
 * no page may hold, become U+FFFD.
 */
void html_text(FILE *out, const char *text);
