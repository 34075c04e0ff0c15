/* SPDX-License-Identifier: MIT */
/*
 * iio-attr.h - one attribute of a device in sysfs
 *
 * A device is an open folder: what is read later is read from the device that
 * was looked at, or not at all.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define IIO_ATTR_MAX 512 /* of a list of rates; anything else is far shorter */

/**
 * iio_attr_read() - the text of an attribute without the line's end
 *
 * Return: 0; the errno of open() or read(), -EBADMSG when it is longer than
 * @size or empty.
 */
int iio_attr_read(int dir, const char *name, char *ret, size_t size);

/** iio_attr_nano() - a decimal number times 10^9; as above, or iio_text_nano()'s error */
int iio_attr_nano(int dir, const char *name, int64_t *ret_nano);

/** iio_attr_write() - 0, or the errno of open() or write() */
int iio_attr_write(int dir, const char *name, const char *text);

/**
 * iio_attr_set() - see to it that an attribute holds a text
 *
 * Writes only where it holds another: what an administrator prepared works
 * without the right to write.
 */
int iio_attr_set(int dir, const char *name, const char *text);
