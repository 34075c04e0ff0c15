/* SPDX-License-Identifier: MIT */
/*
 * journal.h - the sink that keeps a record
 *
 * One entry for each alert, recovery, sensor lost and found again, reload,
 * learned pose, word of the coach, trouble with a file of state, start and stop; with a
 * MESSAGE_ID that systemd/plumbd.catalog explains and PLUMBD_*= fields.  Never
 * one per sample.  A sensor that is lost is told of once, when it is back with
 * how long it was away; one that comes and goes is told of once a minute, with
 * the number of losses in between; heat that goes on too long is told of once,
 * though its signal repeats.
 *
 * Under systemd entries go to journald; elsewhere each is one line on stderr
 * with the same words.
 */
#pragma once

#include "sink.h"

/**
 * journal_sink_new() - looks here, once, whether systemd is there
 *
 * It is when stderr is the stream JOURNAL_STREAM names, or when NOTIFY_SOCKET
 * is set and journald's socket exists.
 *
 * Return: 0 or -ENOMEM.
 */
int journal_sink_new(struct sink **ret);
