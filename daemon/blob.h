/* SPDX-License-Identifier: MIT */
/*
 * blob.h - a small file as a whole
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/**
 * blob_read() - read a file that must fit
 * @ret_n: bytes of it; written only on success
 *
 * Return: 0; -EFBIG when it is longer than @size; -ENOENT for the path "", or
 * the errno of open() or read(); @buf is then worth nothing.
 */
int blob_read(const char *path, uint8_t *buf, size_t size, size_t *ret_n);
