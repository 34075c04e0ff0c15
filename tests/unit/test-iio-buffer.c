/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "iio-buffer.h"
#include "iio-rig.h"

#define DEVICE "iio:device0"

static const bool both[IIO_KINDS] = { true, true };
static const bool accel_only[IIO_KINDS] = { [IIO_ACCEL] = true };

static struct {
	struct iio_buffer buffer;
	struct iio_sample sample[64];
	int dir, pen;
} rig;

static int set_up(void **state)
{
	char path[RIG_PATH_MAX];

	(void)state;
	tree_make();
	put_device(DEVICE, "i2c-1/1-0068", "mpu6050");
	tree_path(path, DEVICE, "");
	rig.dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(rig.dir >= 0);
	rig.buffer.fd = rig.pen = -1;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	iio_buffer_stop(&rig.buffer);
	close(rig.dir);
	if (rig.pen >= 0)
		close(rig.pen);
	tree_drop();
	return 0;
}

static int start(const bool has[IIO_KINDS])
{
	char node[RIG_PATH_MAX];

	snprintf(node, sizeof node, "%s/" DEVICE, tree.dev);
	return iio_buffer_start(&rig.buffer, rig.dir, node, has, 16);
}

static void push(const void *bytes, size_t n)
{
	assert_int_equal(write(rig.pen, bytes, n), n);
}

static void assert_raw(const struct iio_sample *s, enum iio_kind kind, int x, int y, int z)
{
	assert_int_equal(s->raw[kind][0], x);
	assert_int_equal(s->raw[kind][1], y);
	assert_int_equal(s->raw[kind][2], z);
}

/* accel, gyro without the temperature between, and a stamp at 16 */
static const uint8_t frame[24] = {
	0x40, 0x00, 0xFF, 0xFE, 0x00, 0x03, 0x00, 0x04, 0xFF, 0xFB, 0x80, 0x00,
	0,    0,    0,    0,    0xE8, 0x03, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, /* 2^32 + 1000 ns */
};

static void frames_are_read_by(const char *control, const char *scan)
{
	char name[64];

	rig.pen = put_mpu6050_buffer(DEVICE, control, scan);
	assert_int_equal(start(both), 0);
	assert_int_equal(rig.buffer.frame, sizeof frame);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 64), 0);
	push(frame, sizeof frame);
	push(frame, sizeof frame);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 64), 2);
	assert_raw(&rig.sample[1], IIO_ACCEL, 0x4000, -2, 3);
	assert_raw(&rig.sample[1], IIO_GYRO, 4, -5, -32768);
	assert_int_equal(rig.sample[1].t_us, 4294968);
	snprintf(name, sizeof name, "%s/enable", control);
	assert_string_equal(get(DEVICE, name), "1");
	snprintf(name, sizeof name, "%s/watermark", control);
	assert_string_equal(get(DEVICE, name), "16");
	snprintf(name, sizeof name, "%s/length", control);
	assert_string_equal(get(DEVICE, name), "256");
	snprintf(name, sizeof name, "%s/in_temp_en", scan);
	assert_string_equal(get(DEVICE, name), "0");
	iio_buffer_stop(&rig.buffer);
	snprintf(name, sizeof name, "%s/enable", control);
	assert_string_equal(get(DEVICE, name), "0");
}

static void the_buffer_of_new_kernels_is_read(void **state)
{
	(void)state;
	frames_are_read_by("buffer0", "buffer0");
}

static void the_buffer_of_old_kernels_is_read(void **state)
{
	(void)state;
	frames_are_read_by("buffer", "scan_elements");
}

static void at_most_as_many_as_fit_are_read(void **state)
{
	(void)state;
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	assert_int_equal(start(both), 0);
	for (int i = 0; i < 40; i++)
		push(frame, sizeof frame);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 0), 0);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 3), 3);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 64), 37);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 64), 0);
}

static void values_are_taken_out_of_any_container(void **state)
{
	static const struct {
		const char *type;
		uint8_t bytes[8];
		int32_t value;
	} rows[] = {
		{ "le:s12/16>>4", { 0xF0, 0x7F }, 2047 },
		{ "le:s12/16>>4",
		  { 0x0F, 0x80 },
		  -2048 }, /* what is below the shift does not count */
		{ "be:s12/16>>0", { 0xF7, 0xFF }, 2047 }, /* nor what is above the bits */
		{ "be:s12/16>>0", { 0x08, 0x00 }, -2048 },
		{ "le:u12/16>>0", { 0xFF, 0xFF }, 4095 },
		{ "le:s8/8>>0", { 0x80 }, -128 },
		{ "be:s20/32>>12", { 0x80, 0x00, 0x0F, 0xFF }, -524288 },
		{ "le:s32/32>>0", { 0x00, 0x00, 0x00, 0x80 }, INT32_MIN },
		{ "le:s64/64>>0", { 0, 0, 0, 0, 0, 0, 0, 0x80 }, INT32_MIN },
		{ "le:u64/64>>0", { 255, 255, 255, 255, 255, 255, 255, 255 }, INT32_MAX },
		{ "le:s64/64>>0", { 0xFE, 255, 255, 255, 255, 255, 255, 255 }, -2 },
		{ "le:s1/8>>7", { 0x80 }, -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		rig.pen = put_buffer(DEVICE, "buffer0", "buffer0");
		put_axis_elements(DEVICE, "buffer0", "accel", 0, rows[i].type);
		assert_int_equal(start(accel_only), 0);
		for (int axis = 0; axis < 3; axis++)
			push(rows[i].bytes, rig.buffer.frame / 3);
		assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 64), 1);
		assert_raw(rig.sample, IIO_ACCEL, rows[i].value, rows[i].value, rows[i].value);
		assert_int_equal(rig.sample[0].t_us, 0);
		tear_down(state);
		set_up(state);
	}
}

static void elements_lie_by_index_at_multiples_of_their_size(void **state)
{
	(void)state;
	rig.pen = put_buffer(DEVICE, "buffer0", "buffer0");
	/* named against their order, and of three sizes: z 1, x 4 at 4, y 2 at 8, stamp 8 at 16 */
	put_element(DEVICE, "buffer0", "in_accel_z", 0, "le:s8/8>>0");
	put_element(DEVICE, "buffer0", "in_accel_x", 5, "le:s32/32>>0");
	put_element(DEVICE, "buffer0", "in_accel_y", 10, "le:s16/16>>0");
	put_element(DEVICE, "buffer0", "in_timestamp", 11, "le:s64/64>>0");
	assert_int_equal(start(accel_only), 0);
	assert_int_equal(rig.buffer.axis[IIO_ACCEL][2].offset, 0);
	assert_int_equal(rig.buffer.axis[IIO_ACCEL][0].offset, 4);
	assert_int_equal(rig.buffer.axis[IIO_ACCEL][1].offset, 8);
	assert_int_equal(rig.buffer.time.offset, 16);
	assert_int_equal(rig.buffer.frame, 24);
}

static void a_layout_that_makes_no_sense_is_refused(void **state)
{
	(void)state;
	rig.pen = put_buffer(DEVICE, "buffer0", "buffer0");
	put_axis_elements(DEVICE, "buffer0", "accel", 0, "le:s16/16>>0");
	put(DEVICE, "buffer0/in_accel_y_type", "le:float>>0");
	assert_int_equal(start(accel_only), -EBADMSG);
	assert_int_equal(rig.buffer.fd, -1);
	put(DEVICE, "buffer0/in_accel_y_type", "le:s16/16>>0");
	put(DEVICE, "buffer0/in_accel_y_index", "first");
	assert_int_equal(start(accel_only), -EBADMSG);
	put(DEVICE, "buffer0/in_accel_y_index", "1");
	assert_int_equal(start(accel_only), 0);
	iio_buffer_stop(&rig.buffer);
	assert_int_equal(start(both), -EBADMSG); /* there is no gyro in it */
	cut(DEVICE, "buffer0/in_accel_z_en");
	assert_int_equal(start(accel_only), -EBADMSG);
}

static void a_piece_of_a_frame_is_refused(void **state)
{
	(void)state;
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	assert_int_equal(start(both), 0);
	push(frame, 7);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 64), -EBADMSG);
}

static void without_a_buffer_or_its_node_it_says_so(void **state)
{
	char node[RIG_PATH_MAX];

	(void)state;
	assert_int_equal(start(both), -ENOENT);
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	snprintf(node, sizeof node, "%s/" DEVICE, tree.dev);
	assert_int_equal(unlink(node), 0);
	assert_int_equal(start(both), -ENOENT);
	assert_string_equal(get(DEVICE, "buffer0/enable"), "0");
}

static void stamps_of_a_clock_that_can_be_set_are_not_used(void **state)
{
	char path[RIG_PATH_MAX];

	(void)state;
	rig.pen = put_mpu6050_buffer(DEVICE, "buffer0", "buffer0");
	/* a folder in its place: it can be neither read nor written */
	cut(DEVICE, "current_timestamp_clock");
	tree_path(path, DEVICE, "current_timestamp_clock");
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(start(both), 0);
	push(frame, sizeof frame);
	assert_int_equal(iio_buffer_read(&rig.buffer, rig.sample, 64), 1);
	assert_int_equal(rig.sample[0].t_us, 0);
	assert_raw(&rig.sample[0], IIO_GYRO, 4, -5, -32768);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_buffer_of_new_kernels_is_read),
		TEST(the_buffer_of_old_kernels_is_read),
		TEST(at_most_as_many_as_fit_are_read),
		TEST(values_are_taken_out_of_any_container),
		TEST(elements_lie_by_index_at_multiples_of_their_size),
		TEST(a_layout_that_makes_no_sense_is_refused),
		TEST(a_piece_of_a_frame_is_refused),
		TEST(without_a_buffer_or_its_node_it_says_so),
		TEST(stamps_of_a_clock_that_can_be_set_are_not_used),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
