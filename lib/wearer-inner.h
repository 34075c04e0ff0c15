/* SPDX-License-Identifier: MIT */
/*
 * wearer-inner.h - what the files of wearer.h share and nobody else needs
 */
#pragma once

#include "wearer.h"

/** wearer_plan() - what is derived from poses and limits; forgets the last match */
void wearer_plan(struct wearer *w);

/** wearer_follow_pose() - put in force the profile that the counted pose has asked for */
void wearer_follow_pose(struct wearer *w, uint64_t now_us);
