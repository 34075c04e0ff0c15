/* SPDX-License-Identifier: MIT */
/*
 * resources.h - what the process holds: heap, and files
 */
#pragma once

#include <stddef.h>

/** resources_heap() - blocks allocated and not freed; under AddressSanitizer bytes */
size_t resources_heap(void);

/** resources_files() - open ones; 0 where /proc is not there */
unsigned resources_files(void);
