/* SPDX-License-Identifier: MIT */
/*
 * poses-format.h - what poses.c writes and poses-read.c reads; for these two
 */
#pragma once

#define POSES_VERSION  1
#define POSES_KEY_LIST "poses"
