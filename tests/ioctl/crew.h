/* SPDX-License-Identifier: MIT */
/*
 * crew.h - jobs in processes of their own, a few at a time
 */
#pragma once

#include <stddef.h>

/**
 * crew_share() - memory that the jobs and their caller see alike, zeroed
 */
void *crew_share(size_t size);

/**
 * crew_run() - job(0) .. job(n - 1), each in its own process
 * @at_once: how many run side by side
 *
 * Return: how many ended otherwise than by returning.
 */
unsigned crew_run(unsigned n, unsigned at_once, void (*job)(unsigned i));
