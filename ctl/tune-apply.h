/* SPDX-License-Identifier: MIT */
/*
 * tune-apply.h - a suggestion into plumbd.conf
 */
#pragma once

#include "ctl.h"
#include "tune.h"

/**
 * tune_apply() - show the difference, ask, write it, have plumbd read it
 * @path: of plumbd.conf
 * @yes:  do not ask.  Without it, and where nobody can be asked, nothing is written
 * @j:    an object that is begun, to put "diff" and "written" into; NULL: people read on stdout
 *
 * A plumbd that does not run is no failure.
 *
 * Return: 0 or an exit code, after saying why.
 */
int tune_apply(const struct ctl *ctl, const char *path, const struct tune *t,
	       const struct tune_choice *c, bool yes, struct json *j);
