/* SPDX-License-Identifier: MIT */
/*
 * source-replay.h - samples from a recording, at the times it was made
 *
 * The file is read a batch ahead and never held as a whole.  How fast it goes
 * is the clock's matter.
 */
#pragma once

#include <stddef.h>

#include "config.h"
#include "source.h"

/**
 * source_replay_new() - open a recording; its first sample falls on now_us
 * @config: a sensor it lacks or has disabled is left out
 * @text:   one sentence on error
 *
 * A pause in the file of more than four samples is a gap, waited for like the
 * rest.  A row without a whole reading of a sensor is no sample of it.  A bad
 * line later on ends the source: SOURCE_LOST of the upper sensor, whose
 * trouble names file, line and reason, then SOURCE_END.
 *
 * Return: 0; -EBADMSG when it is no recording or holds no sample; the errno
 * of opening it; -ENOMEM.
 */
int source_replay_new(const char *path, const struct config *config, uint64_t now_us,
		      struct source **ret, char *text, size_t size);
