/* SPDX-License-Identifier: MIT */
/*
 * notify.h - the sink that tells the service manager
 *
 * READY=1 when started, STATUS= with the sentence `systemctl status` shows,
 * X_PLUMBD_POSTURE= and X_PLUMBD_ALERT= (the level, 0 when recovered) with
 * every alert and recovery, RELOADING=1 around a reload, STOPPING=1.  The
 * watchdog is sd-event's.  While posture and state stay as they are, STATUS=
 * is sent at most every 10 s, though it counts seconds; while its wording
 * stays, not at all.  Without NOTIFY_SOCKET nothing is ever sent.
 */
#pragma once

#include "sink.h"

/** notify_sink_new() - reads NOTIFY_SOCKET once, here.  0 or -ENOMEM */
int notify_sink_new(struct sink **ret);
