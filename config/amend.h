/* SPDX-License-Identifier: MIT */
/*
 * amend.h - plumbd.conf with other values: made, checked, shown, and only then written
 */
#pragma once

#include "confedit.h"
#include "config.h"

/* A file as it is and as it would be; owned by the caller, amend_free()d. */
struct amend {
	char *old_text, *new_text; /* the same when there is nothing to change */
	size_t old_size;
	struct config config; /* what the new text says, over the defaults */
};

/**
 * amend_make() - the text of a config file with some keys set
 * @path: must be there, and be taken as it is
 * @ret:  filled only when 0 is returned
 *
 * A key or its group that is in an included file is refused, naming that file.
 * The new text has been through config_load_text().
 *
 * Return: 0; CONFIG_E_INVALID or a negative errno, with *ret_error.
 */
int amend_make(const char *path, const struct confedit *edits, size_t n, struct amend *ret,
	       struct config_error *ret_error);

/**
 * amend_write() - put the new text in the place of the old
 *
 * As statefile_rewrite().  Refused when the file is no longer what amend_make()
 * read.  Return: as there.
 */
int amend_write(const char *path, const struct amend *a, struct config_error *ret_error);

void amend_free(struct amend *a);
