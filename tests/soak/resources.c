/* SPDX-License-Identifier: MIT */
/*
 * mallinfo() takes what glibc keeps at hand for the next caller for allocated,
 * some hundred bytes more or less.  So allocations are counted where they are
 * made, those of the libraries as well.
 */
#include "resources.h"

#include <dirent.h>
#include <stdlib.h>

#ifdef __SANITIZE_ADDRESS__

size_t __sanitizer_get_current_allocated_bytes(void); /* gcc has it, and no header for it */

size_t resources_heap(void)
{
	return __sanitizer_get_current_allocated_bytes();
}

#else

/* glibc's own, for those who put theirs in their place */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void __libc_free(void *p);

static size_t blocks;

void *malloc(size_t size)
{
	void *p = __libc_malloc(size);

	blocks += p != NULL;
	return p;
}

void *calloc(size_t n, size_t size)
{
	void *p = __libc_calloc(n, size);

	blocks += p != NULL;
	return p;
}

/* Of size 0 it frees what it is given. */
void *realloc(void *old, size_t size)
{
	void *p = __libc_realloc(old, size);

	if (!old)
		blocks += p != NULL;
	else if (size == 0 && !p)
		blocks--;
	return p;
}

void free(void *p)
{
	blocks -= p != NULL;
	__libc_free(p);
}

size_t resources_heap(void)
{
	return blocks;
}

#endif

unsigned resources_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}
